"""Habits of a rater, on cases that others rated, too."""

from __future__ import annotations

import pytest

from domain.calibration_raters import central_tendency, halo, leniency
from domain.result import Reason

CASES = [
    {"ana": 3, "ben": 2, "chi": 1},
    {"ana": 2, "ben": 2},
    {"ana": 3, "chi": 2},
    {"ana": 1},
    {"ben": 1, "chi": 3},
]


def test_leniency_is_measured_on_common_cases() -> None:
    """Ana is 1.5, 0 and 1 above the others; the case that she alone rated says nothing."""
    found = leniency(CASES, "ana")
    assert found.value == pytest.approx(2.5 / 3)
    assert found.n == 3
    assert leniency([{"ana": 2}], "ana").reason is Reason.NO_OVERLAP


def test_the_middle_is_measured_on_common_cases() -> None:
    """How often Competent, and how wide beside the others (n - 1)."""
    cases = [{"ana": 2, "ben": 1, "chi": 1}, {"ana": 2, "ben": 3, "chi": 2}, {"ana": 3, "ben": 2, "chi": 3}]
    found = central_tendency(cases, "ana", 2)
    assert found.share.value == pytest.approx(2 / 3)
    assert found.share.n == 3
    assert found.ratio.value == pytest.approx((1 / 3) ** 0.5)


@pytest.mark.parametrize(
    ("cases", "reason"),
    [
        ([{"ana": 1}, {"ben": 2}], Reason.NO_OVERLAP),
        ([{"ana": 1, "ben": 2}], Reason.ONE_TARGET),
        ([{"ana": 1, "ben": 2}, {"ana": 2, "chi": 2}], Reason.ONE_TARGET),
        ([{"ana": 1, "ben": 2}, {"ana": 2, "ben": 2}], Reason.NO_VARIATION),
    ],
)
def test_a_spread_needs_another_to_compare_with(cases: list[dict[str, float]], reason: Reason) -> None:
    """Others who never vary are no measure."""
    assert central_tendency(cases, "ana", 2).ratio.reason is reason


def test_one_mark_for_everything_shows() -> None:
    """Two competencies that go together, one that does not vary and is left out; each person's own spread beside it."""
    found = halo([[1, 1, 2], [2, 2, 2], [3, 3, 2]])
    assert found.together.value == pytest.approx(1)
    assert found.together.n == 3
    assert found.apart.value == pytest.approx((2 * (1 / 3) ** 0.5) / 3)
    apart = halo([[1, 3], [2, 2], [3, None], [3, 1]])
    assert apart.together.value == pytest.approx(-1)
    assert apart.apart.value == pytest.approx((2**0.5 + 0 + 2**0.5) / 3)


def test_one_mark_for_everybody_is_no_halo() -> None:
    """Nothing varies, so nothing goes together; nobody rated is another matter."""
    assert halo([[2, 2], [2, 2]]).together.reason is Reason.NO_VARIATION
    assert halo([[None, None]]).together.reason is Reason.NO_DATA
    assert halo([[1], [2]]).apart.reason is Reason.NO_DATA
