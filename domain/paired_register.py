"""What came back to a team within 90 days, by the register of post-mortems: nobody enters it, so nobody chooses it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from domain import local_time, recurrence
from domain.paired import Figures, days
from domain.recurrence import FOLLOWED_MS, Item, Recurrence


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The incidents of all teams, as what one closed may come back in another; `ours` are the ids of the team's."""

    items: Sequence[Item]
    ours: frozenset[str]


def came_back(register: Register, since: date, until: date, *, now: int) -> Recurrence:
    """Look at what the team closed from `since` to before `until`, in days of UTC."""
    window = (_midnight(since), _midnight(until))
    return recurrence.recurrence(register.items, window, now=now, counted=register.ours)


def followed(one: Figures, register: Register, *, now: int) -> Figures:
    """Return the month with what came back of what was closed in it, once all of that was followed for 90 days.

    A month that says what failed has its figure of stability.
    """
    until = one.month + timedelta(days=days(one.month))
    if not one.changes or one.failed is not None or _midnight(until) + FOLLOWED_MS > now:
        return one
    found = came_back(register, one.month, until, now=now)
    count = found.count
    return replace(one, closed=count.closed, recurred=count.recurred, without_cause=found.without_cause)


def _midnight(day: date) -> int:
    return local_time.instant(day, time(0), "UTC")
