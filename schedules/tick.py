"""One tick: in one unit of work, whatever is due is done, and what has become pointless is not."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TypeVar

from domain import local_time
from schedules.schedule import Occasion, Schedules
from storage import due, workspaces
from storage.due import Due, State
from storage.unit import Unit

BATCH = 50  # occurrences a unit: enough to share one commit, few enough to let others write
MOST_ATTEMPTS = 8
FIRST_PAUSE_MS = 30_000
MOST_PAUSE_MS = 3_600_000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Failure:
    """An occurrence that could not be done. `error` is a type's name: what it says may quote people."""

    due: Due
    error: str
    final: bool


@dataclass(frozen=True, slots=True)
class Ticked:
    """How many were done, how many were dropped as too late or superseded, and what failed."""

    done: int
    dropped: int
    failures: tuple[Failure, ...]

    @property
    def is_idle(self) -> bool:
        return not (self.done or self.failures)


def tick(unit: Unit, schedules: Schedules, *, now: int, rng: random.Random) -> Ticked:
    """Do what is due now, at most BATCH of it. The row of an occurrence is held until the unit ends.

    What is to be computed is left to schedules/computing.py.
    """
    done, dropped, failures = 0, 0, list[Failure]()
    for org in workspaces.orgs(unit):
        due.plan_those_new(unit, [*_today(schedules, org.id, org.zone, now)])
        dropped += due.drop_late(unit, org.id, schedules.newest_only, now=now)
        light = schedules.newest_only - schedules.computed
        taken = due.take(unit, org.id, light, now=now, most=BATCH)
        taken = taken or due.take(unit, org.id, schedules.chunks - schedules.computed, now=now, most=1)
        failed = [found for one in taken if isinstance(found := _do(unit, schedules, one, now, rng), Failure)]
        done += len(taken) - len(failed)
        failures += failed
    return Ticked(done, dropped, tuple(failures))


def _today(schedules: Schedules, org: str, zone: str, now: int) -> Iterable[Due]:
    """The daily ones: yesterday's is still worth doing when today's hour has not come yet."""
    today = local_time.day_of(now, zone)
    for kind, at in schedules.daily:
        moments = [(day, local_time.instant(day, at, zone)) for day in (today - timedelta(days=1), today)]
        day, moment = [found for found in moments if found[1] <= now][-1]
        yield Due(org=org, kind=kind, subject="", step=day.isoformat(), due_at=moment)


def attempt(unit: Unit, one: Due, work: Callable[[], T], *, now: int) -> T | Failure:
    """Return what the work returns, or that it failed; then all it wrote is undone, and it is tried again later."""
    try:
        with unit.attempt():
            return work()
    except Exception as error:  # the tick loop: one occurrence that fails must not keep the others from happening
        if unit.is_passing(error):  # nothing is wrong with it: the store runs the whole tick again
            raise
        return failed(unit, one, type(error).__name__, now=now)


def end(unit: Unit, one: Due, later: int | None, *, now: int) -> None:
    """Settle what was done, or let it come back at the moment that was asked for."""
    if later is None:
        due.settle(unit, one, State.DONE, now=now)
    else:
        due.move(unit, one, later)


def failed(unit: Unit, one: Due, error: str, *, now: int) -> Failure:
    """Let it be tried again, ever less often, or give it up."""
    if final := one.attempts + 1 >= MOST_ATTEMPTS:
        due.settle(unit, one, State.FAILED, now=now, reason=error)
    else:
        pause = min(MOST_PAUSE_MS, FIRST_PAUSE_MS * 2**one.attempts)
        due.postpone(unit, one, until=now + pause, reason=error)
    return Failure(one, error, final)


def _do(unit: Unit, schedules: Schedules, one: Due, now: int, rng: random.Random) -> Failure | None:
    occasion = Occasion(due=one, unit=unit, now=now, rng=rng)
    return attempt(unit, one, partial(_run, schedules, occasion), now=now)


def _run(schedules: Schedules, occasion: Occasion) -> None:
    later = schedules.function(occasion.due.kind)(occasion)
    end(occasion.unit, occasion.due, later, now=occasion.now)
