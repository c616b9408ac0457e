"""The days of a review cycle: who is told what its checkpoints ask, on their own day, and told anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain import cycles_calls, cycles_plan
from domain.contact import Calendar
from domain.cycles import Checkpoint, Cycle, State
from domain.cycles_calls import Told
from domain.cycles_plan import TOLD_TO_OTHERS, Planned
from schedules import fan_out
from schedules.schedule import Occasion
from storage import checkpoints as storage
from storage import checkpoints_told as said_of
from storage import cycles, due, notices, participants, preferences, second_raters
from storage.due import Due
from storage.notices import Notice
from views import checkpoints as views
from views.vocabulary import Card

DAILY = "cycle.daily"
CHUNK = "cycle.day.chunk"
MOVED_CHUNK = "checkpoint.moved.chunk"
PEOPLE = 100  # a chunk: each is planned for by themselves
_Said = tuple[Checkpoint, Planned]


def look_again(occasion: Occasion) -> None:
    """Follow who joined, left or is led by somebody else: when that changes, and once a day whatever changed it."""
    storage.look_again(occasion.unit, occasion.due.org, now=occasion.now)


def begin_day(occasion: Occasion) -> None:
    """Plan, in chunks, that everybody hears what the checkpoints have said last by now: after an outage, once."""
    unit, org = occasion.unit, occasion.due.org
    kept = cycles.locked(unit, org, occasion.due.subject)
    if kept is None:
        return
    cycle = kept.cycle
    participants.follow(unit, org, cycle.id, now=occasion.now)
    _draw(occasion, cycle)
    step = storage.step_of(occasion.due, now=occasion.now)
    whole = replace(occasion.due, kind=CHUNK, step=step)
    said = _said(occasion, cycle, whole)
    called = [(one, {call.to for call in storage.called(unit, org, cycle.id, *one)}) for one in said]
    due.plan(unit, fan_out.chunks(whole, {one for _, readers in called for one in readers}, size=PEOPLE))
    if "." in occasion.due.step:  # something changed: what was told before says so
        is_all = not storage.is_of_people(occasion.due)  # that changes nothing in what people hear of themselves
        readers = {one for step, those in called if is_all or said_of.is_of_others(*step) for one in those}
        storage.redraw(unit, org, readers, why=cycle.id, now=occasion.now)


def _draw(occasion: Occasion, cycle: Cycle) -> None:
    """Second raters, where a checkpoint asks for them."""
    unit, org = occasion.unit, occasion.due.org
    if second_raters.asking(unit, org, cycle, now=occasion.now):
        members = [one.member for one in storage.asked(unit, org, cycle.id, None)]
        second_raters.follow(unit, org, cycle, members, now=occasion.now, rng=occasion.rng)


def tell(occasion: Occasion) -> int | None:
    """Leave for each what is due in their zone by now; come back when the day of the next of them begins."""
    unit, org = occasion.unit, occasion.due.org
    cycle = cycles.find(unit, org, occasion.due.subject)
    if cycle is None:
        return None
    ends, calendar = fan_out.ends(occasion.due), notices.calendar(unit, org, occasion.now)
    steps = _said(occasion, cycle, occasion.due)
    said = [(one[1], told) for one in steps for told in said_of.told_between(unit, org, cycle, one, ends)]
    zones = {id: one.zone for id, one in preferences.find_all(unit, org, {told.reader for _, told in said}).items()}
    moments = [(cycles_calls.left_at(planned, zones[told.reader]), planned, told) for planned, told in said]
    ready = [(planned, told) for at, planned, told in moments if at <= occasion.now]
    left = [_notice(told, planned, calendar, zones[told.reader]) for planned, told in ready]
    notices.leave(unit, org, left, now=occasion.now, rng=occasion.rng)
    return min((at for at, _, _ in moments if at > occasion.now), default=None)


def begin_moved(occasion: Occasion) -> None:
    """Plan, in chunks, that whoever still has something to do there hears of the new date."""
    unit, org = occasion.unit, occasion.due.org
    cycle, checkpoint = _meant(occasion)
    if cycle is None or checkpoint is None:
        return
    opens = said_of.opening(checkpoint)
    readers = {call.to for call in storage.called(unit, org, cycle.id, checkpoint, opens)}
    due.plan(unit, fan_out.chunks(replace(occasion.due, kind=MOVED_CHUNK), readers, size=PEOPLE))


def tell_moved(occasion: Occasion) -> None:
    unit, org = occasion.unit, occasion.due.org
    cycle, checkpoint = _meant(occasion)
    if cycle is None or checkpoint is None:
        return
    said = (checkpoint, said_of.opening(checkpoint))
    readers = [told.reader for told in said_of.told_between(unit, org, cycle, said, fan_out.ends(occasion.due))]
    left = _moved(occasion, cycle, checkpoint, readers)
    notices.leave(unit, org, left, now=occasion.now, rng=occasion.rng)


def _moved(occasion: Occasion, cycle: Cycle, checkpoint: Checkpoint, readers: Sequence[str]) -> list[Notice]:
    """Worth telling until the new day is over for them."""
    wishes = preferences.find_all(occasion.unit, occasion.due.org, readers)
    subject, card = said_of.moved(cycle.id, checkpoint), views.moved(cycle, checkpoint)
    return [
        Notice(
            person=one,
            kind=storage.MOVED,
            subject=subject,
            card=card,
            deadline=cycles_plan.deadline(checkpoint, wishes[one].zone),
        )
        for one in readers
    ]


def _meant(occasion: Occasion) -> tuple[Cycle | None, Checkpoint | None]:
    """Return what "cycle/checkpoint" names, while it runs and is due on the day that was told."""
    cycle_id, checkpoint_id = occasion.due.subject.split("/")
    cycle = cycles.find(occasion.unit, occasion.due.org, cycle_id)
    checkpoint = cycle.checkpoint(checkpoint_id) if cycle and cycle.state is State.OPEN else None
    is_still = checkpoint is not None and occasion.due.step.startswith(checkpoint.due_on.isoformat())
    return cycle, checkpoint if is_still else None


def redraw(occasion: Occasion) -> None:
    """Let what the person was told of checkpoints that are not over say who is done by now."""
    unit, org, person = occasion.unit, occasion.due.org, occasion.due.subject
    cards: dict[str, Card] = {}
    for one in notices.known(unit, org, person, (storage.ASK, storage.LATE)):
        found = said_of.find(unit, org, one.subject)
        if found is None:
            continue
        cycle, checkpoint, planned = found
        card = views.prompt(said_of.told(unit, org, cycle, checkpoint, planned.step, person))
        if card != one.card:
            cards[one.id] = card
    if cards:
        notices.redraw(unit, org, person, cards, now=occasion.now, rng=occasion.rng)


def _said(occasion: Occasion, cycle: Cycle, whole: Due) -> tuple[_Said, ...]:
    calendar = notices.calendar(occasion.unit, occasion.due.org, occasion.now)
    return cycles_calls.of_day(cycle, calendar, today=storage.day_of(whole))


def _notice(told: Told, planned: Planned, calendar: Calendar, zone: str) -> Notice:
    return Notice(
        person=told.reader,
        kind=storage.LATE if told.step in TOLD_TO_OTHERS else storage.ASK,
        subject=said_of.subject(told.cycle.id, planned),
        card=views.prompt(told),
        deadline=cycles_calls.tell_by(told.checkpoint, told.step, calendar, zone),
    )
