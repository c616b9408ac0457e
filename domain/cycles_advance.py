"""Bringing the next checkpoint of a running cycle forward: which one it is, and what opening it today changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from domain import cycles, cycles_order, cycles_plan
from domain.contact import Calendar
from domain.cycles import Checkpoint, Cycle, Flaw, Kind, Moved, State
from domain.cycles_plan import SENT, Planned, Step
from domain.errors import RefusalError, StaleError


class HasOpenedError(RefusalError):
    """This checkpoint has opened already, so whoever it asks has been told. Nothing was changed."""


class Caution(StrEnum):
    DAY_OFF = "today is a day off, so people hear of it on their next working day"
    OUT_OF_ORDER = "results would be released before a rating was due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Advance:
    """What opening it today means. `later` are the reminders that follow if nobody answers.

    `evidence_until`: for a rating, the last day whose events count from then on.
    """

    cycle: Cycle
    before: Checkpoint
    after: Checkpoint
    later: tuple[Planned, ...]
    evidence_until: date | None = None
    cautions: tuple[Caution, ...] = ()


def coming(cycle: Cycle, *, today: date) -> Checkpoint | None:
    """Return the checkpoint that would open next; None when the cycle does not run or all have opened."""
    if cycle.state is not State.OPEN:
        return None
    left = [one for one in cycle.checkpoints if not cycles.opened(cycle, one, today=today)]
    return min(left, key=lambda one: (one.opens_on, one.due_on, one.id), default=None)


def open_now(cycle: Cycle, one: Checkpoint, *, today: date) -> Moved:
    """Let it open today; its deadline stays.

    Raises HasOpenedError, what domain.cycles_order raises, or StaleError when the cycle does not run.
    """
    if cycle.state is not State.OPEN:
        raise StaleError
    if cycles.opened(cycle, one, today=today):
        raise HasOpenedError
    moved = cycles.move(cycle, replace(one, opens_on=today), today=today)
    cycles_order.require(cycle, moved.cycle)
    return moved


def preview(cycle: Cycle, one: Checkpoint, calendar: Calendar, *, today: date) -> Advance:
    """Raises what open_now raises."""
    moved = open_now(cycle, one, today=today)
    steps = cycles_plan.steps(moved.after, calendar)
    return Advance(
        cycle=cycle,
        before=moved.before,
        after=moved.after,
        later=tuple(step for step in steps if step.step in SENT - {Step.OPENS}),
        evidence_until=today - timedelta(days=1) if one.kind is Kind.RATING else None,
        cautions=_cautions(moved, calendar, today),
    )


def _cautions(moved: Moved, calendar: Calendar, today: date) -> tuple[Caution, ...]:
    """What was out of order before is no news."""
    found = {
        Caution.DAY_OFF: not calendar.is_working(today),
        Caution.OUT_OF_ORDER: moved.after.kind is Kind.RELEASE and _is_out_of_order(moved.cycle, today),
    }
    return tuple(caution for caution, holds in found.items() if holds)


def _is_out_of_order(cycle: Cycle, today: date) -> bool:
    return Flaw.OUT_OF_ORDER in cycles.problems(cycle, today=today, people=1, is_approved=True)
