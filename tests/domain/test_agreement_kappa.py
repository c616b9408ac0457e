"""How far two raters agree beyond chance, by a published table and at every edge."""

from __future__ import annotations

import pytest

from domain import agreement_kappa, quantiles
from domain.agreement_kappa import kappa
from domain.result import Reason, State
from tests.domain.published_cases import case

WEIGHTS = {
    "kappa": agreement_kappa.same,
    "kappa_linear": agreement_kappa.linear,
    "kappa_quadratic": agreement_kappa.quadratic,
}


@pytest.mark.parametrize("name", WEIGHTS)
def test_kappa_is_as_published(name: str) -> None:
    """A hundred subjects, three ordered categories."""
    given, expected = case("kappa_3x3_abstractors")
    assert kappa(given["table"], WEIGHTS[name]).value == pytest.approx(expected[name], abs=1e-6)


def test_linear_kappa_has_its_interval() -> None:
    """By the large-sample standard error."""
    given, expected = case("kappa_3x3_abstractors")
    found = kappa(given["table"])
    assert [found.low, found.high] == pytest.approx(expected["kappa_linear_ci95"], abs=1e-6)
    assert (found.width or 0) / 2 / quantiles.NORMAL == pytest.approx(expected["kappa_linear_se"], abs=1e-6)


def test_edges_of_kappa_are_as_agreed() -> None:
    """Both say one thing: no variation. Only one of the two varies: 0."""
    given, expected = case("edge_states_one")
    for call, wanted in zip(given["calls"], expected["results"], strict=True):
        if call["statistic"] == "kappa_linear":
            found = kappa(call["data"])
            assert (found.state, found.reason) == (State(wanted["state"]), wanted["reason"])
    assert kappa([[0, 0], [0, 0]]).reason is Reason.NO_DATA
    assert kappa([[0, 0, 0], [3, 4, 5], [0, 0, 0]]).value == pytest.approx(0, abs=1e-12)
    assert kappa([[0, 4, 0], [0, 0, 0], [0, 0, 0]]).value == 0


def test_pairs_are_counted_by_level() -> None:
    """The first of a pair is the row."""
    assert agreement_kappa.table([(0, 2), (0, 2), (1, 1)], 3) == [[0, 0, 2], [0, 1, 0], [0, 0, 0]]
