"""A change from wave to wave is called one only beyond chance, and only where it is not a few people's."""

from __future__ import annotations

import pytest

from domain import pulses_trend as trends
from domain import result
from domain.pulses_groups import Moved
from domain.pulses_published import Trend
from tests.domain.published_cases import case


def test_the_least_change_is_as_published() -> None:
    """A paired test with 80 % power."""
    given, expected = case("minimum_detectable_change")
    assert [trends.least_change(n) for n in given["n"]] == pytest.approx(expected["change"], abs=0.011)
    assert trends.least_change(1) == float("inf")


def test_a_smaller_change_is_not_clear() -> None:
    """Eight people need 0.73 of a point on 1 to 5, and half as much again on 1 to 7."""
    stay = Moved(stayed=8, joined=0, left=0)

    def of(earlier: float, later: float, points: int = 5, moved: Moved = stay) -> Trend:
        return trends.trend(result.found(earlier, 8), result.found(later, 8), moved, points)

    assert of(3.0, 3.7) is Trend.UNCLEAR
    assert of(3.0, 3.8) is Trend.UP
    assert of(3.8, 3.0) is Trend.DOWN
    assert (of(3.0, 4.0, 7), of(3.0, 4.1, 7)) == (Trend.UNCLEAR, Trend.UP)
    assert of(3.0, 4.0, moved=Moved(stayed=15, joined=2, left=2)) is Trend.UNCLEAR


@pytest.mark.parametrize(
    ("joined", "left", "is_wide", "n", "may"),
    [
        (0, 0, False, 5, True),
        (1, 0, False, 8, False),
        (2, 2, False, 8, False),
        (3, 2, False, 8, True),
        (1, 0, True, 20, True),
        (1, 0, True, 19, False),
        (1, 0, False, 20, False),
    ],
)
def test_a_few_who_came_or_went_keep_a_change_from_being_shown(
    *, joined: int, left: int, is_wide: bool, n: int, may: bool
) -> None:
    """The difference of two means times people is their answers; in large departments it drowns."""
    moved = Moved(stayed=20, joined=joined, left=left)
    assert trends.may_compare(moved, n, is_wide=is_wide, floor=5) is may
