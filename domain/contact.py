"""When a person may be written to unasked: in their hours, on working days, and within a budget."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from domain import local_time

LOOKED_AHEAD_DAYS = 400  # whoever cannot be written to within this is not written to


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The org's days: ISO weekdays that are worked (1 = Monday), and dates that are not, whatever the weekday."""

    weekdays: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    holidays: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        return day.isoweekday() in self.weekdays and day not in self.holidays


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a person asked for. `zone` is an IANA name; they are back on `back_on`; `snoozed_until` is UTC epoch ms.

    `stopped` are the kinds of message they do not want at all. `digest_day` is the ISO weekday on which they want what
    can wait (None: as it comes), `workspace` the id of the one in which they are written to first (None: any).
    """

    zone: str
    opens: time = time(9)
    closes: time = time(18)
    back_on: date | None = None
    snoozed_until: int = 0
    stopped: frozenset[str] = frozenset()
    digest_day: int | None = None
    workspace: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Unasked messages to one person, over all features together (TRUST.md section 7)."""

    a_day: int = 1
    a_week: int = 3


def next_moment(now: int, wishes: Wishes, calendar: Calendar, budget: Budget, sent: Iterable[int]) -> int | None:
    """Return the first moment from now on (UTC epoch ms) at which one more message is welcome.

    `sent` holds the moments of earlier ones. None: not within LOOKED_AHEAD_DAYS.
    """
    start = max(now, wishes.snoozed_until)
    spent = [local_time.day_of(at, wishes.zone) for at in sent]
    first = local_time.day_of(start, wishes.zone)
    for day in (first + timedelta(days=ahead) for ahead in range(LOOKED_AHEAD_DAYS)):
        if _is_welcome(day, wishes, calendar) and _has_room(day, spent, budget):
            at = max(start, local_time.instant(day, wishes.opens, wishes.zone))
            if at < local_time.instant(day, wishes.closes, wishes.zone):
                return at
    return None


def next_moment_by(
    now: int, wishes: Wishes, calendar: Calendar, budget: Budget, sent: Iterable[int], deadlines: Sequence[int]
) -> int | None:
    """The same for things of which some are not worth telling after a deadline (UTC epoch ms).

    Their day for what can wait is kept unless one of these would be too late by then, and is not without it.
    """
    times = tuple(sent)
    at = next_moment(now, wishes, calendar, budget, times)
    if wishes.digest_day is None:
        return at
    soon = next_moment(now, replace(wishes, digest_day=None), calendar, budget, times)
    if at is None or soon is None:
        return soon
    return soon if any(soon < deadline <= at for deadline in deadlines) else at


def is_welcome(now: int, wishes: Wishes, calendar: Calendar) -> bool:
    """Whether a message is welcome at this very moment, whatever was sent before: for what is worth nothing later."""
    return next_moment(now, replace(wishes, digest_day=None), calendar, Budget(), ()) == now


def closing(at: int, wishes: Wishes) -> int:
    """Return until when what is welcome at the moment stays so: the end of the person's hours on that day."""
    return local_time.instant(local_time.day_of(at, wishes.zone), wishes.closes, wishes.zone)


def _is_welcome(day: date, wishes: Wishes, calendar: Calendar) -> bool:
    if wishes.digest_day is None or not _is_there(day, wishes, calendar):
        return _is_there(day, wishes, calendar)
    passed = (day.isoweekday() - wishes.digest_day) % 7  # days since their day; it may have been no working day
    return not any(_is_there(day - timedelta(days=ago), wishes, calendar) for ago in range(1, passed + 1))


def _is_there(day: date, wishes: Wishes, calendar: Calendar) -> bool:
    is_back = wishes.back_on is None or day >= wishes.back_on
    return is_back and calendar.is_working(day)


def _has_room(day: date, spent: Sequence[date], budget: Budget) -> bool:
    """Any seven days in a row are a week, so that no choice of the first weekday lets a fourth one through."""
    that_week = sum(timedelta(0) <= day - one < timedelta(days=7) for one in spent)
    return spent.count(day) < budget.a_day and that_week < budget.a_week
