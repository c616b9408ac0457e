"""Answers become means, an index and a recommend score, without a detour over binary numbers."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import pulses_scores as scores
from domain.result import Reason
from tests.domain.published_cases import case


def test_a_reversed_item_is_turned_once() -> None:
    """More is better in every figure, on each scale."""
    assert [scores.turned(x, 5, reverse=True) for x in (1, 2, 3, 4, 5)] == [5, 4, 3, 2, 1]
    assert [scores.turned(x, 7, reverse=True) for x in (1, 4, 7)] == [7, 4, 1]
    assert scores.turned(2, 5, reverse=False) == 2


@pytest.mark.parametrize(
    ("value", "shown"),
    [("2.25", "2.3"), ("2.35", "2.4"), ("1.45", "1.5"), ("1.449", "1.4"), ("-0.25", "-0.3"), ("0", "0.0")],
)
def test_half_is_rounded_up(value: str, shown: str) -> None:
    """As people do it: 47 of 20 is 2.35 and shows 2.4."""
    assert str(scores.rounded(Fraction(value))) == shown


@given(st.integers(1, 400), st.data())
def test_a_rounded_mean_is_within_half_a_tenth(n: int, data: st.DataObject) -> None:
    """Whatever the sum."""
    mean = Fraction(data.draw(st.integers(n, 5 * n)), n)
    assert -Fraction(1, 20) < Fraction(scores.rounded(mean)) - mean <= Fraction(1, 20)


def test_the_index_follows_from_the_means_beside_it() -> None:
    """From 0 to 100 on every scale; whoever reads the means can work it out."""
    assert scores.index([(Decimal("1.0"), 5)] * 8) == 0
    assert scores.index([(Decimal("5.0"), 5)] * 8) == 100
    assert scores.index([(Decimal("3.4"), 5), (Decimal("4.1"), 5)]) == 69
    assert scores.index([(Decimal("4.0"), 7), (Decimal("5.0"), 5)]) == 75


def test_a_recommend_score_is_as_published() -> None:
    """Promoters less detractors, with the passives in the base, and its range beside it."""
    given_, expected = case("enps")
    for shares, score in zip(given_["percentages"], expected["score"], strict=True):
        assert scores.recommend(shares["promoter"], shares["detractor"], 100).value == pytest.approx(score)
    for shares, width in zip(given_["half_width_for"], expected["half_width"], strict=True):
        found = scores.half_width(shares["promoter_share"], shares["detractor_share"], shares["n"])
        assert found == pytest.approx(width, abs=0.001)


def test_a_score_of_people_who_are_all_alike_has_no_range() -> None:
    """Printing plus or minus nothing would promise what nobody knows."""
    all_alike = scores.recommend(20, 0, 20)
    assert (all_alike.value, all_alike.low) == (100, None)
    assert scores.recommend(0, 0, 0).reason is Reason.NO_DATA
