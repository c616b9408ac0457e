"""Counting in working days, on a calendar of the org."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from domain.contact import LOOKED_AHEAD_DAYS, Calendar


class NoWorkingDayError(ValueError):
    """On this calendar nobody works for more than a year."""


def on_or_after(day: date, calendar: Calendar) -> date:
    """Raises NoWorkingDayError."""
    return next(_from(day, 1, calendar))


def on_or_before(day: date, calendar: Calendar) -> date:
    """Raises NoWorkingDayError."""
    return next(_from(day, -1, calendar))


def shifted(day: date, days: int, calendar: Calendar) -> date:
    """Return the day so many working days later, or earlier when `days` is negative; 0: the day as it is."""
    step = 1 if days > 0 else -1
    for _ in range(abs(days)):
        day = next(_from(day + timedelta(days=step), step, calendar))
    return day


def between(first: date, last: date, calendar: Calendar) -> int:
    """Count the working days from the first on, up to the last and without it."""
    return sum(calendar.is_working(first + timedelta(days=ahead)) for ahead in range((last - first).days))


def _from(day: date, step: int, calendar: Calendar) -> Iterator[date]:
    for ahead in range(LOOKED_AHEAD_DAYS):
        that = day + timedelta(days=step * ahead)
        if calendar.is_working(that):
            yield that
    raise NoWorkingDayError
