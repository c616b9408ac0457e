"""Scores of pulses: answers turned the same way round, means rounded by decimal, an index and a recommend score.

A group's index comes from the published means beside it, not from its people's answers: so it can tell nothing that
they do not, least of all of whoever skipped a question (docs/decisions/0027).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from domain import result
from domain.result import Reason, Result

TENTH, WHOLE = Decimal("0.1"), Decimal(1)
PROMOTER, DETRACTOR = 9, 6  # of 0-10: from, and up to
Z95 = 1.96


def turned(answer: int, points: int, *, reverse: bool) -> int:
    """Return the answer so that more is better; the one place where an item is reversed."""
    return points + 1 - answer if reverse else answer


def rounded(value: Fraction, step: Decimal = TENTH) -> Decimal:
    """Round half up, away from zero, without the detour over binary numbers."""
    steps = math.floor(abs(value) / Fraction(step) + Fraction(1, 2))
    return (Decimal(steps) * step).copy_sign(Decimal(1 if value >= 0 else -1)).quantize(step, ROUND_HALF_UP)


def index(means: Sequence[tuple[Decimal, int]]) -> Decimal:
    """Return 0 to 100 for published means, each with the points of its scale, rounded to a whole number."""
    shares = [(Fraction(mean) - 1) / (points - 1) for mean, points in means]
    return rounded(100 * sum(shares, Fraction()) / len(shares), WHOLE)


def recommend(promoters: int, detractors: int, n: int) -> Result:
    """Return 100 * (share of 9-10 - share of 0-6) with its 95 % interval, in points; no interval if all are alike."""
    if n == 0:
        return result.missing(Reason.NO_DATA, 0)
    up, down = promoters / n, detractors / n
    score, half = 100 * (up - down), half_width(up, down, n)
    return result.found(score, n, score - half, score + half) if half else result.found(score, n)


def half_width(up: float, down: float, n: int) -> float:
    """Return half the 95 % interval of a recommend score, in points."""
    return 100 * Z95 * math.sqrt(max(0.0, up + down - (up - down) ** 2) / n)
