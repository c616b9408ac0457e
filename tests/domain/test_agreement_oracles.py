"""Our coefficients beside two other programs', and their intervals beside the truth that a simulation knows."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping

import pytest

from domain import agreement, agreement_alpha
from domain.agreement_alpha import Metric
from domain.result import Result
from tests.domain import agreement_oracles as oracles
from tests.domain.agreement_oracles import LEVELS, Level, Ratings

CASES = (6, 8, 12, 20)
RATERS = 5
PARTS = (0.5, 0.15, 0.35)  # standard deviations squared: of cases, of raters, of the rest; they sum to 1
CORRELATIONS = {
    "ICC(1,1)": agreement.icc_11,
    "ICC(A,1)": agreement.icc_a1,
    "ICC(C,1)": agreement.icc_c1,
    "ICC(A,k)": agreement.icc_ak,
}
METRICS: Mapping[Level, Metric] = {
    "nominal": agreement_alpha.nominal,
    "ordinal": agreement_alpha.ordinal,
    "interval": agreement_alpha.interval,
    "ratio": agreement_alpha.ratio,
}


def compare_correlations(ratings: Ratings) -> int:
    """Return how many figures were compared: one that does not exist here is infinite or 0 over 0 there."""
    theirs, compared = oracles.correlations(ratings), 0
    for name, ours in CORRELATIONS.items():
        found = ours(ratings)
        if found.value is None or not math.isfinite(theirs[name].value):
            continue
        assert found.value == pytest.approx(theirs[name].value, rel=1e-9, abs=1e-9), (name, ratings)
        if found.low is not None and math.isfinite(theirs[name].low):
            assert [found.low, found.high] == pytest.approx([theirs[name].low, theirs[name].high], abs=0.0051)
        compared += 1
    return compared


def compare_alphas(units: Ratings) -> int:
    compared = 0
    for name, metric in METRICS.items():
        ours, theirs = agreement_alpha.alpha(units, metric).value, oracles.alpha(units, name)
        if ours is not None and theirs is not None:
            assert ours == pytest.approx(theirs, abs=1e-9), (name, units)
            compared += 1
        else:
            assert ours is None, (name, units)
            assert theirs is None or math.isnan(theirs), (name, units)
    return compared


def compare(rng: random.Random, count: int) -> None:
    """Nearly every design has every figure."""
    whole = sum(compare_correlations(one) for one in oracles.designs(rng, count, gaps=0))
    torn = sum(compare_alphas(one) for one in oracles.designs(rng, count, gaps=0.4))
    assert whole > 3 * count
    assert torn > 3 * count


def test_two_other_programs_find_the_same(rng: random.Random) -> None:
    """On random designs, with cells missing where that is allowed."""
    compare(rng, 20)


@pytest.mark.soak
def test_two_other_programs_find_the_same_five_hundred_times(rng: random.Random) -> None:
    """On each of 500 random designs."""
    compare(rng, 500)


def room(rng: random.Random, cases: int) -> list[list[float]]:
    """Rate as the model of the coefficient says."""
    case, rater, rest = (part**0.5 for part in PARTS)
    severe = [rng.gauss(0, rater) for _ in range(RATERS)]
    return [
        [level + one + rng.gauss(0, rest) for one in severe] for level in (rng.gauss(0, case) for _ in range(cases))
    ]


def coverage(find: Callable[[], Result], truth: float, times: int) -> float:
    found = [find() for _ in range(times)]
    return sum(one.low is not None and one.high is not None and one.low <= truth <= one.high for one in found) / times


@pytest.mark.parametrize("cases", CASES)
def test_an_interval_holds_the_truth_as_often_as_it_says(rng: random.Random, cases: int) -> None:
    """Nineteen times of twenty, also with few cases, where a bootstrap holds it fourteen times."""
    held = coverage(lambda: agreement.icc_a1(room(rng, cases)), PARTS[0], 500)
    assert 0.92 <= held <= 0.97


@pytest.mark.soak
@pytest.mark.parametrize("cases", CASES)
def test_an_interval_holds_the_truth_for_long(rng: random.Random, cases: int) -> None:
    """Ten thousand rooms."""
    held = coverage(lambda: agreement.icc_a1(room(rng, cases)), PARTS[0], 10_000)
    assert 0.94 <= held <= 0.965


def packets(rng: random.Random, units: int) -> Ratings:
    """Three levels, three raters who see the level two times in three and leave out one in five."""

    def seen(level: float) -> float | None:
        return None if rng.random() < 0.2 else level if rng.random() < 0.67 else rng.choice(LEVELS)

    return [[seen(level) for _ in range(3)] for level in (rng.choice(LEVELS) for _ in range(units))]


@pytest.mark.soak
@pytest.mark.parametrize(("units", "least"), [(10, 0.87), (20, 0.91), (40, 0.92)])
def test_an_interval_of_alpha_holds_the_truth(rng: random.Random, units: int, least: float) -> None:
    """The truth is the figure of very many units. Ten are few for a jackknife."""
    truth = agreement_alpha.alpha(packets(rng, 20_000)).value
    assert truth is not None
    held = coverage(lambda: agreement_alpha.alpha(packets(rng, units)), truth, 2_000)
    assert least <= held <= 0.97
