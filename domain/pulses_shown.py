"""What may be shown of a group's answers to one question, by how many they are (MEASURES: floors and words).

A figure near an end of the scale becomes "or less" or "or more". How near depends on the group: everybody who answered
knows one answer, and must not learn from the figure that all others gave the same one. The same holds for shares.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import assert_never

from domain import pulses_scores as scores
from domain.pulses import Kind
from domain.pulses_published import Part, Share, Shown, Side

PRECISE_FROM, SHARES_FROM = 8, 10  # people
ENDS = Fraction(1, 10)  # of the scale, at either end: 1.4 and 4.6 of 5
FEW, FEW_PERCENT = 2, 10  # people, or this share of them: so many may be moved without the figures changing


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What a figure tells: `low` <= the sum of weight times people who gave that answer <= `high`, in whole numbers."""

    weights: tuple[int, ...]
    low: int
    high: int


def show(kind: Kind, counts: Sequence[int], *, coded: bool = False) -> Shown:
    """Return what is shown of answers given so often each. `coded`: words near the ends of a scale whatever n is.

    A scale goes from 1 to len(counts); a recommend score has detractors, passives and promoters.
    """
    match kind:
        case Kind.SCALE:
            return _scale(counts, coded=coded)
        case Kind.RECOMMEND:
            return _recommend(counts)
        case Kind.CHOICE:
            return Shown(figure=Decimal(len(counts)), shares=tuple(share(count, sum(counts)) for count in counts))
        case Kind.COMMENT:
            raise ValueError("a comment has no figure")
        case _:
            assert_never(kind)


def facts(kind: Kind, counts: Sequence[int], *, coded: bool = False) -> list[Fact]:
    """Return all that somebody who knows the rules learns from what is shown."""
    shown, n, points = show(kind, counts, coded=coded), sum(counts), len(counts)
    match kind:
        case Kind.SCALE:
            return [mean_fact(shown, n, points), *_parts(shown, n, bands(points), points)]
        case Kind.RECOMMEND:  # score and half-width together come close to that
            return [Fact(weights=_picked(range(i, i + 1), points), low=one, high=one) for i, one in enumerate(counts)]
        case Kind.CHOICE:
            return _parts(shown, n, [range(i, i + 1) for i in range(points)], points)
        case Kind.COMMENT:
            raise ValueError("a comment has no figure")
        case _:
            assert_never(kind)


def _scale(counts: Sequence[int], *, coded: bool) -> Shown:
    n, points = sum(counts), len(counts)
    mean = scores.rounded(Fraction(_total(counts), n))
    low, high = limits(n, points, coded=coded)
    side = Side.LOW if mean <= low else Side.HIGH if mean >= high else Side.EXACT
    return Shown(
        figure={Side.LOW: low, Side.HIGH: high, Side.EXACT: mean}[side],
        side=side,
        low_precision=n < PRECISE_FROM,
        shares=tuple(share(sum(counts[i] for i in band), n) for band in bands(points)) if n >= SHARES_FROM else (),
    )


def _recommend(counts: Sequence[int]) -> Shown:
    down, _, up = counts
    n = sum(counts)
    half = scores.rounded(Fraction(scores.half_width(up / n, down / n, n)), scores.WHOLE)
    return Shown(figure=scores.rounded(Fraction(100 * (up - down), n), scores.WHOLE), half_width=int(half) or None)


@cache
def limits(n: int, points: int, *, coded: bool) -> tuple[Decimal, Decimal]:
    """Return where "or less" and "or more" begin: wide enough for one answer at the other end, and one more step."""
    low, high = scores.rounded(1 + Fraction(points, n)), scores.rounded(points - Fraction(points, n))
    ends = scores.rounded(1 + ENDS * (points - 1)), scores.rounded(points - ENDS * (points - 1))
    return (max(low, ends[0]), min(high, ends[1])) if coded or n < SHARES_FROM else (low, high)


def bands(points: int) -> tuple[range, range, range]:
    """Return which answers, counted from 0, are low, in the middle and high."""
    middle = points // 2
    return range(middle), range(middle, middle + 1), range(middle + 1, points)


def share(count: int, n: int) -> Share:
    few = max(FEW, n * FEW_PERCENT // 100)
    if count <= few:
        return Share(part=Part.FEW)
    if count >= n - few - 1:
        return Share(part=Part.MOST)
    return Share(part=Part.SOME, percent=int(scores.rounded(Fraction(100 * count, n), scores.WHOLE)))


def mean_fact(shown: Shown, n: int, points: int) -> Fact:
    half, mean = Fraction(1, 20), Fraction(shown.figure)
    low = n if shown.side is Side.LOW else math.ceil(n * (mean - half))
    high = n * points if shown.side is Side.HIGH else math.ceil(n * (mean + half)) - 1
    return Fact(weights=tuple(range(1, points + 1)), low=max(low, n), high=min(high, n * points))


def bounds_of(one: Share, n: int) -> tuple[int, int]:
    """Return between how many people a share lies."""
    few = max(FEW, n * FEW_PERCENT // 100)
    if one.percent is None:
        return (0, few) if one.part is Part.FEW else (n - few - 1, n)
    half, percent = Fraction(1, 2), Fraction(one.percent)
    low, high = math.ceil(n * (percent - half) / 100), math.ceil(n * (percent + half) / 100) - 1
    return max(low, few + 1), min(high, n - few - 2)


def _parts(shown: Shown, n: int, picked: Sequence[range], points: int) -> list[Fact]:
    bounds = (bounds_of(one, n) for one in shown.shares)
    return [
        Fact(weights=_picked(band, points), low=low, high=high)
        for band, (low, high) in zip(picked, bounds, strict=False)  # a group too small for shares has none
    ]


def _total(counts: Sequence[int]) -> int:
    return sum(answer * count for answer, count in enumerate(counts, start=1))


def _picked(band: Sequence[int], points: int) -> tuple[int, ...]:
    return tuple(int(i in band) for i in range(points))
