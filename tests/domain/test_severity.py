"""Who rates more leniently, where cases hang together: a published design, islands, and what is too little."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from domain.result import Reason
from domain.severity import NoSeverity, Rating, Severity, islands, severity
from tests.domain.published_cases import case


def ratings(rows: Sequence[tuple[str, str, float]]) -> list[Rating]:
    return [Rating(target=target, rater=rater, value=value) for target, rater, value in rows]


def fitted(rows: Sequence[tuple[str, str, float]]) -> Severity:
    found = severity(ratings(rows))
    assert isinstance(found, Severity)
    return found


def test_an_incomplete_design_is_fitted_as_published() -> None:
    """Plain means say that A is lenient and D severe; on the same cases it is the other way round."""
    given, expected = case("severity_incomplete_design")
    found = fitted(given["ratings"])
    each = found.raters.items()
    assert {name: one.effect.value for name, one in each} == pytest.approx(expected["leniency"], abs=1e-3)
    assert {name: one.error for name, one in each} == pytest.approx(expected["se"], abs=1e-3)
    assert {name: one.shown for name, one in each} == pytest.approx(expected["leniency_shrunken"], abs=1e-3)
    assert found.targets == pytest.approx(expected["target_adjusted"], abs=1e-3)
    assert found.freedom == expected["residual_df"]
    assert found.rest_variance == pytest.approx(expected["residual_variance"], abs=1e-3)
    assert found.rater_variance == pytest.approx(expected["rater_variance"], abs=1e-3)


def test_an_interval_is_as_wide_as_its_error() -> None:
    """Student's t of the 6 degrees of freedom that are left; never drawn to 0."""
    own = ("p9", "D", 2)  # rated by nobody else
    found = fitted([*case("severity_incomplete_design")[0]["ratings"], own]).raters["D"]
    assert found.effect.width == pytest.approx(2 * 2.446912 * found.error, abs=1e-5)
    assert (found.effect.n, found.shared) == (5, 4)


def test_islands_are_named_and_nothing_is_adjusted() -> None:
    """Ana and Ben share a case, Chi and Dan another; nothing joins the two."""
    rows = [("p", "ana", 1), ("p", "ben", 2), ("q", "chi", 3), ("q", "dan", 3), ("r", "dan", 2)]
    found = severity(ratings(rows))
    assert found == NoSeverity(reason=Reason.DISCONNECTED, islands=(("ana", "ben"), ("chi", "dan")))
    assert islands(ratings([*rows, ("r", "ana", 2)])) == (("ana", "ben", "chi", "dan"),)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], Reason.NO_DATA),
        ([("p", "ana", 1), ("q", "ana", 2)], Reason.ONE_RATER),
        ([("p", "ana", 1), ("p", "ben", 2)], Reason.NO_SPARE_RATING),
    ],
)
def test_too_little_is_no_model(rows: list[tuple[str, str, float]], reason: Reason) -> None:
    """One case that two rated tells who is higher, and nothing about how sure that is."""
    assert severity(ratings(rows)) == NoSeverity(reason=reason)


def test_raters_who_do_not_differ_show_nothing() -> None:
    """No sign of different severity: all are shown at 0, whatever chance gives them."""
    rows: list[tuple[str, str, float]] = [("p", "ana", 1), ("p", "ben", 2), ("q", "ana", 2), ("q", "ben", 1)]
    found = fitted([*rows, ("r", "ana", 2), ("r", "ben", 2)])
    assert found.rater_variance == 0
    assert [one.shown for one in found.raters.values()] == [0, 0]


def test_a_perfect_fit_is_shown_whole() -> None:
    """Ben is always one level higher; nothing is left to doubt."""
    rows: list[tuple[str, str, float]] = [(f"p{n}", "ana", n) for n in range(3)]
    found = fitted([*rows, *((f"p{n}", "ben", n + 1) for n in range(3))])
    assert found.raters["ben"].shown == pytest.approx(0.5)
    assert found.raters["ben"].effect.width == pytest.approx(0, abs=1e-6)


def test_effects_are_found_again_in_any_connected_design(rng: random.Random) -> None:
    """Effects go in, ratings without noise come out, and the same effects are found; they sum to 0."""
    for _ in range(20):
        k = rng.randint(2, 6)
        effects = {f"r{n}": rng.uniform(-1, 1) for n in range(k)}
        mean = sum(effects.values()) / k
        rows = [
            (f"t{n}", rater, n + effects[rater])
            for n in range(12)
            for rater in {f"r{n % k}", f"r{(n + 1) % k}", rng.choice(list(effects))}
        ]
        found = severity(ratings(rows))
        assert isinstance(found, Severity)
        assert {name: one.effect.value for name, one in found.raters.items()} == pytest.approx(
            {name: effect - mean for name, effect in effects.items()}, abs=1e-8
        )
