"""What a schedule is: a kind of thing that happens by itself, and the function that does it in one unit of work."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import time

from storage.due import Due
from storage.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """All a schedule has: the occurrence that is due, one open unit of work, the time (UTC epoch ms) and chance."""

    due: Due
    unit: Unit
    now: int
    rng: random.Random = field(repr=False)


class DuplicateScheduleError(ValueError):
    """Two schedules claim the same kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """`run` does what is due, and returns None, or the moment (UTC epoch ms) at which to come back instead.

    After an outage only the newest step of a subject is done, unless it is a `chunk`: then each one counts, and each
    has a unit of work to itself, so that others may write in between.
    With `daily_at` it happens once on each local day of the org, at that time, without being planned by anyone.
    """

    kind: str
    run: Callable[[Occasion], int | None]
    chunk: bool = False
    daily_at: time | None = None


class Schedules:
    """The list, by kind. Raises DuplicateScheduleError."""

    def __init__(self, schedules: Iterable[Schedule]) -> None:
        self._by_kind: dict[str, Schedule] = {}
        for one in schedules:
            if self._by_kind.setdefault(one.kind, one) is not one:
                raise DuplicateScheduleError("two schedules claim the same kind")

    def __getitem__(self, kind: str) -> Schedule:
        return self._by_kind[kind]

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
    def daily(self) -> tuple[tuple[str, time], ...]:
        return tuple((kind, one.daily_at) for kind, one in self._by_kind.items() if one.daily_at is not None)
