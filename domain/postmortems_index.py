"""How good a post-mortem is: fourteen lines by two scorers, a gate for blame, a whole number and its band."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import accumulate

from domain import agreement_alpha, result
from domain.result import Reason, Result

MOST = 2  # points of a line: missing, partly, fully
CAP = 60  # while somebody is blamed
SCORERS = 2
REVIEWS = 5  # from which the agreement of scorers is a figure


class Dimension(StrEnum):
    COMPLETENESS = "completeness"
    RECOMMENDATIONS = "recommendations"
    ACTION_ASSIGNMENT = "action_assignment"


LINES: Mapping[Dimension, int] = dict(zip(Dimension, (6, 4, 4), strict=True))
WEIGHTS: Mapping[Dimension, Fraction] = dict(zip(Dimension, (Fraction(4, 10), *[Fraction(3, 10)] * 2), strict=True))


class Band(StrEnum):
    THIN = "thin"
    USABLE = "usable"
    STRONG = "strong"
    EXEMPLARY = "exemplary"


FROM = {0: Band.THIN, 50: Band.USABLE, 75: Band.STRONG, 90: Band.EXEMPLARY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One scorer's points in the order of the rubric; None is an empty line. `blames`: a person is named as a cause."""

    points: Sequence[int | None]
    blames: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """`exact` before rounding, `shown` after; the band is that of the number shown."""

    exact: float
    shown: int
    band: Band
    shares: Mapping[Dimension, float]
    is_capped: bool


def index(sheets: Sequence[Sheet]) -> Index | None:
    """Return the index, or None while it is not yet scored: a second scorer is missing, or a line is."""
    whole = [points for sheet in sheets if len(points := _whole(sheet)) == sum(LINES.values())]
    if len(sheets) != SCORERS or len(whole) != SCORERS:
        return None
    lines = [Fraction(sum(pair), SCORERS) for pair in zip(*whole, strict=True)]
    shares, exact = _shares(lines), Fraction(0)
    exact = 100 * sum((WEIGHTS[one] * share for one, share in shares.items()), start=exact)
    blames = any(sheet.blames for sheet in sheets)
    exact = min(exact, Fraction(CAP)) if blames else exact
    shown = math.floor(exact + Fraction(1, 2))
    return Index(
        exact=float(exact),
        shown=shown,
        band=band(shown),
        shares={one: float(share) for one, share in shares.items()},
        is_capped=blames,
    )


def band(shown: int) -> Band:
    return next(one for least, one in reversed(FROM.items()) if shown >= least)


def to_talk_through(one: Sheet, other: Sheet) -> list[int]:
    """Return the lines (the first is 0) that one scorer finds missing and the other fully there."""
    pairs = enumerate(zip(one.points, other.points, strict=True))
    return [line for line, (a, b) in pairs if a is not None and b is not None and abs(a - b) == MOST]


def agreement(reviews: Sequence[tuple[Sheet, Sheet]]) -> Result:
    """Return how far scorers agree, line by line: ordinal alpha, from five reviews on."""
    if len(reviews) < REVIEWS:
        return result.missing(Reason.TOO_FEW_EVENTS, len(reviews))
    return agreement_alpha.alpha([pair for a, b in reviews for pair in zip(a.points, b.points, strict=True)])


def _whole(sheet: Sheet) -> list[int]:
    return [points for points in sheet.points if points is not None]


def _shares(lines: Sequence[Fraction]) -> dict[Dimension, Fraction]:
    ends = list(accumulate(LINES.values()))
    return {
        one: sum(lines[end - LINES[one] : end], start=Fraction(0)) / (MOST * LINES[one])
        for one, end in zip(Dimension, ends, strict=True)
    }
