"""Who rates more leniently than others, where everybody's cases hang together: an additive model of cases and raters.

Means per rater mislead, because each has cases of their own: only cases that several rated say who is lenient. So where
the raters fall into islands without a common case, nothing is computed, and the islands are named.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, variance

from domain import quantiles, result
from domain.result import Reason, Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    target: str
    rater: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Leniency:
    """How much higher than others on the same cases. `shown` is drawn to 0 by how unsure it is; `n` counts ratings.

    `shared` is how many of the cases somebody else rated, too.
    """

    rater: str
    effect: Result
    error: float
    shown: float
    shared: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Severity:
    """`targets` are what cases would have got from an average rater. Variances are of what is left, and of raters.

    With a rater variance of 0 there is no sign of different severity.
    """

    raters: Mapping[str, Leniency]
    targets: Mapping[str, float]
    freedom: int
    rest_variance: float
    rater_variance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NoSeverity:
    """Why there is none. `islands` are raters that no common case joins to the others."""

    reason: Reason
    islands: tuple[tuple[str, ...], ...] = ()


def severity(ratings: Sequence[Rating]) -> Severity | NoSeverity:
    """Fit the model by least squares, with effects of raters that sum to 0."""
    groups = islands(ratings)
    targets, raters = {one.target for one in ratings}, sorted({one.rater for one in ratings})
    freedom = len(ratings) - len(targets) - len(raters) + 1
    if not ratings:
        return NoSeverity(reason=Reason.NO_DATA)
    if len(raters) == 1:
        return NoSeverity(reason=Reason.ONE_RATER)
    if len(groups) > 1:
        return NoSeverity(reason=Reason.DISCONNECTED, islands=groups)
    if freedom < 1:
        return NoSeverity(reason=Reason.NO_SPARE_RATING)
    return _fitted(ratings, raters, freedom)


def islands(ratings: Sequence[Rating]) -> tuple[tuple[str, ...], ...]:
    """Return the raters that common cases join, group by group."""
    raters_of, targets_of = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for one in ratings:
        raters_of[one.target].add(one.rater)
        targets_of[one.rater].add(one.target)
    found, seen = [], set[str]()
    for rater in sorted(targets_of):
        if rater not in seen:
            island = _reached(rater, raters_of, targets_of)
            seen |= island
            found.append(tuple(sorted(island)))
    return tuple(found)


# --- Pieces -------------------------------------------------------------------------------------------------------


def _reached(rater: str, raters_of: Mapping[str, set[str]], targets_of: Mapping[str, set[str]]) -> set[str]:
    reached, waiting, targets = {rater}, [rater], set[str]()
    while waiting:
        new = targets_of[waiting.pop()] - targets
        targets |= new
        others = {other for target in new for other in raters_of[target]} - reached
        reached |= others
        waiting += others
    return reached


def _fitted(ratings: Sequence[Rating], raters: Sequence[str], freedom: int) -> Severity:
    of_target = defaultdict[str, list[Rating]](list)
    for one in ratings:
        of_target[one.target].append(one)
    effects, diagonal = _effects(of_target, raters)
    targets = {name: fmean(one.value - effects[one.rater] for one in those) for name, those in of_target.items()}
    rest = sum((one.value - targets[one.target] - effects[one.rater]) ** 2 for one in ratings) / freedom
    errors = {rater: (rest * share) ** 0.5 for rater, share in diagonal.items()}
    between = max(0.0, variance(effects.values()) - fmean(error**2 for error in errors.values()))
    counts, shared = Counter(one.rater for one in ratings), _shared(of_target)
    half = quantiles.t(0.975, freedom)
    return Severity(
        raters={
            rater: Leniency(
                rater=rater,
                effect=_effect(effects[rater], counts[rater], half * errors[rater]),
                error=errors[rater],
                shown=effects[rater] * between / (between + rest / counts[rater]) if between else 0.0,
                shared=shared[rater],
            )
            for rater in raters
        },
        targets=targets,
        freedom=freedom,
        rest_variance=rest,
        rater_variance=between,
    )


def _effect(value: float, n: int, half: float) -> Result:
    return result.found(value, n, value - half, value + half)


def _shared(of_target: Mapping[str, Sequence[Rating]]) -> Counter[str]:
    everybody = [{one.rater for one in those} for those in of_target.values()]
    return Counter(rater for those in everybody if len(those) > 1 for rater in those)


def _effects(
    of_target: Mapping[str, Sequence[Rating]], raters: Sequence[str]
) -> tuple[dict[str, float], dict[str, float]]:
    """Return the effect of each rater, and its variance as a share of what is left.

    Cases are eliminated first, so that what is solved is as large as there are raters: 300 of them rate 5,000 people.
    """
    import numpy as np  # noqa: PLC0415 - tens of megabytes that a server which computes nothing does not pay

    place = {rater: number for number, rater in enumerate(raters)}
    equations, given = _equations(of_target.values(), place)
    average = 1 / len(raters)  # effects sum to 0
    inverse = np.linalg.inv(np.array(equations) + average) - average
    effects = inverse @ np.array(given)
    return (
        {rater: float(effects[here]) for rater, here in place.items()},
        {rater: max(0.0, float(inverse[here, here])) for rater, here in place.items()},
    )


def _equations(targets: Iterable[Sequence[Rating]], place: Mapping[str, int]) -> tuple[list[list[float]], list[float]]:
    """Return the normal equations of the raters; a case with a single rating says nothing of them."""
    equations, given = [[0.0] * len(place) for _ in place], [0.0] * len(place)
    for those in targets:
        mean, places = fmean(one.value for one in those), [place[one.rater] for one in those]
        for one, here in zip(those, places, strict=True):
            row = equations[here]
            given[here] += one.value - mean
            row[here] += 1
            for there in places:
                row[there] -= 1 / len(those)
    return equations, given
