"""What came back within 90 days, whether that changed, and whether less is reported."""

from __future__ import annotations

import pytest

from domain import recurrence as rules
from domain.recurrence import Change, Count, Item, Reported
from domain.result import Reason
from tests.domain.published_cases import case

DAY = 86_400_000
END = 30 * DAY
LATER = END + 90 * DAY


def item(id: str, opened: float, closed: float | None = None, cause: str | None = "limits") -> Item:
    """Days."""
    closed_at = None if closed is None else round(closed * DAY)
    return Item(id=id, component="checkout", cause=cause, opened_at=round(opened * DAY), closed_at=closed_at)


def counted(*items: Item, now: int = LATER) -> Count:
    return rules.recurrence(items, (0, END), now=now).count


def test_a_like_item_within_ninety_days_is_a_recurrence() -> None:
    """Same component, same cause; each closed item counts once, however often it comes back."""
    first = item("a", 0, 10)
    assert counted(first, item("b", 100)) == Count(recurred=1, closed=1)
    assert counted(first, item("b", 100), item("c", 50)) == Count(recurred=1, closed=1)
    assert counted(first, item("b", 100.1)) == Count(recurred=0, closed=1)
    assert counted(first, item("b", 9)) == Count(recurred=0, closed=1)
    assert counted(first, item("b", 50, cause="clock")) == Count(recurred=0, closed=1)
    assert counted(item("a", 10, 10)) == Count(recurred=0, closed=1)
    elsewhere = Item(id="b", component="search", cause="limits", opened_at=50 * DAY)
    assert counted(first, elsewhere) == Count(recurred=0, closed=1)


def test_what_is_opened_again_came_back() -> None:
    """Within the same 90 days."""
    for day, recurred in ((100, 1), (101, 0)):
        again = Item(
            id="a", component="checkout", cause="limits", opened_at=0, closed_at=10 * DAY, reopened_at=day * DAY
        )
        assert counted(again) == Count(recurred=recurred, closed=1)


def test_what_is_still_followed_or_has_no_cause_is_told_apart() -> None:
    """Neither is counted, and both are shown."""
    items = [item("a", 0, 10), item("b", 0, 29), item("c", 0, 9, cause=None), item("d", 0, 30), item("e", 0)]
    found = rules.recurrence(items, (0, END), now=100 * DAY)
    assert (found.count.closed, found.in_follow_up, found.without_cause) == (1, 1, 1)


def test_two_periods_compare_as_worked_out() -> None:
    """A fall of 18 % that one team cannot confirm: the interval includes 1."""
    given, expected = case("recurrence_30_of_120_to_25_of_122")
    before, after = (Count(**given[period]) for period in ("before", "after"))
    assert rules.rate(before).value == pytest.approx(expected["rate_before"], abs=1e-5)
    assert rules.rate(after).value == pytest.approx(expected["rate_after"], abs=1e-5)
    found = rules.ratio(before, after)
    assert found.value == pytest.approx(expected["ratio"], abs=1e-5)
    assert [found.low, found.high] == pytest.approx(expected["ci95"], abs=1e-5)
    assert rules.change(found) is Change.NOT_CLEAR


def test_a_clear_change_has_its_direction() -> None:
    """By the interval alone."""
    many, few = Count(recurred=60, closed=120), Count(recurred=10, closed=120)
    assert rules.change(rules.ratio(many, few)) is Change.FELL
    assert rules.change(rules.ratio(few, many)) is Change.ROSE


def test_few_events_are_counts_only() -> None:
    """As agreed for every edge; nothing closed is no data."""
    given, expected = case("edge_states_one")
    for call, wanted in zip(given["calls"], expected["results"], strict=True):
        if call["statistic"] == "recurrence_ratio":
            found = rules.ratio(*(Count(**call["data"][period]) for period in ("before", "after")))
            assert (found.state, found.reason) == (wanted["state"], wanted["reason"])
            assert rules.change(found) is None
    five = Count(recurred=5, closed=40)
    assert rules.ratio(five, five).value == 1
    assert rules.ratio(five, Count(recurred=4, closed=40)).reason is Reason.TOO_FEW_EVENTS
    assert rules.ratio(five, Count(recurred=0, closed=0)).reason is Reason.NO_DATA
    assert rules.rate(Count(recurred=0, closed=0)).reason is Reason.NO_DATA


@pytest.mark.parametrize(
    ("before", "after", "quiet"),
    [
        ((10, 3), (6, 3), True),
        ((10, 3), (7, 3), False),
        ((9, 3), (0, 3), False),
        ((10, 3), (6, 2), False),
        ((10, 0), (6, 0), True),
    ],
)
def test_less_reported_while_customers_find_as_much_is_a_warning(
    before: tuple[int, int], after: tuple[int, int], quiet: bool
) -> None:
    """From ten reports on, and a fall of over 30 %."""
    one, other = (Reported(by_team=team, by_customers=customers) for team, customers in (before, after))
    assert rules.may_go_unreported(one, other) is quiet
