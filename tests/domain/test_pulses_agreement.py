"""How alike a group sees things, by published cases; outside it is a word."""

from __future__ import annotations

import statistics

import numpy as np
import pytest

from domain import pulses_agreement as agreement
from domain import result
from domain.pulses_agreement import Agreement, Spread
from domain.result import Reason
from tests.domain.published_cases import case


def test_agreement_over_items_is_as_in_the_small_groups_of_the_multilevel_package() -> None:
    """Each item with those who answered it; the mean distance without whoever skipped one."""
    given, expected = case("rwg_small_cohesion")
    for name, sheets in given["groups"].items():
        assert agreement.rwg_j(sheets, 5).value == pytest.approx(expected["rwg_j"][name], abs=1e-5)
        assert agreement.deviation(sheets).value == pytest.approx(expected["ad_mean_listwise"][name], abs=1e-5)


def test_99_groups_differ_as_published() -> None:
    """ICC(1) and ICC(2) of hours worked, and the agreement on items (Bliese and others 2000)."""
    given, expected = case("bliese_bhr2000")
    spreads = [Spread(n=n, mean=mean, variance=var) for n, mean, var in given["hours_groups_n_mean_variance"]]
    single, mean = agreement.between(spreads)
    assert single.value == pytest.approx(expected["hours_ICC1"], abs=1e-4)
    assert mean.value == pytest.approx(expected["hours_ICC2"], abs=1e-4)
    items = [agreement.rwg(_variance(counts), 5) for counts in given["one_item_counts_1_to_5"]]
    assert items[0] == pytest.approx(expected["rwg_first_group"], abs=1e-4)
    assert _summary(items) == pytest.approx(expected["rwg_min_q1_median_mean_q3_max"], abs=1e-4)
    whole = [agreement.over_items(v, given["leadership_items"], 5) for v in given["leadership_mean_item_variance"]]
    assert _summary(whole) == pytest.approx(expected["rwg_j_min_q1_median_mean_q3_max"], abs=1e-4)


def _variance(counts: list[int]) -> float:
    return statistics.variance(x for x, count in enumerate(counts, start=1) for _ in range(count))


def _summary(values: list[float]) -> list[float]:
    low, middle, high = np.quantile(values, (0.25, 0.5, 0.75)).tolist()
    return [min(values), low, middle, statistics.fmean(values), high, max(values)]


def test_six_groups_of_four_differ_as_published() -> None:
    """ICC(1,1) and ICC(1,k) of Shrout and Fleiss 1979, whose targets are groups here."""
    given, expected = case("icc_shrout_fleiss_1979")
    groups = given["ratings_targets_by_raters"]
    spreads = [Spread(n=4, mean=statistics.fmean(group), variance=statistics.variance(group)) for group in groups]
    single, mean = agreement.between(spreads)
    assert single.value == pytest.approx(expected["icc"]["ICC(1,1)"], abs=1e-5)
    assert mean.value == pytest.approx(expected["icc"]["ICC(1,k)"], abs=1e-5)


def test_edges_of_agreement_have_a_reason() -> None:
    """One person agrees with nobody; all alike is 1; groups that do not differ at all have no share of anything."""
    assert agreement.rwg_j([[3, 4, 5, 2]], 5).reason is Reason.ONE_RATER
    assert agreement.rwg_j([[3, 4]] * 5, 5).value == 1
    assert agreement.rwg_j([[None], [None]], 5).reason is Reason.NO_DATA
    assert agreement.rwg_j([[1, 5], [5, 1], [1, 5], [5, 1]], 5).value == 0
    assert agreement.deviation([[None, 1]]).reason is Reason.NO_DATA
    alike = [Spread(n=5, mean=3, variance=0)] * 3
    assert [one.reason for one in agreement.between(alike)] == [Reason.NO_VARIATION] * 2
    assert [one.reason for one in agreement.between(alike[:1])] == [Reason.ONE_TARGET] * 2


@pytest.mark.parametrize(
    ("value", "n", "word"),
    [
        (0.83, 5, Agreement.SHARED),
        (0.82, 7, Agreement.MIXED),
        (0.75, 8, Agreement.SHARED),
        (0.70, 10, Agreement.SHARED),
        (0.69, 300, Agreement.MIXED),
        (0.51, 5, Agreement.MIXED),
        (0.509, 300, Agreement.SPLIT),
    ],
)
def test_small_groups_need_more_to_be_called_of_one_view(value: float, n: int, word: Agreement) -> None:
    """People who answer at random look alike in a fifth of small groups."""
    assert agreement.word(result.found(value, n)) is word
    assert agreement.word(result.missing(Reason.NO_DATA, n)) is None


def sheets(*columns: list[int]) -> list[tuple[int, ...]]:
    return list(zip(*columns, strict=True))


def test_a_word_is_told_of_eight_questions_and_not_of_fewer() -> None:
    """And not where hardly anybody answered one of them."""
    alike = [3, 3, 3, 3, 4]
    assert agreement.told(sheets(*[alike] * 8), 5) is Agreement.SHARED
    assert agreement.told(sheets(*[alike] * 7), 5) is None
    skipped = [(*row[:7], None) for row in sheets(*[alike] * 8)]
    assert agreement.told(skipped, 5) is None


def test_a_word_that_the_least_other_answer_would_change_is_not_told() -> None:
    """Six times somebody said 1 where the others say 3 and 4, twice all said 3: one pair more apart is not alike."""
    apart, alike = [1, 4, 4, 3, 3], [3, 3, 3, 3, 3]
    near = sheets(*[apart] * 6, alike, [2, 3, 3, 3, 4])
    assert agreement.word(agreement.rwg_j(near, 5)) is Agreement.SHARED
    assert agreement.told(near, 5) is None
    assert agreement.told(sheets(*[apart] * 4, *[alike] * 4), 5) is Agreement.SHARED
