"""Heavy work that happens by itself: read in one unit of work, computed outside, saved in another (decision 0022)."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import partial
from typing import Any

from domain import ids
from schedules import tick
from schedules.schedule import Occasion, Schedules
from schedules.tick import MOST_ATTEMPTS, Failure, Ticked
from storage import due, workspaces
from storage.due import Due, State
from storage.unit import Unit

LEASE_MS = 600_000  # twice as long as a computation may take: its result may wait for the writer, too
UNDER_WAY = "UnderWay"
LOST = "Lost"  # each time, whoever had taken it died before anything came of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What was read for an occurrence, and the mark that its row bears until others take it or plan it anew."""

    due: Due
    mark: str
    value: Any


def take(unit: Unit, schedules: Schedules, *, now: int, rng: random.Random) -> Task | Ticked:
    """Read for the oldest computation that is due, or say what came of looking.

    Its row comes back at the end of a lease: another replica takes it if this one dies, which counts as a failure.
    """
    dropped = 0
    for org in workspaces.orgs(unit):
        dropped += due.drop_late(unit, org.id, schedules.computed & schedules.newest_only, now=now)
        for one in due.take(unit, org.id, schedules.computed, now=now, most=1):
            return _begun(unit, schedules, one, now, rng)
    return Ticked(0, dropped, ())


def save(unit: Unit, schedules: Schedules, task: Task, result: Any, *, now: int, rng: random.Random) -> Ticked:
    """Save the result, unless the occurrence was planned anew, taken by another or made pointless meanwhile."""
    one = task.due
    if not due.hold(unit, one, task.mark):
        return Ticked(0, 1, ())
    if one.kind in schedules.newest_only and due.is_behind(unit, one, now=now):
        due.settle(unit, one, State.SUPERSEDED, now=now)
        return Ticked(0, 1, ())
    occasion = Occasion(due=one, unit=unit, now=now, rng=rng)
    ended = tick.attempt(unit, one, partial(_save, schedules, occasion, result), now=now)
    return _failed(ended) if ended else Ticked(1, 0, ())


def fail(unit: Unit, task: Task, error: str, *, now: int) -> Ticked:
    """Let it be tried again, or give it up; `error` is a type's name."""
    if not due.hold(unit, task.due, task.mark):
        return Ticked(0, 1, ())
    return _failed(tick.failed(unit, task.due, error, now=now))


def _begun(unit: Unit, schedules: Schedules, one: Due, now: int, rng: random.Random) -> Task | Ticked:
    if one.attempts >= MOST_ATTEMPTS:
        return _failed(tick.failed(unit, one, LOST, now=now))
    occasion = Occasion(due=one, unit=unit, now=now, rng=rng)
    begun = tick.attempt(unit, one, partial(_gather, schedules, occasion), now=now)
    return _failed(begun) if isinstance(begun, Failure) else begun or Ticked(1, 0, ())


def _gather(schedules: Schedules, occasion: Occasion) -> Task | None:
    one, mark = occasion.due, f"{UNDER_WAY}/{ids.new(occasion.rng)}"
    value = schedules.computation(one.kind).gather(occasion)
    if value is None:
        tick.end(occasion.unit, one, None, now=occasion.now)
        return None
    due.postpone(occasion.unit, one, until=occasion.now + LEASE_MS, reason=mark)
    return Task(due=one, mark=mark, value=value)


def _save(schedules: Schedules, occasion: Occasion, result: Any) -> None:
    later = schedules.computation(occasion.due.kind).save(occasion, result)
    tick.end(occasion.unit, occasion.due, later, now=occasion.now)


def _failed(failure: Failure) -> Ticked:
    return Ticked(0, 0, (failure,))
