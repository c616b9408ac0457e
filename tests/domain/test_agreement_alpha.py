"""Agreement where not everybody rated everything, by published cases and at every edge."""

from __future__ import annotations

import pytest

from domain import agreement_alpha
from domain.agreement_alpha import alpha
from domain.result import Reason, State
from tests.domain.published_cases import case

METRICS = {
    "nominal": agreement_alpha.nominal,
    "ordinal": agreement_alpha.ordinal,
    "interval": agreement_alpha.interval,
    "ratio": agreement_alpha.ratio,
}


def units(coders: list[str]) -> list[list[float | None]]:
    rows = [[None if cell == "*" else float(cell) for cell in coder.split(",")] for coder in coders]
    return [list(column) for column in zip(*rows, strict=True)]


@pytest.mark.parametrize("name", METRICS)
def test_alpha_is_as_published(name: str) -> None:
    """Three coders, fifteen units, gaps; ordinal is Krippendorff's distance and no weight."""
    given, expected = case("kripp_wikipedia")
    those = units(given["coders_by_units"])
    found = alpha(those, METRICS[name])
    assert found.value == pytest.approx(expected["alpha"][name], abs=1e-5)
    pairable = [unit for unit in those if sum(value is not None for value in unit) > 1]
    assert sum(value is not None for unit in pairable for value in unit) == expected["pairable_values"]
    assert found.n == len(pairable)


def test_alpha_of_thirty_patients_is_as_published() -> None:
    """Six raters, five diagnoses (Fleiss 1971)."""
    given, expected = case("fleiss_kappa_1971")
    those = [[level for level, count in enumerate(row) for _ in range(count)] for row in given["counts"]]
    assert alpha(those, agreement_alpha.nominal).value == pytest.approx(expected["alpha_nominal"], abs=1e-5)


def test_alpha_of_a_table_of_two_is_as_published() -> None:
    """A hundred subjects, two abstractors."""
    given, expected = case("kappa_3x3_abstractors")
    pairs = [(i, j) for i, row in enumerate(given["table"]) for j, count in enumerate(row) for _ in range(count)]
    assert alpha(pairs, agreement_alpha.nominal).value == pytest.approx(expected["alpha_nominal"], abs=1e-6)


def test_edges_of_alpha_are_as_agreed() -> None:
    """One value is no variation; no unit that two rated is no overlap."""
    given, expected = case("edge_states_one")
    for call, wanted in zip(given["calls"], expected["results"], strict=True):
        if call["statistic"] == "alpha_ordinal":
            found = alpha(units(call["data"]))
            assert (found.state, found.reason) == (State(wanted["state"]), wanted["reason"])
    assert alpha([]).reason is Reason.NO_OVERLAP


def test_an_interval_needs_every_unit_to_be_dispensable() -> None:
    """Where the only unit that varies is left out, nothing varies: there is a figure and no interval."""
    found = alpha([(1, 1), (1, 1), (1, 2)])
    assert found.state is State.OK
    assert found.width is None
    assert alpha([(1, 2)]).width is None


def test_an_interval_ends_at_full_agreement() -> None:
    """No figure is above 1 or below -1."""
    whole = alpha([(level, level) for level in (1, 2, 3, 1, 2, 3, 1, 2)])
    assert (whole.value, whole.low, whole.high) == (1, 1, 1)
    assert alpha([(3, 2), (3, 2), (3, 1), (2, 1)]).low == -1


def test_an_interval_is_worked_out_by_hand() -> None:
    """Pseudo-values of leaving one unit out, their mean and Student's t for one unit fewer."""
    those = [(1, 1), (1, 2), (2, 2), (3, 2), (3, 3), (1, 1)]
    whole, n = alpha(those).value, len(those)
    assert whole is not None
    lefts = [alpha([*those[:i], *those[i + 1 :]]).value or 0.0 for i in range(n)]
    pseudo = [n * whole - (n - 1) * left for left in lefts]
    mean = sum(pseudo) / n
    half = 2.570582 * (sum((one - mean) ** 2 for one in pseudo) / (n - 1) / n) ** 0.5
    found = alpha(those)
    assert found.low == pytest.approx(mean - half, abs=1e-6)
    assert found.high == pytest.approx(min(1, mean + half), abs=1e-6)
