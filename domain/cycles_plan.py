"""From a template and a first day to dates, and from a checkpoint to all that it sends, day by day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from domain import local_time, working_days
from domain.contact import Calendar
from domain.cycles import Checkpoint, Cycle, Slot, State, Template, closes_on
from domain.evidence import Period


class Step(StrEnum):
    OPENS = "opens"
    REMINDER = "reminder"
    DUE = "due"  # the reminder on the day of the deadline
    TO_MANAGER = "to_manager"
    TO_HR = "to_hr"
    CLOSES = "closes"  # nothing is sent; from here on no answer is taken


SENT = frozenset(Step) - {Step.CLOSES}
TOLD_TO_OTHERS = frozenset({Step.TO_MANAGER, Step.TO_HR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What happens on a day of everybody's own calendar; `before` is a reminder's distance in working days."""

    checkpoint: str
    step: Step
    on: date
    before: int = 0

    @property
    def key(self) -> str:
        """Names the step within its checkpoint, however often dates are moved."""
        return f"{self.step}-{self.before}" if self.step is Step.REMINDER else str(self.step)


def period(template: Template, start: date) -> Period:
    return Period(start=start, end=start + timedelta(weeks=template.weeks, days=-1))


def checkpoints(template: Template, start: date, calendar: Calendar) -> tuple[Checkpoint, ...]:
    """Return them with dates on which people work. Raises working_days.NoWorkingDayError."""
    return tuple(_dated(slot, start, calendar) for slot in template.slots)


def steps(checkpoint: Checkpoint, calendar: Calendar) -> tuple[Planned, ...]:
    """Return what a checkpoint does and when, first things first, if nobody answers."""
    order = list(Step)
    return tuple(sorted(_steps(checkpoint, calendar), key=lambda one: (one.on, order.index(one.step))))


def pending(cycle: Cycle, calendar: Calendar, *, today: date) -> tuple[Planned, ...]:
    """Return what is still to come from today on; a cycle that does not run does nothing."""
    if cycle.state is not State.OPEN:
        return ()
    return tuple(one for checkpoint in cycle.checkpoints for one in steps(checkpoint, calendar) if one.on >= today)


class Standing(StrEnum):
    NOT_YET = "not open yet"
    OPEN = "open"
    LATE = "late, and still taken"
    OVER = "over"


def standing(checkpoint: Checkpoint, calendar: Calendar, *, today: date) -> Standing:
    """Say how it stands for somebody on whose calendar it is this day."""
    if today < checkpoint.opens_on:
        return Standing.NOT_YET
    if today <= checkpoint.due_on:
        return Standing.OPEN
    return Standing.LATE if today <= closes_on(checkpoint, calendar) else Standing.OVER


def taken(cycle: Cycle, calendar: Calendar, *, today: date) -> tuple[Checkpoint, ...]:
    """Return those for which an answer is taken on this day: what people do in a pause counts as well."""
    if cycle.state not in {State.OPEN, State.PAUSED}:
        return ()
    stands = {one.id: standing(one, calendar, today=cycle.day(today)) for one in cycle.checkpoints}
    return tuple(one for one in cycle.checkpoints if stands[one.id] in {Standing.OPEN, Standing.LATE})


def deadline(checkpoint: Checkpoint, zone: str) -> int:
    """Return when the last day of a checkpoint has ended in the zone (UTC epoch ms)."""
    return local_time.instant(checkpoint.due_on + timedelta(days=1), time(0), zone)


def _dated(slot: Slot, start: date, calendar: Calendar) -> Checkpoint:
    first = start + timedelta(weeks=slot.week - 1)
    opens_on = working_days.on_or_after(first, calendar)
    due_on = working_days.on_or_before(first + timedelta(days=slot.days), calendar)
    return Checkpoint(
        id=slot.id,
        kind=slot.kind,
        title=slot.title,
        prompt=slot.prompt,
        audience=slot.audience,
        opens_on=opens_on,
        due_on=max(due_on, opens_on),
        ladder=slot.ladder,
    )


def _steps(checkpoint: Checkpoint, calendar: Calendar) -> Iterator[Planned]:
    ladder, due_on = checkpoint.ladder, checkpoint.due_on
    yield Planned(checkpoint=checkpoint.id, step=Step.OPENS, on=checkpoint.opens_on)
    for before in set(ladder.reminders):
        on = working_days.shifted(due_on, -before, calendar)
        if on > checkpoint.opens_on:
            step = Step.REMINDER if before else Step.DUE
            yield Planned(checkpoint=checkpoint.id, step=step, on=on, before=before)
    for step, after in ((Step.TO_MANAGER, ladder.manager_after), (Step.TO_HR, ladder.hr_after)):
        if after is not None:
            on = working_days.shifted(due_on, after, calendar)
            yield Planned(checkpoint=checkpoint.id, step=step, on=on)
    yield Planned(checkpoint=checkpoint.id, step=Step.CLOSES, on=closes_on(checkpoint, calendar))
