"""After a pause the checkpoints of a cycle lie in order, or it does not go on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain import cycles, cycles_order
from domain.contact import Calendar
from domain.cycles import Checkpoint, Cycle, Kind
from domain.cycles_order import AnotherRatingError, TooEarlyError
from tests.domain.test_cycles import DAY, MONDAY, OPEN, RATING, RELEASE, checkpoint

SECOND = checkpoint("s", Kind.SECOND_RATING, 44, 50)
PAUSED_ON, BACK_ON = MONDAY + 14 * DAY, MONDAY + 35 * DAY  # three weeks are lost


def going_on(cycle: Cycle, *moved: Checkpoint) -> Cycle:
    """The cycle after a pause in which HR moved these: the rating comes three weeks later."""
    paused = cycles.pause(cycle, today=PAUSED_ON)
    for one in moved:
        paused = cycles.move(paused, one, today=PAUSED_ON).cycle
    return cycles_order.resume(paused, today=BACK_ON, calendar=Calendar())


def test_where_nothing_was_moved_all_keep_their_distance() -> None:
    going = going_on(OPEN)
    assert [one.opens_on for one in going.checkpoints[1:]] == [RATING.opens_on + 21 * DAY, RELEASE.opens_on + 21 * DAY]


def test_a_release_that_stays_does_not_come_before_its_rating() -> None:
    """HR moves it on while the cycle is paused; then it goes on."""
    stays = replace(RELEASE, opens_on=RATING.due_on + 7 * DAY, due_on=RATING.due_on + 9 * DAY)
    with pytest.raises(TooEarlyError):
        going_on(OPEN, stays)
    later = replace(stays, opens_on=RATING.due_on + 21 * DAY, due_on=RATING.due_on + 23 * DAY)
    assert going_on(OPEN, later).checkpoint(RELEASE.id) == later


@pytest.mark.parametrize("after", range(5))
def test_a_release_that_has_opened_does_not_keep_a_cycle_paused(after: int) -> None:
    """Its day stays, and people get the days back that they had left to rate in: nobody moved anything."""
    release = replace(RELEASE, opens_on=RATING.due_on + 3 * DAY)
    paused_on = release.opens_on + after * DAY
    paused = cycles.pause(replace(OPEN, checkpoints=(RATING, release)), today=paused_on)
    going = cycles_order.resume(paused, today=paused_on + 14 * DAY, calendar=Calendar())
    assert [one.opens_on for one in going.checkpoints] == [RATING.opens_on, release.opens_on]


def test_each_release_comes_after_its_own_rating() -> None:
    """That the first rating of two is over lets the second release come no earlier."""
    again = replace(RATING, id="r2", opens_on=MONDAY + 63 * DAY, due_on=MONDAY + 67 * DAY)
    release = replace(RELEASE, id="x2", opens_on=MONDAY + 70 * DAY, due_on=MONDAY + 74 * DAY)
    first = replace(RATING, id="r0", opens_on=MONDAY + 8 * DAY, due_on=MONDAY + 9 * DAY)
    with pytest.raises(TooEarlyError):
        going_on(replace(OPEN, checkpoints=(first, again, release)), replace(release, opens_on=MONDAY + 71 * DAY))


def test_second_ratings_that_stay_are_still_of_the_same_rating() -> None:
    """They do not come before a rating that opens after the pause."""
    first = replace(RATING, id="r0", opens_on=MONDAY + 10 * DAY, due_on=MONDAY + 13 * DAY)
    cycle = replace(OPEN, checkpoints=(first, RATING, SECOND))
    with pytest.raises(AnotherRatingError):
        going_on(cycle, replace(SECOND, due_on=SECOND.due_on + DAY))
