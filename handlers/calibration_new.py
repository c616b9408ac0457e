"""Planning a calibration session: its form, moving it, changing who sits in it, and calling it off."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import time

from domain import calibration as rules
from domain import ids, local_time
from domain.calibration import Session, State
from domain.cycles import Kind
from domain.errors import NotFoundError
from handlers import audit
from handlers import calibration_standing as standing
from handlers import calibration_telling as telling
from handlers.said import today
from handlers.turn import Turn
from storage import calibration as storage
from storage import calibration_due, cycles, notices, people, set_up_checks
from storage.calibration import Kept
from views import calibration as views
from views import calibration_form, forms
from views import calibration_list as lists
from views.forms import Form, Values
from views.replies import Ask, Correct, Replace, Reply, Whisper
from views.vocabulary import Option

MOST_ZONES = 30
_PEOPLE = ("managers", "facilitator", "monitor")


def open_form(turn: Turn) -> Reply:
    """Without a cycle that runs there is nothing to compare."""
    if not _rounds(turn):
        return Whisper(lists.no_cycle())
    return Ask(_form(turn, {}))


def submit(turn: Turn) -> Reply:
    """Plan it, and let whoever has a seat hear of it. Raises NotFoundError."""
    if not _rounds(turn):
        raise NotFoundError
    values = _said(turn)
    form = _form(turn, values)
    if errors := forms.check(form, values) or calibration_form.problems(values, ()):
        return Correct(form, tuple(errors.items()))
    session = calibration_form.filled(_blank(turn, forms.text(values, "round")), values)
    if errors := calibration_form.problems(values, _flaws(turn, session)):
        return Correct(form, tuple(errors.items()))
    kept = Kept(
        session=session,
        author=turn.actor.person.id,
        created_at=turn.now,
        forms=storage.with_forms(session, {}),
    )
    storage.add(turn.unit, turn.actor.org, kept)
    calibration_due.plan(turn.unit, turn.actor.org, session, now=turn.now)
    telling.invite(turn, kept, session.people)
    audit.record(turn, "calibration.planned", session.id, {"cycle": session.cycle, "people": str(len(session.people))})
    return Whisper(views.whole(standing.seen(turn, kept)))


def open_edit(turn: Turn) -> Reply:
    kept = standing.meant(turn)
    if not standing.plans(turn):
        raise NotFoundError
    return Ask(_edit_form(turn, kept, {}))


def edit(turn: Turn) -> Reply:
    """Raises NotFoundError, or StaleError when somebody else was faster or it has begun."""
    kept, values = standing.to_change(turn), _said(turn)
    form = _edit_form(turn, kept, values)
    if errors := forms.check(form, values) or calibration_form.problems(values, ()):
        return Correct(form, tuple(errors.items()))
    wished = calibration_form.filled(kept.session, values)
    if errors := calibration_form.problems(values, _flaws(turn, wished)):
        return Correct(form, tuple(errors.items()))
    changed = rules.change(kept.session, wished)
    if changed != kept.session:
        _keep(turn, kept, changed)
        audit.record(turn, "calibration.changed", changed.id, {"version": str(changed.version)})
    return Whisper(views.whole(standing.seen(turn, replace(kept, session=changed))))


def ask_cancel(turn: Turn) -> Reply:
    return Replace(lists.ask_cancel(standing.seen(turn, standing.to_change(turn))))


def cancel(turn: Turn) -> Reply:
    """Raises NotFoundError, or StaleError once it has begun."""
    kept = standing.to_change(turn)
    gone = replace(kept, session=rules.cancel(kept.session))
    storage.save(turn.unit, turn.actor.org, gone, was=kept.session.version)
    calibration_due.plan(turn.unit, turn.actor.org, gone.session, now=turn.now)
    telling.call_off(turn, gone)
    audit.record(turn, "calibration.cancelled", kept.id, {})
    return Replace(lists.cancelled(standing.seen(turn, gone)))


# --- Pieces -------------------------------------------------------------------------------------------------------


def _keep(turn: Turn, before: Kept, changed: Session) -> None:
    """What somebody is asked and told follows: nothing of the old day is said any more."""
    unit, org = turn.unit, turn.actor.org
    frozen_at = before.frozen_at if changed.state is State.READY else None
    after = replace(before, session=changed, forms=storage.with_forms(changed, before.forms), frozen_at=frozen_at)
    storage.save(unit, org, after, was=before.session.version)
    gone = [one for one in before.session.people if one not in changed.people]
    calibration_due.plan(unit, org, changed, gone=gone, now=turn.now)
    telling.change(turn, before.session, after)
    telling.release(turn, after, gone)


def _said(turn: Turn) -> Values:
    """Return what the form says; of people, whom there still are: they may be gone since it was opened."""
    values = standing.values(turn)
    named = {name: forms.many(values, name) for name in _PEOPLE if name in values}
    known = people.by_ids(turn.unit, turn.actor.org, _all(named))
    return {**values, **{name: tuple(one for one in those if one in known) for name, those in named.items()}}


def _blank(turn: Turn, named: str) -> Session:
    """`named` was checked by the form: it is one of those that were offered."""
    cycle, _, round = named.partition("/")
    return Session(
        id=ids.new(turn.rng),
        cycle=cycle,
        round=round,
        day=today(turn),
        at=time(0),
        zone=turn.actor.person.zone,
        facilitator="",
        monitor=None,
        managers=(),
    )


def _flaws(turn: Turn, session: Session) -> tuple[rules.Flaw, ...]:
    cases = storage.cases(turn.unit, turn.actor.org, session, now=turn.now)
    return rules.flaws(session, cases, now=turn.now)


def _form(turn: Turn, said: Values) -> Form:
    """A day on which everything before it fits is proposed, and the planner's own clocks."""
    mine = turn.actor.person.zone
    today = local_time.day_of(turn.now, mine)
    day = rules.proposed_day(today, notices.calendar(turn.unit, turn.actor.org, turn.now))
    rounds = _rounds(turn)
    usual = {"round": rounds[0].value, "day": day.isoformat(), "at": "14:00", "zone": mine}
    return calibration_form.new(rounds, _zones(turn), _named(turn, said), {**usual, **said})


def _edit_form(turn: Turn, kept: Kept, said: Values) -> Form:
    session = kept.session
    held = {"managers": session.managers, "facilitator": (session.facilitator,), "monitor": (session.monitor or "",)}
    return calibration_form.edit(standing.seen(turn, kept), _zones(turn), _named(turn, {**held, **said}), said)


def _rounds(turn: Turn) -> list[Option]:
    """Return each round of ratings of the cycles that run."""
    found = []
    for kept in cycles.running(turn.unit, turn.actor.org):
        ratings = [one for one in kept.cycle.checkpoints if one.kind is Kind.RATING]
        found += [
            Option(f"{kept.cycle.id}/{one.id}", f"{kept.cycle.name}, {views.round_title(kept.cycle, one.id)}"[:75])
            for one in ratings
        ]
        found += [] if ratings else [Option(f"{kept.cycle.id}/", kept.cycle.name[:75])]
    return found


def _zones(turn: Turn) -> tuple[str, ...]:
    known = set_up_checks.zones(turn.unit, turn.actor.org, most=MOST_ZONES)
    return tuple(dict.fromkeys((turn.actor.person.zone, *known, *local_time.USUAL_ZONES)))


def _named(turn: Turn, said: Values) -> Mapping[str, tuple[Option, ...]]:
    """Return the people who stand in the fields, as options."""
    ids = {name: [one for one in forms.many(said, name) if one] for name in _PEOPLE}
    known = people.by_ids(turn.unit, turn.actor.org, _all(ids))
    return {name: tuple(Option(one, known[one].name) for one in those if one in known) for name, those in ids.items()}


def _all(ids: Mapping[str, Collection[str]]) -> set[str]:
    return {one for those in ids.values() for one in those}
