"""Nobody is written to unasked at night, on a day off, or more often than they bargained for."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import contact, local_time
from domain.contact import Budget, Calendar, Wishes

MADRID = "Europe/Madrid"
HERE = Wishes(zone=MADRID)
WEEKDAYS = Calendar()
DAY_MS = 86_400_000


def at(day: int, hour: int, minute: int = 0) -> int:
    """A moment in March 2026 in Madrid (2 March is a Monday)."""
    return local_time.instant(date(2026, 3, day), time(hour, minute), MADRID)


def moment(
    now: int, wishes: Wishes | None = None, calendar: Calendar | None = None, sent: list[int] | None = None
) -> int:
    found = contact.next_moment(now, wishes or Wishes(zone=MADRID), calendar or Calendar(), Budget(), sent or [])
    assert found is not None
    return found


def test_in_working_hours_it_is_now() -> None:
    """There is nothing to wait for."""
    assert moment(at(3, 11, 7)) == at(3, 11, 7)


def test_what_is_welcome_stays_so_until_the_evening() -> None:
    """By the person's own hours, in their own zone."""
    assert contact.closing(at(3, 11), HERE) == at(3, 18)
    assert contact.closing(at(3, 11), Wishes(zone="Asia/Tokyo", closes=time(20))) == at(3, 12)


@pytest.mark.parametrize(("now", "then"), [(at(3, 6), at(3, 9)), (at(3, 18), at(4, 9)), (at(6, 20), at(9, 9))], ids=str)
def test_at_night_and_at_weekends_it_is_the_next_working_morning(now: int, then: int) -> None:
    """18:00 is already evening; Friday evening means Monday."""
    assert moment(now) == then


def test_a_holiday_is_a_day_off() -> None:
    """The org's calendar says which."""
    assert moment(at(3, 11), calendar=Calendar(holidays=frozenset({date(2026, 3, 3)}))) == at(4, 9)


def test_whoever_is_away_is_written_to_when_they_are_back() -> None:
    """On the first working morning."""
    assert moment(at(3, 11), Wishes(zone=MADRID, back_on=date(2026, 3, 14))) == at(16, 9)


def test_a_snooze_is_kept_to_the_minute() -> None:
    """One hour means one hour, when that is still within hours."""
    assert moment(at(3, 11), Wishes(zone=MADRID, snoozed_until=at(3, 12))) == at(3, 12)


def test_one_message_a_day_is_enough() -> None:
    """The next one comes tomorrow morning."""
    assert moment(at(3, 15), sent=[at(3, 9)]) == at(4, 9)


def test_three_in_any_seven_days_are_enough() -> None:
    """After Monday, Tuesday and Wednesday comes next Monday."""
    assert moment(at(5, 9), sent=[at(2, 9), at(3, 9), at(4, 9)]) == at(9, 9)


def test_whoever_is_never_there_is_never_written_to() -> None:
    """An org without working days gets no message, not an endless loop."""
    never = Calendar(weekdays=frozenset())
    assert contact.next_moment(at(3, 11), Wishes(zone=MADRID), never, Budget(), []) is None


zones = st.sampled_from(["UTC", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe", MADRID])


@settings(max_examples=60)
@given(zones, st.lists(st.integers(0, 6 * 3_600_000), min_size=40, max_size=80), st.integers(0, 364))
def test_over_months_nobody_ever_gets_more_than_their_budget(zone: str, waits: list[int], start: int) -> None:
    """Something wants to be sent all the time; hours, working days, day and week hold."""
    wishes, now, sent = Wishes(zone=zone), 1_767_225_600_000 + start * DAY_MS, list[int]()
    for wait in waits:
        found = contact.next_moment(now, wishes, Calendar(), Budget(), sent)
        assert found is not None
        shown = local_time.on(found, zone)
        assert time(9) <= shown.time() < time(18)
        assert shown.isoweekday() <= 5
        sent.append(found)
        now = found + wait
    days = [local_time.day_of(one, zone) for one in sent]
    assert len(set(days)) == len(days)
    assert all(sum(timedelta(0) <= day - other < timedelta(7) for other in days) <= 3 for day in days)
    assert datetime.fromtimestamp(sent[0] / 1000, UTC).year >= 2025
