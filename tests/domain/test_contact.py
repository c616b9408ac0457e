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


# --- A day for what can wait --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "then"), [(at(2, 11), at(5, 9)), (at(5, 11), at(5, 11)), (at(5, 19), at(12, 9)), (at(6, 9), at(12, 9))]
)
def test_what_can_wait_comes_on_the_day_somebody_chose(now: int, then: int) -> None:
    """Thursdays; after the evening of one it is the next."""
    assert moment(now, Wishes(zone=MADRID, digest_day=4)) == then


def test_a_chosen_day_that_is_a_holiday_moves_to_the_next_working_day() -> None:
    """Not to the next week: a Friday that is none means Monday."""
    friday = Calendar(holidays=frozenset({date(2026, 3, 6)}))
    assert moment(at(2, 11), Wishes(zone=MADRID, digest_day=5), friday) == at(9, 9)
    assert moment(at(9, 19), Wishes(zone=MADRID, digest_day=5), friday) == at(13, 9)


def test_a_chosen_day_while_away_means_the_first_day_back() -> None:
    """It has been waited for long enough."""
    assert moment(at(2, 11), Wishes(zone=MADRID, digest_day=4, back_on=date(2026, 3, 10))) == at(10, 9)


@pytest.mark.parametrize(
    ("deadline", "sent", "then"),
    [
        (at(7, 0), [], at(6, 11)),  # in time only if it goes now
        (at(7, 0), [at(6, 9)], at(9, 9)),  # no room before it is too late
        (at(6, 0), [], at(9, 9)),  # it is too late already
        (at(12, 0), [], at(9, 9)),  # in time on their day, too
    ],
    ids=str,
)
def test_a_chosen_day_is_kept_unless_hurrying_brings_something_in_time(
    deadline: int, sent: list[int], then: int
) -> None:
    """On a Friday, with Monday for what can wait: what is late in any case hurries nothing else along."""
    wishes = Wishes(zone=MADRID, digest_day=1)
    assert contact.next_moment_by(at(6, 11), wishes, WEEKDAYS, Budget(), sent, [deadline]) == then


@settings(deadline=None)
@given(st.integers(1, 7), st.integers(0, 60), st.sets(st.integers(1, 28), max_size=20))
def test_with_a_chosen_day_there_is_at_most_one_a_week(chosen: int, start: int, off: set[int]) -> None:
    """Whatever the holidays, no two days of the same stretch from chosen day to chosen day are welcome."""
    calendar = Calendar(holidays=frozenset(date(2026, 3, day) for day in off))
    wishes = Wishes(zone=MADRID, digest_day=chosen)
    first = moment(at(1, 9) + start * 3_600_000 * 6, wishes, calendar)
    second = moment(
        local_time.instant(local_time.day_of(first, MADRID) + timedelta(1), time(0), MADRID), wishes, calendar
    )
    days = [local_time.day_of(one, MADRID) for one in (first, second)]
    stretches = {day - timedelta(days=(day.isoweekday() - chosen) % 7) for day in days}
    assert len(stretches) == 2
