"""Starting a calibration sprint, and stopping it: HR's part."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from content import calibration as content
from domain import calibration_sprint as rules
from domain import ids
from domain.calibration_sprint import Sprint
from domain.errors import NotFoundError, StaleError
from handlers import audit
from handlers import calibration_sprint as sprints
from handlers import calibration_sprint_standing as standing
from handlers.said import submitted, today
from handlers.turn import Turn
from storage import calibration_sprint as storage
from storage import calibration_sprint_due, competencies, notices, people
from views import calibration_sprint_hr as views
from views import calibration_sprint_told, forms
from views.forms import Form, Values
from views.replies import Ask, Correct, Replace, Reply, Whisper
from views.vocabulary import Option

_PEOPLE = ("managers", "facilitator")


def open_form(turn: Turn) -> Reply:
    """Without two cases for any competency there is nothing to read."""
    if not _pairs(turn):
        return Whisper(views.no_pairs())
    return Ask(_form(turn, {}))


def start(turn: Turn) -> Reply:
    """Each week begins by itself; before, nobody is told but whoever looks after it."""
    values = _said(turn)
    form, pairs = _form(turn, values), _pairs(turn)
    if not pairs:
        return Whisper(views.no_pairs())
    if errors := forms.check(form, values) or views.problems(_flaws(turn, values)):
        return Correct(form, tuple(errors.items()))
    unit, org, zone = turn.unit, turn.actor.org, turn.actor.person.zone
    calendar = notices.calendar(unit, org, turn.now)
    sprint = Sprint(
        id=ids.new(turn.rng),
        author=turn.actor.person.id,
        facilitator=_facilitator(values),
        managers=_managers(values),
        weeks=rules.weeks(date.fromisoformat(forms.text(values, "day")), pairs, zone, calendar),
    )
    storage.add(unit, org, sprint, now=turn.now)
    calibration_sprint_due.plan(unit, org, sprint, zone, calendar)
    _tell(turn, sprint)
    audit.record(turn, "calibration.sprint_started", sprint.id, {"managers": str(len(sprint.managers))})
    return Whisper(sprints.board(turn, sprint))


def ask_stop(turn: Turn) -> Reply:
    return Replace(views.ask_stop(standing.seen(turn, _alive(turn))))


def stop(turn: Turn) -> Reply:
    """Raises NotFoundError, or StaleError once it is over or was stopped."""
    sprint = _alive(turn)
    storage.stop(turn.unit, turn.actor.org, sprint.id, now=turn.now)
    calibration_sprint_due.cancel(turn.unit, turn.actor.org, sprint.id)
    audit.record(turn, "calibration.sprint_stopped", sprint.id, {})
    return Replace(views.stopped())


# --- Pieces -------------------------------------------------------------------------------------------------------


def _tell(turn: Turn, sprint: Sprint) -> None:
    """Whoever was named to look after it, but by themselves."""
    who = sprint.facilitator
    if who is None or who == turn.actor.person.id:
        return
    told = calibration_sprint_due.naming(sprint, who, calibration_sprint_told.named(standing.seen(turn, sprint)))
    notices.leave(turn.unit, turn.actor.org, [told], now=turn.now, rng=turn.rng)


def _alive(turn: Turn) -> Sprint:
    sprint = standing.meant(turn)
    if not standing.plans(turn):
        raise NotFoundError
    if not standing.is_alive(turn, sprint):
        raise StaleError
    return sprint


def _pairs(turn: Turn) -> tuple[str, ...]:
    """Return the competency of each week; the next sprint of an organization begins where the last one ended."""
    unit, org = turn.unit, turn.actor.org
    earlier = rules.WEEKS * len(storage.every(unit, org))
    known = [one.id for one in competencies.current(unit, org).competencies]
    return rules.pairs(content.default().anchors, known, earlier=earlier)


def _said(turn: Turn) -> Values:
    """Return what the form says; of people, whom there still are: they may be gone since it was opened."""
    values = submitted(turn).values
    named = {name: forms.many(values, name) for name in _PEOPLE if name in values}
    known = people.by_ids(turn.unit, turn.actor.org, {one for those in named.values() for one in those})
    return {**values, **{name: tuple(one for one in those if one in known) for name, those in named.items()}}


def _managers(values: Values) -> tuple[str, ...]:
    return tuple(dict.fromkeys(forms.many(values, "managers")))


def _facilitator(values: Values) -> str | None:
    return next(iter(forms.many(values, "facilitator")), None)


def _flaws(turn: Turn, values: Values) -> tuple[rules.Flaw, ...]:
    alive = storage.not_over_alone(turn.unit, turn.actor.org, now=turn.now)
    busy = {one for sprint in alive for one in sprint.managers}
    first = date.fromisoformat(forms.text(values, "day"))
    return rules.flaws(_managers(values), _facilitator(values), first, today=today(turn), busy=busy)


def _form(turn: Turn, said: Values) -> Form:
    """The Monday to come is proposed."""
    return views.new(_named(turn, said), {"day": rules.proposed_day(today(turn)).isoformat(), **said})


def _named(turn: Turn, said: Values) -> Mapping[str, tuple[Option, ...]]:
    """Return the people who stand in the fields, as options."""
    those = {name: forms.many(said, name) for name in _PEOPLE}
    known = people.by_ids(turn.unit, turn.actor.org, {one for each in those.values() for one in each})
    return {name: tuple(Option(one, known[one].name) for one in each if one in known) for name, each in those.items()}
