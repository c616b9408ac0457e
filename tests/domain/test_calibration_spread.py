"""Whether managers lie closer together after a session, by a worked case and at every edge."""

from __future__ import annotations

import pytest

from domain.calibration_spread import PATTERNS, chance, compare
from domain.result import Reason
from tests.domain.published_cases import case


def test_eight_cases_are_as_worked_out() -> None:
    """Every pattern of signs, the observed one among them."""
    given, expected = case("variance_sign_flip_8_cases")
    found = compare(given["before"], given["after"])
    assert (found.before, found.after) == pytest.approx(
        (expected["mean_variance_before"], expected["mean_variance_after"])
    )
    assert found.difference.value == pytest.approx(expected["mean_difference"])
    assert (found.chance, found.difference.n) == (expected["p_one_sided"], 8)
    assert expected["sign_patterns_at_least_as_large"] / expected["sign_patterns"] == found.chance


def test_raters_may_differ_and_a_single_rating_has_no_spread() -> None:
    """That case is left out."""
    found = compare([[1, 3], [1, 2], [2], [1, 3]], [[2, 2, 2], [1, 2], [1, 3], [2]])
    assert (found.difference.n, found.difference.value) == (2, 1)
    none = compare([[1]], [[1, 2]])
    assert (none.difference.reason, none.chance) == (Reason.NO_OVERLAP, None)


def test_four_cases_can_never_reach_significance() -> None:
    """One pattern of sixteen; five cases can."""
    assert chance([1, 1, 1, 1]) == 1 / 16
    assert chance([1, 1, 1, 1, 1]) == 1 / 32
    assert chance([0.1, 0.1, 0.1]) == 1 / 8
    assert chance([-1, -1]) == 1


def test_rounding_decides_nothing() -> None:
    """0.1 + 0.2 - 0.3 and its mirror are both nothing."""
    assert chance([0.1, 0.2, -0.3]) == 5 / 8


def test_of_many_cases_patterns_are_drawn_and_the_same_each_time() -> None:
    """The observed one counts as one of them, so that no chance is ever 0."""
    differences = [1.0] * 40
    assert chance(differences) == 1 / (PATTERNS + 1)
    mixed = [1.0, -1.0] * 12 + [1.0]
    assert chance(mixed) == chance(mixed) == pytest.approx(0.5, abs=0.03)
