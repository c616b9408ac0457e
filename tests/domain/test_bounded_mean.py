"""A mean of few figures: its interval holds the truth as often as it says, whatever the figures are like."""

from __future__ import annotations

import random

import pytest
from scipy import stats

from domain import bounded_mean, result
from domain.result import Reason

ENDS = {"low": 0, "high": 100}


def nearly_perfect(chance: random.Random) -> float:
    """As post-mortems of a practiced team: 96 to 100, and one in ten is capped for blame."""
    return 60 if chance.random() < 0.1 else 100 - chance.randrange(5)


def anything(chance: random.Random) -> float:
    return chance.randrange(101)


@pytest.mark.parametrize(("drawn", "truth"), [(nearly_perfect, 94.2), (anything, 50.0)])
@pytest.mark.parametrize("n", [2, 5])
def test_it_holds_the_truth_as_often_as_it_says(drawn: object, truth: float, n: int) -> None:
    """Of five figures like the first, Student's interval holds it less than half of the time."""
    assert callable(drawn)
    chance, times = random.Random(7), 100
    found = [bounded_mean.mean([drawn(chance) for _ in range(n)], **ENDS) for _ in range(times)]
    assert sum(one.low <= truth <= one.high for one in found if one.low is not None and one.high is not None) >= 95


def test_figures_that_are_alike_are_not_taken_for_the_truth() -> None:
    """Five perfect ones leave open what the sixth will be: the end counts as one share in six at random."""
    found = bounded_mean.mean([100.0] * 5, **ENDS)
    assert (found.value, found.high) == (100.0, 100.0)
    assert found.low == pytest.approx(100 * stats.beta.ppf(0.025, 5, 1), abs=1.5)


def test_one_figure_has_an_interval_and_none_has_no_figure() -> None:
    """One says next to nothing, and that is what its interval says."""
    one = bounded_mean.mean([70.0], **ENDS)
    assert one.low == pytest.approx(1.75, abs=1)
    assert one.high == pytest.approx(99.25, abs=1)
    assert bounded_mean.mean([], **ENDS) == result.missing(Reason.NO_DATA, 0)


def test_the_same_figures_give_the_same_interval_in_whichever_order() -> None:
    """Nobody reads one on the card and another on the page; and it lies within the ends, around the mean."""
    values = [62.0, 75.0, 88.0, 51.0]
    found = bounded_mean.mean(values, **ENDS)
    assert found == bounded_mean.mean(values[::-1], **ENDS)
    assert found.value == 69.0
    assert found.low is not None
    assert found.high is not None
    assert 0 < found.low < 69.0 < found.high < 100
