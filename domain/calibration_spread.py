"""Whether managers lie closer together after a session than before: the spread per case, and a sign-flip test."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, variance

from domain import result
from domain.result import Reason, Result

EXACT_TO = 16  # cases; of more, the patterns of signs are too many to count
PATTERNS = 9_999  # drawn then, and the observed one beside them
SEED = 1979  # the same ratings always give the same figure
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Mean variance between raters before and after, and their difference; above 0, the spread shrank.

    `chance` is how often signs thrown at random give as large a difference; None where there is no difference to test.
    """

    before: float
    after: float
    difference: Result
    chance: float | None


def compare(before: Sequence[Sequence[float]], after: Sequence[Sequence[float]]) -> Spread:
    """Compare case by case. One with a single rating before or after has no spread; `n` counts the others."""
    both = [(variance(one), variance(other)) for one, other in zip(before, after, strict=True) if _can(one, other)]
    if not both:
        return Spread(before=0.0, after=0.0, difference=result.missing(Reason.NO_OVERLAP, 0), chance=None)
    differences = [one - other for one, other in both]
    return Spread(
        before=fmean(one for one, _ in both),
        after=fmean(other for _, other in both),
        difference=result.found(fmean(differences), len(both)),
        chance=chance(differences),
    )


def chance(differences: Sequence[float]) -> float:
    """Return the one-sided probability of a mean as large as this by signs alone; under 5 cases it cannot reach .05."""
    observed = sum(differences) - _ROUNDING * len(differences)
    sums = _every_sum(differences) if len(differences) <= EXACT_TO else [*_some_sums(differences), sum(differences)]
    return sum(one >= observed for one in sums) / len(sums)


def _can(before: Sequence[float], after: Sequence[float]) -> bool:
    return len(before) > 1 and len(after) > 1


def _every_sum(differences: Sequence[float]) -> list[float]:
    sums = [0.0]
    for one in differences:
        sums = [total + signed for total in sums for signed in (one, -one)]
    return sums


def _some_sums(differences: Sequence[float]) -> list[float]:
    rng = random.Random(SEED)
    return [sum(rng.choice((one, -one)) for one in differences) for _ in range(PATTERNS)]
