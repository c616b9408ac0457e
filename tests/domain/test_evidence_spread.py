"""Whoever rates is warned when the last weeks, one stretch or one side does all the work."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from domain import evidence_spread
from domain.competencies import Direction
from domain.evidence import Item, Period
from domain.evidence_spread import Caution
from tests.domain.test_corroboration import item

HUNDRED = Period(start=date(2026, 1, 1), end=date(2026, 4, 10))
UP = Direction.ABOVE


def on(*days: int) -> list[Item]:
    """A piece on each of these days of the period, counted from 0."""
    return [item(str(number), HUNDRED.start + timedelta(days=day)) for number, day in enumerate(days)]


def cautions(*days: int, way: Direction = UP) -> list[Caution]:
    below = replace(item("x", HUNDRED.start), direction=Direction.BELOW)
    return evidence_spread.cautions(on(*days), [*on(*days), below], way, HUNDRED)


def test_more_than_six_in_ten_from_the_end_is_a_warning() -> None:
    """The end is the last 30 percent; six in ten are not yet too many."""
    assert HUNDRED.days == 100
    assert cautions(0, 40, 70, 80, 90) == []
    assert cautions(0, 40, 70, 80, 90, 99) == [Caution.RECENT]
    assert cautions(0, 69, 80, 90) == []
    many = [0] * 39 + [99] * 61
    assert (cautions(*many), cautions(*many, 0, 0, 0)) == ([Caution.RECENT], [])
    assert cautions(40, 70) == []


def test_what_comes_from_one_third_of_the_period_is_a_warning() -> None:
    """Not for what the role needs anyway."""
    assert cautions(0, 33) == [Caution.NARROW]
    assert cautions(33, 34) == []
    assert cautions(0, 33, way=Direction.AT) == []


def test_that_nothing_points_the_other_way_is_a_warning() -> None:
    """Whether it was cited or not."""
    assert evidence_spread.cautions(on(0, 50), on(0, 50), UP, HUNDRED) == [Caution.ONE_SIDED]
    level = [replace(one, direction=Direction.AT) for one in on(0, 50)]
    assert evidence_spread.cautions(level, level, Direction.AT, HUNDRED) == []


def test_without_evidence_there_is_nothing_to_warn_of() -> None:
    """The gate says that."""
    assert cautions() == []
    assert evidence_spread.cautions(on(-5, 200), on(-5), UP, HUNDRED) == []
