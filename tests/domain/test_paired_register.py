"""What came back stands in a team's month by the register, once all of it was followed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain import paired
from domain import paired_register as rules
from domain.local_time import DAY_MS
from domain.paired import Figures, Stability
from domain.paired_register import Register
from domain.recurrence import FOLLOWED_MS, Count, Item
from domain.result import Reason

JULY = date(2026, 7, 1)
FIRST = 1_782_864_000_000  # of July, UTC epoch ms
LATE = FIRST + 31 * DAY_MS + FOLLOWED_MS  # all that July closed was followed
ENTERED = Figures(team="t", month=JULY, changes=40)


def item(id: str, closed: int, *, opened: int = 0, cause: str | None = "clock") -> Item:
    """Days of July."""
    return Item(
        id=id, component="pay", cause=cause, opened_at=FIRST + opened * DAY_MS, closed_at=FIRST + closed * DAY_MS
    )


OURS = (item("a", 3), item("b", 4, cause="cache"), item("c", 5, cause=None), item("d", 40, cause="disk"))
REGISTER = Register(items=OURS, ours=frozenset("abcd"))


def test_a_month_that_does_not_say_what_failed_has_what_came_back() -> None:
    """Also when another team met it; what has no cause, or was closed in another month, is not in it."""
    again = item("theirs", 30, opened=20)
    found = rules.followed(ENTERED, replace(REGISTER, items=(*OURS, again)), now=LATE)
    assert (found.recurred, found.closed, found.without_cause) == (1, 2, 1)
    assert found.pair[1] is Stability.RECURRENCE
    assert rules.followed(ENTERED, REGISTER, now=LATE).recurred == 0


def test_a_month_is_not_followed_to_the_end_before_its_last_day_is() -> None:
    """Until then nothing is said of its stability, and so nothing of its speed."""
    early = rules.followed(ENTERED, REGISTER, now=LATE - 1)
    assert early == ENTERED
    assert paired.comparable([early]) == []


def test_who_says_what_failed_has_one_figure_of_stability() -> None:
    """Of two, one could choose the better one later; and a month without a change has no speed to stand beside."""
    for one in (replace(ENTERED, failed=3), replace(ENTERED, changes=0)):
        assert rules.followed(one, REGISTER, now=LATE) == one


def test_too_few_are_too_few_and_say_how_many() -> None:
    """Two of what was closed are no share; what is followed still and what nobody can follow stand beside it."""
    found = rules.followed(ENTERED, REGISTER, now=LATE)
    assert paired.stability(found).reason is Reason.TOO_FEW_EVENTS
    year = rules.came_back(REGISTER, JULY, date(2026, 9, 1), now=LATE)
    assert (year.count, year.without_cause, year.in_follow_up) == (Count(recurred=0, closed=2), 1, 1)
