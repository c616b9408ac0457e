"""Opening a window of nominations, seeing how each stands, and stopping one: for HR."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from content import nominations as content
from domain import ids, policy, text
from domain import nominations as rules
from domain.cycles import Checkpoint, Cycle
from domain.errors import NotFoundError, StaleError
from domain.nominations import Anchor, Decider, Stage, State, Terms, Window
from handlers import audit
from handlers import nominations as shown
from handlers.said import submitted, today
from handlers.turn import Press, Turn
from storage import (
    broadcasts,
    channels,
    cycles,
    nominations_closing,
    nominations_notices,
    nominations_received,
    people,
    pilot,
)
from storage import nominations as storage
from storage import nominations_ballots as ballots
from storage.nominations_received import TOLD, Received
from views import forms, nominations_form, nominations_hr, nominations_told
from views.forms import Form, Values
from views.nominations_form import FLAWS
from views.nominations_hr import Told
from views.replies import Ask, Correct, Replace, Reply, Whisper
from views.vocabulary import Card, Option

SHOWN = 10
ENDINGS = 9  # of review cycles, to choose from


def open_form(turn: Turn) -> Reply:
    """Two weeks to nominate and one to decide are proposed. Raises NoKeyFolderError and OtherFolderError."""
    nominations_closing.check_folder(turn.unit, turn.actor.org)
    first = today(turn)
    proposed = {"closes": (first + timedelta(days=14)).isoformat(), "decides": (first + timedelta(days=21)).isoformat()}
    usual: Values = {"categories": content.default().usual, "rest": str(content.default().rest_days)}
    return Ask(_form(turn, {**proposed, **usual, "title": "Nominations"}))


def submit(turn: Turn) -> Reply:
    """Open it, make the key of its ballots, and announce it. Raises NoKeyFolderError and OtherFolderError."""
    said = submitted(turn)
    form, seats = _form(turn, said.values), forms.many(said.values, "seats")
    if errors := forms.check(form, said.values):
        return Correct(form, tuple(errors.items()))
    terms = _terms(turn, said.values)
    days = _closes(turn, said.values, terms.anchor), _day(said.values, "decides")
    invited = _taking_part(turn, seats)
    if flaws := rules.flaws(terms, invited, *days, today=today(turn)):
        return Correct(form, tuple((flaw.value, FLAWS[flaw]) for flaw in flaws))
    window = _window(turn, said.values, terms, days)
    committee = invited if terms.decider is Decider.COMMITTEE else ()
    return Whisper(_opened(turn, window, committee))


def every(turn: Turn) -> Reply:
    windows = storage.every(turn.unit, turn.actor.org, most=SHOWN)
    return Whisper(nominations_hr.every([_told(turn, window) for window in windows]))


def stop(turn: Turn) -> Reply:
    """End it now, unread. Raises NotFoundError and StaleError."""
    said = turn.request.said
    window = storage.locked(turn.unit, turn.actor.org, said.subject) if isinstance(said, Press) else None
    if window is None or not isinstance(said, Press):
        raise NotFoundError
    if window.version != said.version:
        raise StaleError
    nominations_closing.stop(turn.unit, turn.actor.org, window, now=turn.now)
    audit.record(turn, "nominations.stopped", window.id, {})
    return Replace(nominations_hr.stopped(window))


# --- Pieces -------------------------------------------------------------------------------------------------------


def _day(values: Values, name: str) -> date:
    return date.fromisoformat(forms.text(values, name))


def _form(turn: Turn, values: Values) -> Form:
    known = people.by_ids(turn.unit, turn.actor.org, forms.many(values, "seats"))
    committee = [Option(one.id, one.name) for one in known.values()]
    chosen = forms.many(values, "teams")
    teams = [Option(one.id, one.name[:75]) for one in broadcasts.teams(turn.unit, turn.actor.org) if one.id in chosen]
    endings = [nominations_form.ending(*one) for one in _endings(turn)]
    return nominations_form.new(content.default().categories, values, (committee, teams), endings)


def _endings(turn: Turn) -> Sequence[tuple[Cycle, Checkpoint]]:
    running = [kept.cycle for kept in cycles.running(turn.unit, turn.actor.org)]
    return rules.endings(running, today=today(turn))[:ENDINGS]


def _anchor(turn: Turn, values: Values) -> Anchor | None:
    """Return what they end with, of a review cycle that stays as it is until this turn is over."""
    cycle, _, checkpoint = forms.text(values, "anchor").partition("/")
    kept = cycles.locked(turn.unit, turn.actor.org, cycle) if checkpoint else None
    one = kept.cycle.checkpoint(checkpoint) if kept else None
    if kept is None or one is None:
        return None
    label = nominations_form.ending_label(kept.cycle, one)
    return Anchor(cycle=cycle, checkpoint=checkpoint, label=label, zone=turn.actor.person.zone)


def _closes(turn: Turn, values: Values, anchor: Anchor | None) -> date:
    cycle = cycles.find(turn.unit, turn.actor.org, anchor.cycle) if anchor else None
    one = cycle.checkpoint(anchor.checkpoint) if cycle and anchor else None
    return one.due_on if one else _day(values, "closes")


def _terms(turn: Turn, values: Values) -> Terms:
    chosen = forms.many(values, "categories")
    categories = tuple(one for one in content.default().categories if one.id in chosen)
    own = " ".join(text.harmless(forms.text(values, "own")).split())
    ask = "What did the person do, and what came of it?"
    return Terms(
        categories=(*categories, *((rules.own_category(own, ask),) if own else ())),
        decider=Decider(forms.text(values, "decider")),
        teams=_teams(turn, values),
        rest_days=int(forms.text(values, "rest")),
        anchor=_anchor(turn, values),
    )


def _teams(turn: Turn, values: Values) -> tuple[str, ...]:
    """Raises NotFoundError for one that there is not: without it, the window would be open to more people."""
    known, chosen = {team.id for team in broadcasts.teams(turn.unit, turn.actor.org)}, forms.many(values, "teams")
    if not known.issuperset(chosen):
        raise NotFoundError
    return tuple(dict.fromkeys(chosen))


def _taking_part(turn: Turn, those: Sequence[str]) -> list[str]:
    known = people.by_ids(turn.unit, turn.actor.org, those)
    invited = pilot.invited(turn.unit, turn.actor.org, known)
    return [id for id in sorted(known) if id in invited and policy.takes_part(known[id])]


def _window(turn: Turn, values: Values, terms: Terms, days: tuple[date, date]) -> Window:
    """Each day ends where HR is."""
    zone = turn.actor.person.zone
    closes, decides = (rules.end_of(day, zone) for day in days)
    title = " ".join(text.harmless(forms.text(values, "title")).split())
    return Window(id=ids.new(turn.rng), title=title, terms=terms, closes_at=closes, decides_at=decides)


def _opened(turn: Turn, window: Window, committee: Sequence[str]) -> Card:
    unit, org = turn.unit, turn.actor.org
    nominations_closing.check_folder(unit, org)
    storage.add(unit, org, window, committee, turn.actor.person.id, now=turn.now)
    ballots.make_key(unit, window.id, Stage.NOMINATE)
    nominations_closing.plan(unit, org, window)
    card = nominations_told.opened(window, shown.team_names(turn, window))
    posted = channels.post(unit, org, f"nominations/{window.id}/open", card, now=turn.now, rng=turn.rng)
    audit.record(turn, "nominations.opened", window.id, {"decider": window.terms.decider.value})
    return nominations_hr.opened(window, posted)


def _heard_of(turn: Turn, window: Window) -> list[Received]:
    """What each winner knows of by now: they hear of it before HR does."""
    found = nominations_received.of_window(turn.unit, turn.actor.org, window.id)
    if window.state is not State.DECIDED:
        return []
    return [one for one in found if nominations_notices.has_heard(turn.unit, turn.actor.org, one)]


def _told(turn: Turn, window: Window) -> Told:
    unit, org = turn.unit, turn.actor.org
    received, seats = _heard_of(turn, window), storage.seats(unit, org, window.id)
    known = people.by_ids(unit, org, {*seats, *(one.winner.person for one in received)})
    labels = {one.id: one.label for one in window.terms.categories}
    return Told(
        window=rules.seen(window, now=turn.now),
        committee=tuple(known[id].name for id in seats if id in known),
        received=tuple(
            (labels.get(one.winner.category, ""), known[one.winner.person].name, one.consent == TOLD)
            for one in received
            if one.winner.person in known
        ),
    )
