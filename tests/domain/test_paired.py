"""Speed beside stability: worked cases, and nothing said of too little."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from domain import bounded_mean
from domain import paired as rules
from domain.paired import Figures, Speed, Stability, TooSmallError
from domain.recurrence import Count
from domain.result import Reason, Result


@cache
def cases() -> dict[str, dict[str, Any]]:
    path = Path(__file__).with_name("cases") / "paired.json"
    return {one["name"]: one for one in json.loads(path.read_text(encoding="utf-8"))["cases"]}


def is_as_worked(found: Result, name: str) -> bool:
    worked = cases()[name]
    expected = [pytest.approx(worked[part], rel=5e-5, abs=2e-4) for part in ("value", "low", "high")]
    return [found.value, found.low, found.high] == expected


def of_month(number: int, changes: int = 20, failed: int = 3, lead_minutes: int | None = None) -> Figures:
    return Figures(team="t", month=date(2026, number, 1), changes=changes, failed=failed, lead_minutes=lead_minutes)


@pytest.mark.parametrize("name", ["wilson_3_of_20", "wilson_0_of_10"])
def test_a_share_is_as_worked_by_hand(name: str) -> None:
    """Wilson's interval."""
    worked = cases()[name]
    assert is_as_worked(rules.share(Count(recurred=worked["recurred"], closed=worked["closed"])), name)


def test_how_often_things_change_is_as_worked_by_hand() -> None:
    """A week, with the interval of a count."""
    assert is_as_worked(rules.speed(of_month(9, 30)), "deployments_30_in_september")


def test_five_post_mortems_have_the_interval_of_outcomes_and_fewer_have_none() -> None:
    """Five that are alike are no proof that the sixth is: nothing of Student's, which would have no width."""
    assert rules.index([70, 75, 80, 85, 90]) == bounded_mean.mean([70, 75, 80, 85, 90], low=0, high=100)
    alike = rules.index([96] * 5)
    assert alike.low is not None
    assert alike.low < 60
    few = rules.index([70, 90])
    assert (few.value, few.low, few.n) == (80, None, 2)
    assert rules.index([]).reason is Reason.NO_DATA


def test_a_month_without_stability_has_neither_speed_nor_index() -> None:
    """Of four changes one failed: nothing can be said of that, and the rest does not stand alone."""
    made = rules.month(of_month(9, 4, 1), [70, 90])
    assert {made.speed.reason, made.stability.reason, made.index.reason} == {Reason.TOO_FEW_EVENTS}
    assert rules.month(of_month(9), [70, 90]).index.value == 80


def test_three_months_against_three_are_as_worked_by_hand() -> None:
    """Rates, as months differ in length; and the share's ratio as recurrence has it."""
    found = rules.change([*(of_month(n, 10) for n in (4, 5, 6)), *(of_month(n, 20) for n in (7, 8, 9))])
    assert found is not None
    assert is_as_worked(found.speed, "twice_as_often")
    assert (found.before, found.after) == (Count(recurred=9, closed=30), Count(recurred=9, closed=60))
    assert found.stability.value == pytest.approx(0.5)


def test_too_little_is_called_too_little() -> None:
    """Under five of anything there is no share, and no ratio."""
    assert rules.stability(of_month(9, 4, 1)).reason is Reason.TOO_FEW_EVENTS
    assert rules.stability(Figures(team="t", month=date(2026, 9, 1), changes=9)).reason is Reason.NO_DATA
    few = rules.change([of_month(n, 6, 1) for n in range(4, 10)])
    assert few is not None
    assert few.stability.reason is Reason.TOO_FEW_EVENTS


def test_speed_is_never_shown_alone() -> None:
    """Not in a month where nothing was closed, nor over months in which too little came back."""
    empty = Figures(team="t", month=date(2026, 9, 1), changes=40, closed=0, recurred=0)
    assert rules.month(empty, ()).speed.value is None
    assert rules.month(replace(empty, closed=5), ()).speed.value is not None
    found = rules.change([replace(empty, month=date(2026, n, 1), closed=9) for n in range(4, 10)])
    assert found is not None
    assert (found.speed.value, found.speed.n) == (None, 240)
    rare = Figures(team="t", month=date(2026, 9, 1), changes=1, closed=9, recurred=3)
    few = rules.change([replace(rare, month=date(2026, n, 1)) for n in range(4, 10)])
    assert few is not None
    assert (few.speed.reason, few.stability.value) == (Reason.TOO_FEW_EVENTS, 1.0)


def test_a_median_alone_has_no_interval_and_no_ratio() -> None:
    """Nobody reads half a day into chance."""
    months = [of_month(n, lead_minutes=600) for n in range(4, 10)]
    assert rules.speed(months[0]) == Result(state=rules.speed(months[0]).state, n=20, value=10.0)
    found = rules.change(months)
    assert found is not None
    assert found.speed.reason is Reason.INCOMPLETE


def test_months_that_were_counted_differently_stand_in_no_trend() -> None:
    """The latest pair decides; a gap of a month ends the comparison, too."""
    months = [of_month(n) for n in range(3, 10)]
    assert rules.change(months) is not None
    assert rules.change([*months[:3], *months[4:]]) is None
    other = replace(months[-1], failed=None, closed=8, recurred=1)
    assert other.pair == (Speed.DEPLOYMENTS, Stability.RECURRENCE)
    assert rules.comparable([*months[:-1], other]) == [other]
    assert rules.change([*months[:-1], other]) is None


def test_a_team_of_four_has_no_figures() -> None:
    """They would be somebody's."""
    rules.require_size(5)
    with pytest.raises(TooSmallError):
        rules.require_size(4)
