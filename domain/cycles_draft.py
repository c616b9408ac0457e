"""Setting up a cycle: begun from a template or from nothing, its checkpoints put in and taken out until it opens."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain import cycles_plan
from domain.contact import Calendar
from domain.cycles import Checkpoint, Cycle, NotMovableError, State, Template
from domain.errors import RefusalError, StaleError
from domain.evidence import Period

CUSTOM = "custom"  # in place of a template's id


class HasBegunError(RefusalError):
    """This cycle has begun, so its checkpoints can be moved but not taken out. Nothing was changed."""


def from_template(blank: Cycle, template: Template, calendar: Calendar) -> Cycle:
    """Give a new cycle the days and checkpoints of the template, from its first day on."""
    start = blank.period.start
    return replace(
        blank,
        period=cycles_plan.period(template, start),
        checkpoints=cycles_plan.checkpoints(template, start, calendar),
    )


def begun_on(blank: Cycle, start: date, end: date) -> Cycle:
    return replace(blank, period=Period(start=start, end=end))


def put(cycle: Cycle, checkpoint: Checkpoint, *, today: date) -> Cycle:
    """Add a checkpoint: also to a cycle that runs, when it is still to come. Raises StaleError or NotMovableError."""
    if cycle.state is State.CLOSED:
        raise StaleError
    is_past = cycle.state is not State.DRAFT and checkpoint.opens_on < today
    if is_past or checkpoint.due_on < checkpoint.opens_on or not cycle.period.holds(checkpoint.opens_on):
        raise NotMovableError
    checkpoints = sorted((*cycle.checkpoints, checkpoint), key=lambda one: (one.opens_on, one.due_on, one.id))
    end = max(cycle.period.end, checkpoint.due_on)
    return replace(
        cycle, checkpoints=tuple(checkpoints), period=replace(cycle.period, end=end), version=cycle.version + 1
    )


def take_out(cycle: Cycle, id: str) -> Cycle:
    """Raises HasBegunError."""
    if cycle.state is not State.DRAFT:
        raise HasBegunError
    kept = tuple(one for one in cycle.checkpoints if one.id != id)
    return replace(cycle, checkpoints=kept, version=cycle.version + 1)
