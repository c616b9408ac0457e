"""Post-mortems: the list, one of them, registering it and changing what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from domain import ids, policy, text
from domain import postmortems as rules
from domain.postmortems import FoundBy, Postmortem, Severity
from domain.postmortems_index import SCORERS
from handlers import audit
from handlers import postmortems_scoring as scoring
from handlers import postmortems_showing as showing
from handlers.said import named, submitted, today
from handlers.turn import Turn
from storage import broadcasts, drafts, lines, people, postmortems_scoring
from storage import postmortems as storage
from views import forms, postmortems_form
from views import postmortems as views
from views.forms import Form, Values
from views.home import Waiting
from views.replies import Ask, Correct, Reply, Whisper
from views.vocabulary import Option

FORM = "postmortem.new"
USED = 5  # tags named in a form
LISTED = 10
PAGES = 5  # digits of the number of a page
WAITING = 3  # on Home


def show_all(turn: Turn) -> Reply:
    """`/postmortem`: the newest, what leads to older ones and to one's own, and the button that registers one."""
    unit, org = turn.unit, turn.actor.org
    whose, _, said = named(turn).partition("/")
    number = int(said) if said.isdecimal() and len(said) <= PAGES else 0
    is_mine = whose == views.MINE
    page = storage.page(unit, org, number, most=LISTED, writer=turn.actor.person.id if is_mine else "")
    teams = {team.id: team.name for team in broadcasts.teams(unit, org)}
    found = [(one, teams.get(one.team, "")) for one in page.found]
    shown = views.Listed(found=found, number=page.number, is_last=page.is_last, is_mine=is_mine)
    is_first = not page.number and not is_mine
    agreed = postmortems_scoring.agreement(unit, org, storage.latest(unit, org)) if is_first else None
    return Whisper(views.overview(shown, agreed))


def show(turn: Turn) -> Reply:
    return Whisper(showing.card(turn, showing.found(turn, named(turn))))


def open_new(turn: Turn) -> Reply:
    """With what was typed before and not sent."""
    form = _new_form(turn)
    typed = drafts.find(turn.unit, turn.actor.org, turn.actor.person.id, FORM)
    if form is None:
        return Whisper(views.teamless())
    return Ask(forms.filled(form, typed) if typed else form)


def new(turn: Turn) -> Reply:
    """Register it, and ask two people to score it: those who were chosen, and else by chance."""
    values, form = submitted(turn).values, _new_form(turn)
    if form is None:
        return Whisper(views.teamless())
    if problems := forms.check(form, values):
        return Correct(forms.filled(form, values), tuple(problems.items()))
    one = _said(values, id=ids.new(turn.rng), team=forms.text(values, "team"), author=turn.actor.person.id)
    if problems := _flaws(turn, one) or _scorers_flaws(turn, one, values):
        return Correct(forms.filled(form, values), tuple(problems.items()))
    storage.add(turn.unit, turn.actor.org, one, now=turn.now)
    drafts.forget(turn.unit, turn.actor.org, turn.actor.person.id, FORM)
    asked = scoring.ask(turn, one, list(dict.fromkeys(forms.many(values, "scorers"))))
    lead = "Registered. Two people are asked to score it."
    if len(asked) < SCORERS:
        lead = "Registered. There are not enough people yet who had no part in it; they are asked once there are."
    card = showing.card(turn, one, lead=lead, hints=showing.hints(turn, one, one.title, one.cause))
    audit.record(turn, "postmortem.registered", one.id, {"team": one.team, "severity": one.severity.value})
    return Whisper(card)


def open_edit(turn: Turn) -> Reply:
    return Ask(_edit_form(turn, storage.find_to_change(turn.unit, turn.actor, named(turn))))


def edit(turn: Turn) -> Reply:
    """By whoever registered it or responded; who scores it stays as it is."""
    said = submitted(turn)
    one = storage.find_to_change(turn.unit, turn.actor, said.subject)
    showing.require_version(turn, one.version)
    form = _edit_form(turn, one)
    problems = forms.check(form, said.values)
    if problems:
        return Correct(forms.filled(form, said.values), tuple(problems.items()))
    changed = _changed(one, _said(said.values, id=one.id, team=one.team, author=one.author))
    if wrong := _flaws(turn, changed):
        return Correct(forms.filled(form, said.values), tuple(wrong.items()))
    storage.save(turn.unit, turn.actor.org, changed)
    followed = scoring.follow(turn, changed)
    lead = "Saved." if followed is changed else "Saved. Somebody who scored it responded, so it is scored anew."
    hints = showing.hints(turn, changed, changed.title, changed.cause)
    card = showing.card(turn, followed, lead=lead, hints=hints)
    audit.record(turn, "postmortem.changed", one.id, rules.changes(one, changed))
    return Whisper(card)


def waiting(turn: Turn) -> Sequence[Waiting]:
    """On Home: what the person is asked to score."""
    owed = postmortems_scoring.owed(turn.unit, turn.actor.org, turn.actor.person.id)[:WAITING]
    return [views.waits(showing.found(turn, id)) for id in owed]


# --- Pieces -------------------------------------------------------------------------------------------------------


def _new_form(turn: Turn) -> Form | None:
    """None for whoever is in no team."""
    mine = lines.teams(turn.unit, turn.actor.org, turn.actor.person.id, at=turn.now)
    teams = [Option(team.id, team.name[:75]) for team in broadcasts.teams(turn.unit, turn.actor.org) if team.id in mine]
    me = turn.actor.person
    return postmortems_form.new(teams, _used(turn), [Option(me.id, me.name)]) if teams else None


def _edit_form(turn: Turn, one: Postmortem) -> Form:
    who = [Option(id, name) for id, name in sorted(showing.names(turn, one.responders).items())]
    return postmortems_form.edit(one, _used(turn), who)


def _used(turn: Turn) -> tuple[list[str], list[str]]:
    """Tags of the newest ones, so that the same is called the same."""
    found = storage.latest(turn.unit, turn.actor.org)
    components = {rules.tag(one.component): one.component for one in reversed(found)}
    causes = {rules.tag(one.cause): one.cause for one in reversed(found) if one.cause}
    return list(components.values())[-USED:], list(causes.values())[-USED:]


def _said(values: Values, *, id: str, team: str, author: str) -> Postmortem:
    def words(name: str) -> str:
        return text.harmless(forms.text(values, name))

    return Postmortem(
        id=id,
        team=team,
        author=author,
        title=words("title"),
        link=words("link"),
        happened_on=date.fromisoformat(forms.text(values, "happened_on")),
        closed_on=_day(values, "closed_on"),
        came_back_on=_day(values, "came_back_on"),
        severity=Severity(forms.text(values, "severity")),
        found_by=FoundBy(forms.text(values, "found_by")),
        component=words("component"),
        cause=words("cause"),
        responders=frozenset(forms.many(values, "responders")),
    )


def _changed(before: Postmortem, said: Postmortem) -> Postmortem:
    """How it is scored stays as it was."""
    return replace(
        said,
        state=before.state,
        round=before.round,
        sheets=before.sheets,
        missing=before.missing,
        scored_at=before.scored_at,
        version=before.version + 1,
    )


def _day(values: Values, name: str) -> date | None:
    said = forms.text(values, name)
    return date.fromisoformat(said) if said else None


def _flaws(turn: Turn, one: Postmortem) -> dict[str, str]:
    """Also where somebody responded whom nobody knows; who has left since responded all the same."""
    known = people.by_ids(turn.unit, turn.actor.org, one.responders)
    strangers = postmortems_form.STRANGERS if one.responders - known.keys() else {}
    return postmortems_form.errors(rules.flaws(one, today=today(turn))) | strangers


def _scorers_flaws(turn: Turn, one: Postmortem, values: Values) -> dict[str, str]:
    chosen = forms.many(values, "scorers")
    known = people.by_ids(turn.unit, turn.actor.org, chosen)
    may = [id for id in chosen if id in known and policy.takes_part(known[id]) and rules.may_score(one, id)]
    return {} if len(may) == len(chosen) else postmortems_form.NOT_BOTH
