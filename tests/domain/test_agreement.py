"""How far raters agree who all rated the same cases, by published cases and at every edge."""

from __future__ import annotations

import pytest

from domain import agreement
from domain.agreement import Squares
from domain.result import Reason, Result, State
from tests.domain.published_cases import case

FIGURES = {
    "ICC(1,1)": agreement.icc_11,
    "ICC(A,1)": agreement.icc_a1,
    "ICC(C,1)": agreement.icc_c1,
    "ICC(A,k)": agreement.icc_ak,
}


def bounds(found: Result) -> list[float]:
    assert found.low is not None
    assert found.high is not None
    return [found.low, found.high]


@pytest.mark.parametrize("name", FIGURES)
def test_each_coefficient_is_as_published(name: str) -> None:
    """Six targets, four raters: agreement .29 beside consistency .71 (Shrout and Fleiss 1979)."""
    given, expected = case("icc_shrout_fleiss_1979")
    found = FIGURES[name](given["ratings_targets_by_raters"])
    assert found.value == pytest.approx(expected["icc"][name], abs=1e-5)
    assert bounds(found) == pytest.approx(expected["ci95_2dp"][name], abs=0.006)


def test_the_headline_has_its_interval() -> None:
    """To five places."""
    given, expected = case("icc_shrout_fleiss_1979")
    found = agreement.icc_a1(given["ratings_targets_by_raters"])
    assert bounds(found) == pytest.approx(expected["ci95_icc_a1"], abs=1e-5)


def test_variance_is_shared_out_as_published() -> None:
    """Most of it is between raters."""
    given, expected = case("icc_shrout_fleiss_1979")
    squares = agreement.squares(given["ratings_targets_by_raters"])
    assert isinstance(squares, Squares)
    those = {"targets": squares.cases, "raters": squares.raters, "residual": squares.rest, "within": squares.within}
    assert those == pytest.approx(expected["mean_squares"], abs=1e-5)
    assert squares.cases / squares.rest == pytest.approx(expected["F_consistency"], abs=1e-5)
    parts = agreement.parts(squares)
    named = {"targets": parts.cases, "raters": parts.raters, "residual": parts.rest}
    assert named == pytest.approx(expected["variance_components"], abs=1e-5)
    assert [100 * share for share in parts.shares or ()] == pytest.approx(
        list(expected["variance_share_percent"].values()), abs=0.5
    )
    assert not parts.was_negative


def test_a_variance_is_never_below_nothing_and_says_so() -> None:
    """An estimate may be; what is shown is 0."""
    squares = agreement.squares([[1, 3], [3, 1], [2, 2.5]])
    assert isinstance(squares, Squares)
    parts = agreement.parts(squares)
    assert (parts.cases, parts.was_negative) == (0, True)
    still = agreement.squares([[2, 2], [2, 2]])
    assert isinstance(still, Squares)
    assert agreement.parts(still).shares is None


def test_edges_of_agreement_are_as_agreed() -> None:
    """Each case without a figure says why; all alike but the cases is 1."""
    given, expected = case("edge_states_one")
    for call, wanted in zip(given["calls"], expected["results"], strict=True):
        if call["statistic"] == "icc_a1":
            found = agreement.icc_a1(call["data"])
            assert (found.state, found.reason) == (State(wanted["state"]), wanted.get("reason"))
            if found.state is State.OK:
                assert [found.value, *bounds(found)] == [wanted["value"], *wanted["ci95"]]


@pytest.mark.parametrize("figure", FIGURES.values())
@pytest.mark.parametrize(
    ("ratings", "reason"),
    [
        ([], Reason.NO_DATA),
        ([[], []], Reason.ONE_RATER),
        ([[1, 2, 3]], Reason.ONE_TARGET),
        ([[1, 2], [None, 2]], Reason.INCOMPLETE),
        ([[0.1, 0.1]] * 5, Reason.NO_VARIATION),
        ([[1, 2, 3], [3, 2, 1], [2, 1, 3]], Reason.NO_VARIATION),
    ],
)
def test_no_coefficient_is_made_up(figure: object, ratings: object, reason: Reason) -> None:
    """Also where rounding leaves a little of nothing, or raters differ and cases do not."""
    assert callable(figure)
    found = figure(ratings)
    assert (found.reason, found.value, found.low) == (reason, None, None)


def test_disagreement_is_reported_as_it_is() -> None:
    """Below nothing, with an interval that says how unsure that is; the mean of such ratings has no figure."""
    ratings = [[1, 3, 2], [3, 1, 2], [2, 2, 1], [2, 1, 3]]
    for figure in (agreement.icc_a1, agreement.icc_c1, agreement.icc_11):
        found = figure(ratings)
        assert found.value is not None
        assert found.low is not None
        assert found.low < found.value < 0
    assert agreement.icc_ak(ratings).reason is Reason.NO_VARIATION


def test_a_mean_of_ratings_may_have_a_figure_and_no_interval() -> None:
    """Where single ratings may disagree as far as they can, stepping their bound up would turn it round."""
    found = agreement.icc_ak([[2, 2, 1], [2, 3, 3], [1, 1, 3], [3, 2, 1]])
    assert found.value == pytest.approx(-0.8)
    assert found.width is None


def test_everybody_alike_in_all_but_severity_is_consistent() -> None:
    """Consistency is 1; agreement is not, and has an interval."""
    ratings = [[1, 2], [2, 3], [3, 4]]
    consistent, agreeing = agreement.icc_c1(ratings), agreement.icc_a1(ratings)
    assert [consistent.value, *bounds(consistent)] == [1, 1, 1]
    assert agreeing.value == pytest.approx(2 / 3)
    assert bounds(agreeing)[1] < 1


@pytest.mark.parametrize(("single", "raters"), [(0.29, 5.7), (0.41, 3.4)])
def test_how_many_raters_a_dependable_mean_needs(single: float, raters: float) -> None:
    """For .70."""
    assert agreement.raters_needed(single) == pytest.approx(raters, abs=0.06)
