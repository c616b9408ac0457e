"""What a calibration session does by itself: its packets freeze, and whoever sits in it is reminded."""

from __future__ import annotations

from dataclasses import replace

from domain import calibration as rules
from domain import calibration_reminders, policy
from domain import calibration_room as calibration_room_rules
from domain.calibration import AHEAD, Seat, State
from domain.calibration_packets import Missing
from domain.calibration_reminders import Step
from domain.people import Person
from schedules.notices import send_at_once
from schedules.schedule import Occasion
from storage import (
    audit,
    calibration,
    calibration_missing,
    calibration_packets,
    calibration_room,
    cycles,
    notices,
    people,
)
from storage import calibration_due as dues
from storage import calibration_told as told
from storage.calibration import Kept
from storage.notices import Notice
from views import calibration_told as views
from views.calibration import Seen, cycle_name, round_title
from views.vocabulary import Card

FORGOTTEN_MS = 6 * 3_600_000  # a part that has run for so long is drawn each minute no more; the next one is


def freeze(occasion: Occasion) -> int | None:
    """Freeze the packets, once; a session that was moved freezes when its new day says so."""
    unit, org, now = occasion.unit, occasion.due.org, occasion.now
    kept = calibration.locked(unit, org, occasion.due.subject)
    if kept is None or kept.session.state is not State.PLANNED:
        return None
    at = rules.freezes_at(kept.session, notices.calendar(unit, org, now))
    if at > now:
        return at
    count = calibration_packets.freeze(unit, org, kept.session, now=now, rng=occasion.rng)
    frozen = replace(kept, session=rules.freeze(kept.session), frozen_at=now)
    calibration.save(unit, org, frozen, was=kept.session.version)
    detail = {"packets": str(count)}
    audit.record(
        unit, org=org, actor=None, action="calibration.frozen", object=kept.id, detail=detail, now=now, rng=occasion.rng
    )
    return None


def remind(occasion: Occasion) -> int | None:
    """On two mornings with what else waits; an hour before at once, where that is in the person's hours.

    Whoever moved to another zone since it was planned is told by the clocks there.
    """
    id, who = dues.named(occasion.due.subject)
    kept = calibration.found(occasion.unit, occasion.due.org, id)
    person = people.by_ids(occasion.unit, occasion.due.org, [who]).get(who)
    if kept is None or kept.session.state not in AHEAD or kept.session.seat(who) is None or person is None:
        return None
    step = Step(occasion.due.step.rpartition("/")[2])
    calendar = notices.calendar(occasion.unit, occasion.due.org, occasion.now)
    at = calibration_reminders.moment(step, kept.session.starts_at, person.zone, calendar)
    if at > occasion.now:
        return at
    if policy.takes_part(person):
        _leave(occasion, kept, person, step)
    return None


def look_again(occasion: Occasion) -> None:
    """Each night: reminders follow whoever has moved to another zone since they were planned."""
    dues.remind_anew(occasion.unit, occasion.due.org, now=occasion.now)


def tick(occasion: Occasion) -> int | None:
    """Draw the room again each minute, for as long as it is open and goes on."""
    kept = calibration.found(occasion.unit, occasion.due.org, occasion.due.subject)
    if kept is None or kept.session.state is not State.OPEN or kept.segment_at is None:
        return None
    calibration_room.redraw(occasion.unit, occasion.due.org, kept, now=occasion.now, rng=occasion.rng)
    is_forgotten = occasion.now > kept.segment_at + FORGOTTEN_MS
    return None if is_forgotten else calibration_room_rules.next_tick(kept.segment_at, now=occasion.now)


def _leave(occasion: Occasion, kept: Kept, person: Person, step: Step) -> None:
    notice = Notice(
        person=person.id,
        kind=told.SOON,
        subject=told.soon(kept.session, person.id, step.value),
        card=_card(occasion, kept, person, step),
        deadline=kept.session.starts_at,
    )
    if step is Step.HOUR:
        send_at_once(occasion, notice)
    else:
        notices.leave(occasion.unit, occasion.due.org, [notice], now=occasion.now, rng=occasion.rng)


def _card(occasion: Occasion, kept: Kept, person: Person, step: Step) -> Card:
    seen = _seen(occasion, kept, person)
    if seen.seat is Seat.FACILITATOR:
        return views.unready(seen, step, _unready(occasion, kept))
    return views.soon(seen, step, _missing(occasion, kept, person.id) if seen.seat is Seat.MANAGER else None)


def _unready(occasion: Occasion, kept: Kept) -> dict[str, int]:
    """How many of the managers have what left to do; who they are stands on the board."""
    unit, org = occasion.unit, occasion.due.org
    named = [people.on_behalf_of(unit, org, one) for one in kept.session.managers]
    there = [one for one in named if one is not None]
    anchors = sum(bool(calibration_missing.anchors_left(unit, org, kept, one.person.id)) for one in there)
    if not kept.frozen_at:
        return {views.NOT_RATED: anchors}
    counts = [calibration_missing.marked_of(unit, one, kept, now=occasion.now) for one in there]
    return {views.NOT_RATED: anchors, views.NOT_MARKED: sum(marked < to_mark for to_mark, marked in counts)}


def _missing(occasion: Occasion, kept: Kept, manager: str) -> Missing:
    """Of whoever is not there any more, nothing is."""
    actor = people.on_behalf_of(occasion.unit, occasion.due.org, manager)
    return (
        calibration_missing.of_manager(occasion.unit, actor, kept, now=occasion.now) if actor else Missing(lacking={})
    )


def _seen(occasion: Occasion, kept: Kept, person: Person) -> Seen:
    unit, org, session = occasion.unit, occasion.due.org, kept.session
    cycle = cycles.find(unit, org, session.cycle)
    return Seen(
        session=session,
        cycle=cycle_name(cycle),
        round=round_title(cycle, session.round),
        people=people.by_ids(unit, org, session.people),
        seat=session.seat(person.id),
    )
