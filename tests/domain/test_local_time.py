"""Local time in every zone there is: nothing is lost in a gap, nothing happens twice in a fold."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta

import pytest

from domain import local_time

ZONES = sorted(zoneinfo.available_timezones())


def utc(*fields: int) -> int:
    return round(datetime(*fields, tzinfo=UTC).timestamp() * 1000)  # type: ignore[arg-type, misc]  # year to minute


def test_a_repeated_hour_means_its_first_occurrence() -> None:
    """Berlin shows 02:30 twice on the last Sunday of October; people are written to at the first."""
    assert local_time.instant(date(2026, 10, 25), time(2, 30), "Europe/Berlin") == utc(2026, 10, 25, 0, 30)


def test_a_skipped_hour_means_the_first_valid_instant_after_it() -> None:
    """Berlin goes from 02:00 to 03:00 on the last Sunday of March."""
    assert local_time.instant(date(2026, 3, 29), time(2, 30), "Europe/Berlin") == utc(2026, 3, 29, 1, 0)


def test_a_gap_of_half_an_hour_ends_where_it_ends() -> None:
    """Lord Howe Island moves its clocks by thirty minutes."""
    assert local_time.instant(date(2026, 10, 4), time(2, 10), "Australia/Lord_Howe") == utc(2026, 10, 3, 15, 30)


def test_a_day_that_never_was_means_the_first_instant_after_it() -> None:
    """Samoa went from 29 to 31 December 2011."""
    assert local_time.instant(date(2011, 12, 30), time(12), "Pacific/Apia") == utc(2011, 12, 30, 10, 0)


HOURS = [time(0), time(0, 30), time(2, 30)]  # when clocks are moved, somewhere
MORE_HOURS = [time(1), time(1, 30), time(2), time(3), time(9), time(23, 59)]


@pytest.mark.parametrize("at", HOURS, ids=str)
def test_every_day_of_every_zone_has_one_moment_for_it(at: time) -> None:
    """In order, on that date or just after a gap that swallowed it, and never twice."""
    check_every_zone(at, days=365)


@pytest.mark.soak
@pytest.mark.parametrize("at", [*HOURS, *MORE_HOURS], ids=str)
def test_so_it_is_for_years(at: time) -> None:
    """The same for ten years and more hours."""
    check_every_zone(at, days=10 * 365)


def check_every_zone(at: time, days: int) -> None:
    dates = [date(2026, 1, 1) + timedelta(days=ahead) for ahead in range(days)]
    for zone in ZONES:
        moments = [local_time.instant(day, at, zone) for day in dates]
        assert moments == sorted(set(moments)), zone
        for day, moment in zip(dates[::13], moments[::13], strict=True):
            shown = local_time.on(moment, zone).replace(tzinfo=None)
            assert timedelta(0) <= shown - datetime.combine(day, at) <= timedelta(hours=1), (zone, day)


def test_a_moment_that_exists_is_shown_as_asked() -> None:
    """Outside a gap the clock shows exactly what was asked for."""
    for zone in ZONES:
        moment = local_time.instant(date(2026, 6, 17), time(9, 5), zone)
        assert local_time.on(moment, zone).replace(tzinfo=None) == datetime(2026, 6, 17, 9, 5), zone  # noqa: DTZ001
