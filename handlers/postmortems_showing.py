"""One post-mortem as its reader sees it, and the hint on its wording that its writer alone gets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from content import postmortems as content
from domain import language, policy
from domain import postmortems_scoring as scoring
from domain.errors import NotFoundError, StaleError
from domain.language import Check, Hint
from domain.policy import Action, Kind
from domain.postmortems import Postmortem, State
from handlers.said import submitted
from handlers.turn import Turn
from storage import broadcasts, people, postmortems, postmortems_actions, postmortems_keepers, postmortems_scoring
from views import postmortems as views
from views.postmortems import Page
from views.vocabulary import Card


def require_version(turn: Turn, now: int) -> None:
    """Raises StaleError where a form was opened on an older one."""
    version = submitted(turn).version
    if version and version != now:
        raise StaleError


def found(turn: Turn, id: str) -> Postmortem:
    one = postmortems.find(turn.unit, turn.actor.org, id)
    if one is None:
        raise NotFoundError
    return one


def writes(turn: Turn, one: Postmortem) -> bool:
    return policy.allows(postmortems_keepers.standing(turn.unit, turn.actor, one), Action.WRITE, Kind.POSTMORTEM)


def card(turn: Turn, one: Postmortem, *, lead: str = "", hints: Sequence[Hint] = ()) -> Card:
    unit, org, rubric = turn.unit, turn.actor.org, content.default()
    actions = postmortems_actions.of_one(unit, org, one.id)
    both = postmortems_scoring.both(unit, org, one)
    mine = next((scorer for scorer in both if scorer.scorer == turn.actor.person.id), None)
    page = Page(
        one=one,
        team=team_name(turn, one.team),
        names=names(turn, [*one.responders, *(action.plan.owner for action in actions if action.plan)]),
        actions=actions,
        stage=scoring.stage(both),
        titles=rubric.titles,
        lines=rubric.lines,
        writes=writes(turn, one),
        scores=mine is not None,
        is_slow=one.state is State.WAITING and any(scoring.is_slow(scorer, both, now=turn.now) for scorer in both),
        owes=one.state is State.WAITING and mine is not None and scoring.owes(mine, both),
    )
    return views.card(page, lead=lead, hints=hints)


def hints(turn: Turn, one: Postmortem, *texts: str) -> tuple[Hint, ...]:
    """Return what its writer may think about: words that blame, and the names of those who responded."""
    rubric = content.default()
    who = names(turn, one.responders).values()
    called = tuple(sorted({called for name in who for called in (name, name.split()[0])}))
    named = (Check(category="name", words=called, advice=rubric.naming),) if called else ()
    checks = (rubric.blame, *named)
    return language.hints("\n".join(texts), checks)


def names(turn: Turn, ids: Iterable[str]) -> Mapping[str, str]:
    return {id: person.name for id, person in people.by_ids(turn.unit, turn.actor.org, set(ids)).items()}


def team_name(turn: Turn, id: str) -> str:
    return next((team.name for team in broadcasts.teams(turn.unit, turn.actor.org) if team.id == id), "")
