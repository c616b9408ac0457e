"""Habits of one rater on cases that others rated, too: leniency, the middle of the scale, one mark for everything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import correlation, fmean, stdev

from domain import result
from domain.result import Reason, Result

Cases = Sequence[Mapping[str, float]]  # of each case, who rated it how


@dataclass(frozen=True, slots=True, kw_only=True)
class Middle:
    """`share` of own ratings at the middle level; `ratio` of the own spread to the others', under 1 is narrower."""

    share: Result
    ratio: Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Halo:
    """`together` is how alike competencies go from person to person; `apart` how far they lie apart in one person."""

    together: Result
    apart: Result


def leniency(cases: Cases, rater: str) -> Result:
    """Return how much higher than the mean of the others, over the cases that others rated, too; `n` counts them."""
    common = _common(cases, rater)
    if not common:
        return result.missing(Reason.NO_OVERLAP, 0)
    return result.found(fmean(case[rater] - fmean(_others(case, rater)) for case in common), len(common))


def central_tendency(cases: Cases, rater: str, middle: float) -> Middle:
    """Look at the cases that others rated, too; `n` counts them."""
    common = _common(cases, rater)
    n = len(common)
    if not common:
        return Middle(share=result.missing(Reason.NO_OVERLAP, 0), ratio=result.missing(Reason.NO_OVERLAP, 0))
    own = [case[rater] for case in common]
    return Middle(share=result.found(own.count(middle) / n, n), ratio=_ratio(common, rater))


def halo(people: Sequence[Sequence[float | None]]) -> Halo:
    """`people` are one rater's ratings, competency by competency; None is not rated. `n` counts people."""
    n = len(people)
    pairs = [_both(one, other) for one, other in combinations(list(zip(*people, strict=True)), 2)]
    varying = [(one, other) for one, other in pairs if len(set(one)) > 1 and len(set(other)) > 1]
    together = [correlation(one, other) for one, other in varying]
    rated = [[value for value in person if value is not None] for person in people]
    apart = [stdev(values) for values in rated if len(values) > 1]
    none = Reason.NO_VARIATION if any(one for one, _ in pairs) else Reason.NO_DATA
    return Halo(
        together=result.found(fmean(together), n) if together else result.missing(none, n),
        apart=result.found(fmean(apart), n) if apart else result.missing(Reason.NO_DATA, n),
    )


def _common(cases: Cases, rater: str) -> Cases:
    return [case for case in cases if rater in case and len(case) > 1]


def _others(case: Mapping[str, float], rater: str) -> list[float]:
    return [value for other, value in case.items() if other != rater]


def _ratio(common: Cases, rater: str) -> Result:
    """Whoever rated fewer than two of them has no spread to compare with; of one case, nobody has."""
    n, others = len(common), {other for case in common for other in case if other != rater}
    of_others = [[case[other] for case in common if other in case] for other in sorted(others)]
    spreads = [stdev(values) for values in of_others if len(values) > 1]
    if not spreads:
        return result.missing(Reason.ONE_TARGET, n)
    if not any(spreads):
        return result.missing(Reason.NO_VARIATION, n)
    return result.found(stdev([case[rater] for case in common]) / fmean(spreads), n)


def _both(one: Sequence[float | None], other: Sequence[float | None]) -> tuple[list[float], list[float]]:
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a is not None and b is not None]
    return [a for a, _ in pairs], [b for _, b in pairs]
