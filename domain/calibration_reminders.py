"""When whoever sits in a calibration session hears of it again, on their own clocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum

from domain import local_time, working_days
from domain.contact import Calendar
from domain.local_time import HOUR_MS

MORNING = time(9)
WEEK = timedelta(days=7)


class Step(StrEnum):
    WEEK = "7d"
    DAY = "1d"
    HOUR = "1h"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """`at` is UTC epoch ms."""

    step: Step
    at: int


def reminders(starts_at: int, zone: str, calendar: Calendar, *, now: int) -> tuple[Reminder, ...]:
    """Return those to come for somebody in the zone: on two mornings of theirs, and an hour before.

    A morning is that of the day a week before the one on which the session begins for them, and of the last day before
    it on which people work: on another, it would wait until the day itself. An hour is an hour, whatever the clocks do
    meanwhile.
    """
    return tuple(one for one in _every(starts_at, zone, calendar) if now <= one.at < starts_at)


def moment(step: Step, starts_at: int, zone: str, calendar: Calendar) -> int:
    """Return when this one is right in the zone: people move between planning and telling."""
    return next(one.at for one in _every(starts_at, zone, calendar) if one.step is step)


def _every(starts_at: int, zone: str, calendar: Calendar) -> Iterator[Reminder]:
    day = local_time.day_of(starts_at, zone)
    yield Reminder(step=Step.WEEK, at=local_time.instant(day - WEEK, MORNING, zone))
    yield Reminder(step=Step.DAY, at=local_time.instant(working_days.shifted(day, -1, calendar), MORNING, zone))
    yield Reminder(step=Step.HOUR, at=starts_at - HOUR_MS)
