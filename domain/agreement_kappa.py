"""Weighted kappa: how far two raters agree beyond chance, and how sure that is (Fleiss, Cohen and Everitt 1969)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import product
from math import sqrt

from domain import quantiles, result
from domain.result import Reason, Result

Table = Sequence[Sequence[int]]  # how many cases the one rater put at the row's level and the other at the column's
Weight = Callable[[int, int, int], float]  # of two levels among so many


def linear(one: int, other: int, levels: int) -> float:
    """One level apart is half right where there are three."""
    return 1 - abs(one - other) / (levels - 1)


def quadratic(one: int, other: int, levels: int) -> float:
    return 1 - ((one - other) / (levels - 1)) ** 2


def same(one: int, other: int, _: int) -> float:
    """Unweighted: only what is the same counts."""
    return float(one == other)


def table(pairs: Iterable[tuple[int, int]], levels: int) -> Table:
    """Count the cases that both rated, by level (0 is the lowest)."""
    counts = Counter(pairs)
    return [[counts[one, other] for other in range(levels)] for one in range(levels)]


def kappa(cases: Table, weight: Weight = linear) -> Result:
    """Return kappa with its interval; `n` is how many cases both rated."""
    n, levels = sum(map(sum, cases)), len(cases)
    if not n:
        return result.missing(Reason.NO_DATA, n)
    shares = [[count / n for count in row] for row in cases]
    rows, columns = [sum(row) for row in shares], [sum(column) for column in zip(*shares, strict=True)]
    if max(rows) == max(columns) == 1 and rows == columns:
        return result.missing(Reason.NO_VARIATION, n)
    weights = [[weight(one, other, levels) for other in range(levels)] for one in range(levels)]
    places = list(product(range(levels), repeat=2))
    observed = sum(weights[i][j] * shares[i][j] for i, j in places)
    chance = sum(weights[i][j] * rows[i] * columns[j] for i, j in places)
    half = quantiles.NORMAL * sqrt(max(0.0, _variance(shares, weights, observed, chance) / n))
    value = (observed - chance) / (1 - chance)
    return result.found(value, n, value - half, value + half)


def _variance(
    shares: Sequence[Sequence[float]], weights: Sequence[Sequence[float]], observed: float, chance: float
) -> float:
    """Of one case."""
    levels = range(len(shares))
    rows, columns = [sum(row) for row in shares], [sum(column) for column in zip(*shares, strict=True)]
    of_row = [sum(columns[m] * weights[i][m] for m in levels) for i in levels]
    of_column = [sum(rows[m] * weights[m][j] for m in levels) for j in levels]
    spread: float = sum(
        shares[i][j] * (weights[i][j] * (1 - chance) - (of_row[i] + of_column[j]) * (1 - observed)) ** 2
        for i, j in product(levels, repeat=2)
    )
    return (spread - (observed * chance - 2 * chance + observed) ** 2) / (1 - chance) ** 4
