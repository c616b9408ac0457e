"""When whoever sits in a calibration session hears of it again, on their own clocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum

from domain import local_time
from domain.local_time import HOUR_MS

MORNING = time(9)
DAYS_BEFORE = (7, 1)


class Step(StrEnum):
    WEEK = "7d"
    DAY = "1d"
    HOUR = "1h"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """`at` is UTC epoch ms."""

    step: Step
    at: int


def reminders(starts_at: int, zone: str, *, now: int) -> tuple[Reminder, ...]:
    """Return those to come for somebody in the zone: on two mornings of theirs, and an hour before.

    A morning is that of the day on which the session begins for them, less the days; an hour is an hour, whatever the
    clocks do meanwhile.
    """
    return tuple(one for one in _every(starts_at, zone) if now <= one.at < starts_at)


def moment(step: Step, starts_at: int, zone: str) -> int:
    """Return when this one is right in the zone: people move between planning and telling."""
    return next(one.at for one in _every(starts_at, zone) if one.step is step)


def _every(starts_at: int, zone: str) -> Iterator[Reminder]:
    day = local_time.day_of(starts_at, zone)
    for step, days in zip((Step.WEEK, Step.DAY), DAYS_BEFORE, strict=True):
        yield Reminder(step=step, at=local_time.instant(day - timedelta(days=days), MORNING, zone))
    yield Reminder(step=Step.HOUR, at=starts_at - HOUR_MS)
