"""What a program has come to: shares and means with intervals that hold, and nothing where there is nothing."""

from __future__ import annotations

import random

import pytest
from scipy import stats

from domain import outcomes, proportion, result
from domain.outcomes import NOT_MEASURED, Measure
from domain.reach import Reading
from domain.result import Reason


@pytest.mark.parametrize(
    ("have", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_a_share_has_the_interval_that_was_published(have: int, of: int, low: float, high: float) -> None:
    """Newcombe (1998), table I, method 3; scipy agrees."""
    found = proportion.share(have, of)
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)
    oracle = stats.binomtest(have, of).proportion_ci(method="wilson")
    assert found.low == pytest.approx(oracle.low)
    assert found.high == pytest.approx(oracle.high)


def test_a_share_holds_the_truth_as_often_as_it_says() -> None:
    """Of 22 people, at a truth near an end, too: in 19 of 20 draws, more or less."""
    chance = random.Random(11)
    for truth in (0.05, 0.5, 0.9):
        held = 0
        for _ in range(2_000):
            found = proportion.share(sum(chance.random() < truth for _ in range(22)), 22)
            assert found.low is not None
            assert found.high is not None
            held += found.low <= truth <= found.high
        assert 0.90 < held / 2_000 < 0.99


def test_a_mean_has_students_interval_within_its_ends() -> None:
    """As scipy has it; one figure alone has none, and none is no figure."""
    values = [62.0, 75.0, 88.0, 51.0]
    found = outcomes.mean(values, low=0, high=100).figure
    assert found is not None
    low, high = stats.t.interval(0.95, 3, loc=sum(values) / 4, scale=stats.sem(values))
    assert found.low == pytest.approx(low)
    assert found.high == pytest.approx(high)
    wide = outcomes.mean([1.0, 99.0], low=0, high=100).figure
    assert wide is not None
    assert (wide.low, wide.high) == (0, 100)
    assert outcomes.mean([70.0], low=0, high=100).figure == result.found(70.0, 1)
    assert outcomes.mean([], low=0, high=100) == NOT_MEASURED


def test_a_share_of_very_few_people_is_not_told() -> None:
    """Of four people it would say who; of nobody there is nothing to measure."""
    assert outcomes.share(3, 4, least=outcomes.PEOPLE).figure is None
    assert outcomes.share(0, 0, least=outcomes.PEOPLE) == outcomes.Outcome(figure=NOT_MEASURED.figure, have=0)


def test_how_far_thanks_reach_keeps_its_own_floor() -> None:
    """What is too few to say there is too few here; else it gets an interval."""
    assert outcomes.of_reach(Reading(figure=None, look_closer=False)).figure is None
    none = result.missing(Reason.NO_DATA, 0)
    assert outcomes.of_reach(Reading(figure=none, look_closer=False)).figure == none
    told = outcomes.of_reach(Reading(figure=result.found(0.7, 20), look_closer=False))
    assert (told.have, told.figure) == (14, proportion.share(14, 20))


def test_without_a_session_nothing_of_it_is_measured() -> None:
    """Four figures rest on it."""
    assert set(outcomes.of_room(None)) == {Measure.COMPLIANCE, Measure.SPREAD, Measure.AGREEMENT, Measure.CHANGED}
    assert set(outcomes.of_room(None).values()) == {NOT_MEASURED}
