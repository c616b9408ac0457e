"""A session that nobody closes: whoever leads it is reminded once, and some days later nobody reads its packets."""

from __future__ import annotations

from enum import StrEnum

from domain import local_time, working_days
from domain.calibration import Session
from domain.calibration_reminders import MORNING
from domain.contact import Calendar


class Step(StrEnum):
    NUDGE = "nudge"
    LAPSE = "lapse"


DAYS = {Step.NUDGE: 1, Step.LAPSE: 5}  # working days after the one on which it should have ended


def moment(step: Step, session: Session, calendar: Calendar) -> int:
    """Return the morning on which it comes (UTC epoch ms), on the clocks of the session."""
    day = working_days.shifted(local_time.day_of(session.ends_at, session.zone), DAYS[step], calendar)
    return local_time.instant(day, MORNING, session.zone)
