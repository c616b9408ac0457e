"""How far the people of a group see things alike, and whether groups differ: inside, a figure; outside, only a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean, variance

from domain import result
from domain.result import Reason, Result

Sheet = Sequence[int | None]  # one person's answers, item by item; None is skipped


class Agreement(StrEnum):
    SHARED = "shared view"
    MIXED = "mixed views"
    SPLIT = "split view"


SPLIT_UNDER = 0.51
LEAST_ITEMS = 8  # for a word (MEASURES.md section 5)
APART = 2  # what two equal answers add to the squares of an item when each is moved a step, one up and one down
SHARED_FROM = ((10, 0.70), (8, 0.75), (0, 0.83))  # people at random reach .70 in a fifth of small groups


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """What an analysis of variance needs of one group."""

    n: int
    mean: float
    variance: float  # with n - 1


def chance(points: int) -> float:
    """Return the variance of answers that favor no point of the scale."""
    return (points**2 - 1) / 12


def rwg(item_variance: float, points: int) -> float:
    return max(0.0, 1 - item_variance / chance(points))


def rwg_j(sheets: Sequence[Sheet], points: int) -> Result:
    """Return the agreement over all items, 0 to 1; each item has the people who answered it."""
    if len(sheets) < 2:
        return result.missing(Reason.ONE_RATER, len(sheets))
    spreads = [variance(column) for column in _columns(sheets) if len(column) > 1]
    if not spreads:
        return result.missing(Reason.NO_DATA, len(sheets))
    return result.found(over_items(fmean(spreads), len(spreads), points), len(sheets))


def told(sheets: Sequence[Sheet], points: int) -> Agreement | None:
    """Return the word that may be published: of enough items, and the same if two people had answered one otherwise.

    Else it could settle an answer: five people with a mean of 3.0 on a single item who see it alike all said 3, and a
    word that the least other answer would change tells more to whoever knows the own answers.
    """
    columns = _columns(sheets)
    if len(columns) < LEAST_ITEMS or min(map(len, columns)) < 2:
        return None
    spread = fmean(map(variance, columns))
    step = APART / (min(map(len, columns)) - 1) / len(columns)
    near = (over_items(max(0.0, spread + way * step), len(columns), points) for way in (-1, 0, 1))
    words = {word(result.found(value, len(sheets))) for value in near}
    return words.pop() if len(words) == 1 else None


def _columns(sheets: Sequence[Sheet]) -> list[list[int]]:
    """Return what was answered, item by item."""
    return [[answer for answer in column if answer is not None] for column in zip(*sheets, strict=True)]


def over_items(mean_variance: float, items: int, points: int) -> float:
    share = min(1.0, mean_variance / chance(points))
    return items * (1 - share) / (items * (1 - share) + share)


def word(agreement: Result) -> Agreement | None:
    if agreement.value is None:
        return None
    if agreement.value < SPLIT_UNDER:
        return Agreement.SPLIT
    shared = next(limit for people, limit in SHARED_FROM if agreement.n >= people)
    return Agreement.SHARED if agreement.value >= shared else Agreement.MIXED


def deviation(sheets: Sequence[Sheet]) -> Result:
    """Return AD(J), the mean distance from each item's mean; whoever skipped an item is left out."""
    whole = [[answer for answer in sheet if answer is not None] for sheet in sheets if None not in sheet]
    if not whole:
        return result.missing(Reason.NO_DATA, 0)
    columns = list(zip(*whole, strict=True))
    return result.found(fmean(fmean(abs(x - fmean(column)) for x in column) for column in columns), len(whole))


def between(groups: Sequence[Spread]) -> tuple[Result, Result]:
    """Return ICC(1) and ICC(2): how much of what differs is between groups, of one answer and of a group's mean.

    One-way analysis of variance (Bliese 2000) with the mean group size.
    """
    people, teams = sum(group.n for group in groups), len(groups)
    if teams < 2 or people <= teams:
        return (result.missing(Reason.ONE_TARGET, people),) * 2
    grand = sum(group.n * group.mean for group in groups) / people
    inside = sum((group.n - 1) * group.variance for group in groups) / (people - teams)
    outside = sum(group.n * (group.mean - grand) ** 2 for group in groups) / (teams - 1)
    size = people / teams
    single = outside + (size - 1) * inside
    return _share(outside - inside, single, people), _share(outside - inside, outside, people)


def _share(part: float, whole: float, n: int) -> Result:
    return result.found(part / whole, n) if whole else result.missing(Reason.NO_VARIATION, n)
