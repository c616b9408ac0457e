"""Whoever sits in a session hears of it on two mornings of their own, and an hour before: whatever clocks do."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain import calibration_reminders as rules
from domain import local_time
from domain.calibration_reminders import Step
from domain.contact import Calendar

ZONES = (
    *("UTC", "Europe/London", "Europe/Lisbon", "Europe/Madrid", "Europe/Berlin", "Europe/Athens", "Europe/Istanbul"),
    *("Europe/Kyiv", "Africa/Cairo", "Africa/Lagos", "Africa/Nairobi", "Africa/Casablanca", "Asia/Dubai"),
    *("Asia/Tehran", "Asia/Karachi", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Dhaka", "Asia/Yangon", "Asia/Bangkok"),
    *("Asia/Shanghai", "Asia/Tokyo", "Asia/Seoul", "Australia/Perth", "Australia/Adelaide", "Australia/Sydney"),
    *("Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Apia", "Pacific/Kiritimati"),
    *("Pacific/Honolulu", "America/Anchorage", "America/Los_Angeles", "America/Denver", "America/Chicago"),
    *("America/New_York", "America/St_Johns", "America/Sao_Paulo", "America/Bogota", "Atlantic/Azores"),
)
STARTS = [  # beside a change of the clocks of one half of the world or the other, and away from any
    datetime(2026, 3, 9, 15, tzinfo=ZoneInfo("UTC")),
    datetime(2026, 3, 30, 8, tzinfo=ZoneInfo("UTC")),
    datetime(2026, 4, 6, 23, tzinfo=ZoneInfo("UTC")),
    datetime(2026, 7, 14, 12, tzinfo=ZoneInfo("UTC")),
    datetime(2026, 10, 26, 9, tzinfo=ZoneInfo("UTC")),
    datetime(2026, 11, 2, 14, tzinfo=ZoneInfo("UTC")),
]
LONG_BEFORE = 0


def test_there_are_forty_zones() -> None:
    assert len(set(ZONES)) >= 40


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("start", STARTS)
def test_reminders_come_on_mornings_of_ones_own_and_an_hour_before(start: datetime, zone: str) -> None:
    """Counted anew: nine on the clocks of that place, so many dates before; the last is 60 minutes before.

    The day before is the last that is neither Saturday nor Sunday.
    """
    week, day, hour = rules.reminders(round(start.timestamp() * 1000), zone, Calendar(), now=LONG_BEFORE)
    begins = start.astimezone(ZoneInfo(zone))
    for one, days in ((week, 7), (day, {0: 3, 6: 2}.get(begins.weekday(), 1))):
        shown = datetime.fromtimestamp(one.at / 1000, ZoneInfo(zone))
        assert (shown.date(), shown.time()) == (begins.date() - timedelta(days=days), time(9))
    assert (hour.step, hour.at) == (Step.HOUR, round((start - timedelta(hours=1)).timestamp() * 1000))


def test_a_session_that_is_planned_late_reminds_of_no_week() -> None:
    starts = local_time.instant(date(2026, 10, 8), time(14), "Europe/Madrid")
    two_days_before = starts - 2 * 86_400_000
    late = rules.reminders(starts, "Europe/Madrid", Calendar(), now=two_days_before)
    assert [one.step for one in late] == [Step.DAY, Step.HOUR]
    assert rules.reminders(starts, "Europe/Madrid", Calendar(), now=starts) == ()


def test_who_moves_to_another_zone_is_told_by_the_clocks_there() -> None:
    starts = local_time.instant(date(2026, 10, 8), time(14), "Europe/Madrid")
    lisbon, tokyo = (rules.moment(Step.DAY, starts, zone, Calendar()) for zone in ("Europe/Lisbon", "Asia/Tokyo"))
    assert local_time.on(lisbon, "Europe/Lisbon").isoformat() == "2026-10-07T09:00:00+01:00"
    assert local_time.on(tokyo, "Asia/Tokyo").isoformat() == "2026-10-07T09:00:00+09:00"
