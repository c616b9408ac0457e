"""The pace never lets more through than a platform allows, and never keeps back what it does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.pace import Pace

NOON = 1_790_000_000_000


def departures(pace: Pace, arrivals: list[int]) -> list[int]:
    """Return when each message leaves, if each is sent as soon as it conforms."""
    opens_at, now, left = 0, 0, []
    for arrival in arrivals:
        now = max(now, arrival, opens_at)
        opens_at = pace.charged(opens_at, now)
        left.append(now)
    return left


def test_after_a_rest_a_burst_may_leave_at_once() -> None:
    """And then one at a time."""
    pace = Pace(every_ms=1_000, burst=3)
    assert pace.room(0, NOON) == 3
    assert departures(pace, [NOON] * 5) == [NOON, NOON, NOON, NOON + 1_000, NOON + 2_000]


@given(st.integers(1, 5_000), st.integers(1, 20), st.lists(st.integers(0, 60_000), min_size=1, max_size=80))
def test_no_window_ever_holds_more_than_the_burst_and_its_share(every: int, burst: int, offsets: list[int]) -> None:
    """In any t ms at most burst + t / every messages leave."""
    left = departures(Pace(every_ms=every, burst=burst), [NOON + one for one in sorted(offsets)])
    for first in range(len(left)):
        for last in range(first, len(left)):
            assert last - first + 1 <= burst + (left[last] - left[first]) // every


@given(st.integers(1, 5_000), st.integers(1, 20), st.integers(-100_000, 100_000))
def test_room_is_what_may_leave_at_once(every: int, burst: int, rested: int) -> None:
    """As many as it says conform one after another, and one more does not."""
    pace, opens_at, now = Pace(every_ms=every, burst=burst), NOON, NOON + rested
    for _ in range(pace.room(opens_at, now)):
        assert opens_at <= now
        opens_at = pace.charged(opens_at, now)
    assert opens_at > now


def test_a_pause_ends_without_a_burst() -> None:
    """After it one message leaves, not all that a rest would have earned."""
    pace = Pace(every_ms=1_000, burst=5)
    assert pace.room(NOON + 30_000, NOON + 29_999) == 0
    assert pace.room(NOON + 30_000, NOON + 30_000) == 1


def test_a_long_queue_drains_at_the_full_rate() -> None:
    """Nothing is wasted: a hundred messages after a burst of ten take ninety intervals."""
    left = departures(Pace(every_ms=200, burst=10), [NOON] * 100)
    assert left[-1] - NOON == 90 * 200
