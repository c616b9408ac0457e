"""Nominating: what is open, the form, and handing in.

Nothing that is handed in records an audit line, owes a message or remembers an answer: none of it may say who did it.
"""

from __future__ import annotations

from dataclasses import replace

from domain import nominations as rules
from domain import policy, text
from domain.errors import NotFoundError
from domain.nominations import Nomination, Reason, Stage, Window
from domain.policy import Action, Condition, Kind, Permission, Standing
from handlers import nominations_received
from handlers.turn import Press, Submit, Turn
from storage import broadcasts, people
from storage import nominations as storage
from storage import nominations_ballots as ballots
from storage import nominations_received as received
from storage.ballot_keys import KeyAwayError
from storage.nominations_ballots import Urn
from views import forms, nominations_form
from views import nominations as views
from views.forms import Form, Values
from views.nominations import Open
from views.nominations_form import PROBLEMS
from views.replies import Ask, Correct, Reply, Whisper
from views.vocabulary import Option


def show(turn: Turn) -> Reply:
    """`/kudos nominate`: what is open, by which rules, and what one may do there."""
    windows = [_open(turn, window) for window in storage.running(turn.unit, turn.actor.org)]
    card = views.overview(windows, is_hr=policy.may(turn.actor, Permission.HR))
    return Whisper(replace(card, parts=(*nominations_received.own(turn), *card.parts)))


def open_form(turn: Turn) -> Reply:
    window = _window(turn)
    if not rules.takes(window, Stage.NOMINATE, now=turn.now):
        return Whisper(views.closed(window))
    return Ask(nominations_form.nominate(window, {}))


def hand_in(turn: Turn) -> Reply:
    """Keep it, once for each category. Raises NotFoundError and KeyAwayError."""
    window, values = _window(turn, for_good=True), _values(turn)
    urn = urn_of(turn, window, Stage.NOMINATE)
    if urn is None:
        return Whisper(views.too_late(window))
    form = _form(turn, window, values)
    if errors := forms.check(form, values) or _errors(turn, window, values):
        return Correct(form, tuple(errors.items()))
    one, me = _nomination(values), turn.actor.person.id
    category = window.terms.category(one.category)
    if category is None or not may_name(me, one.nominee):
        raise NotFoundError
    is_first = urn.nominate(me, one, turn.rng)
    return Whisper(views.handed_in(window, category) if is_first else views.already(category))


def urn_of(turn: Turn, window: Window, stage: Stage) -> Urn | None:
    """Return where ballots of the stage go now, None when they are not taken. Raises KeyAwayError."""
    if not rules.takes(window, stage, now=turn.now):
        return None
    key = ballots.find_key(turn.unit, turn.actor.org, window.id, stage)
    if key is None:
        raise KeyAwayError  # not "closed": the form stays as it is, with what was written in it
    return Urn(turn.unit, turn.actor.org, window.id, stage, key)


def may_name(me: str, nominee: str) -> bool:
    """Never for oneself. Whether it is the first is asked by the ballot itself, which keeps one alone."""
    standing = Standing(member=True, subject=nominee == me)
    return policy.allows(standing, Action.WRITE, Kind.BALLOT, {Condition.OPEN, Condition.ONCE})


# --- Pieces -------------------------------------------------------------------------------------------------------


def _open(turn: Turn, window: Window) -> Open:
    decides = storage.decides(turn.unit, turn.actor.org, window, turn.actor.person.id)
    return Open(
        window=rules.seen(window, now=turn.now),
        teams=team_names(turn, window),
        may_nominate=rules.takes(window, Stage.NOMINATE, now=turn.now),
        may_vote=decides and rules.takes(window, Stage.VOTE, now=turn.now),
    )


def team_names(turn: Turn, window: Window) -> tuple[str, ...]:
    if not window.terms.teams:
        return ()
    names = {team.id: team.name for team in broadcasts.teams(turn.unit, turn.actor.org)}
    return tuple(names[id] for id in window.terms.teams if id in names)


def _window(turn: Turn, *, for_good: bool = False) -> Window:
    """`for_good`: something is about to be handed in, so it may not close meanwhile. Raises NotFoundError."""
    said = turn.request.said
    id = said.subject if isinstance(said, Press | Submit) else ""
    found = (storage.shared if for_good else storage.find)(turn.unit, turn.actor.org, id)
    if found is None:
        raise NotFoundError
    return found


def _values(turn: Turn) -> Values:
    said = turn.request.said
    return said.values if isinstance(said, Submit) else {}


def _form(turn: Turn, window: Window, values: Values) -> Form:
    known = people.by_ids(turn.unit, turn.actor.org, forms.many(values, "nominee"))
    named = [Option(one.id, one.name) for one in known.values()]
    return nominations_form.nominate(window, values, named[0] if named else None)


def _nomination(values: Values) -> Nomination:
    said = {name: text.harmless(forms.text(values, name)) for name in ("situation", "behavior", "impact")}
    nominee = next(iter(forms.many(values, "nominee")), "")
    return Nomination(category=forms.text(values, "category"), nominee=nominee, reason=Reason(**said))


def _errors(turn: Turn, window: Window, values: Values) -> dict[str, str]:
    unit, org, one = turn.unit, turn.actor.org, _nomination(values)
    resting = received.rested(unit, org, one.category, since=rules.rested_at(window), told=True)
    there = storage.eligible(unit, org, window, [one.nominee])
    found = rules.problems(one, turn.actor.person.id, eligible=there, resting=resting)
    return {field: PROBLEMS[problem] for field, problem in found.items()}
