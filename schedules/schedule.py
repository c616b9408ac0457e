"""What a schedule is: a kind of thing that happens by itself, and what does it: in one unit of work, or between two."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import time
from typing import Any, Generic, TypeVar

from storage.due import Due
from storage.unit import Unit

V = TypeVar("V")
R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """All a schedule has: the occurrence that is due, one open unit of work, the time (UTC epoch ms) and chance."""

    due: Due
    unit: Unit
    now: int
    rng: random.Random = field(repr=False)


class DuplicateScheduleError(ValueError):
    """Two schedules claim the same kind."""


@dataclass(frozen=True, kw_only=True)  # no slots: with them, Python 3.11 cannot make one of named types
class Computation(Generic[V, R]):
    """Heavy work: `gather` reads in one unit, `compute` works in a process of its own, `save` writes in another unit.

    `gather` returns a plain value that can be pickled, or None when there is nothing to do. `compute` is a pure
    function of domain/, found by its name. `save` returns what a schedule's function returns, and is called only while
    the occurrence is planned as it was read: a cause that changes meanwhile plans it again, and that is read anew.
    """

    gather: Callable[[Occasion], V | None]
    compute: Callable[[V], R]
    save: Callable[[Occasion, R], int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """`run` does what is due, and returns None, or the moment (UTC epoch ms) at which to come back instead.

    What takes longer than others can wait for is a Computation instead (schedules/computing.py).
    After an outage only the newest step of a subject is done, unless it is a `chunk`: then each one counts, and each
    has a unit of work to itself, so that others may write in between.
    With `daily_at` it happens once on each local day of the org, at that time, without being planned by anyone.
    """

    kind: str
    run: Callable[[Occasion], int | None] | Computation[Any, Any]
    chunk: bool = False
    daily_at: time | None = None


class Schedules:
    """The list, by kind. Raises DuplicateScheduleError."""

    def __init__(self, schedules: Iterable[Schedule]) -> None:
        self._by_kind: dict[str, Schedule] = {}
        for one in schedules:
            if self._by_kind.setdefault(one.kind, one) is not one:
                raise DuplicateScheduleError("two schedules claim the same kind")

    def function(self, kind: str) -> Callable[[Occasion], int | None]:
        """Return what does this kind in one unit. Raises TypeError for a computation."""
        run = self._by_kind[kind].run
        if isinstance(run, Computation):
            raise TypeError("a computation needs two units")
        return run

    def computation(self, kind: str) -> Computation[Any, Any]:
        """Return what does this kind between two units. Raises TypeError where one is enough."""
        run = self._by_kind[kind].run
        if isinstance(run, Computation):
            return run
        raise TypeError("one unit is enough for it")

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(self._by_kind)

    @property
    def newest_only(self) -> frozenset[str]:
        return self.kinds - self.chunks

    @property
    def chunks(self) -> frozenset[str]:
        return frozenset(kind for kind, one in self._by_kind.items() if one.chunk)

    @property
    def computed(self) -> frozenset[str]:
        return frozenset(kind for kind, one in self._by_kind.items() if isinstance(one.run, Computation))

    @property
    def daily(self) -> tuple[tuple[str, time], ...]:
        return tuple((kind, one.daily_at) for kind, one in self._by_kind.items() if one.daily_at is not None)
