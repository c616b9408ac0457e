"""The sample that is rated a second time, from evidence alone, by somebody from another team."""

from __future__ import annotations

import heapq
import math
import random
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

SHARE_PERCENT = 20  # of the files (the content pack's plan, p3o3)
_Queue = list[tuple[int, int, str]]  # how many files, the place among equals, the rater


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """`raters` by the person they rate; `without` are people of the sample whom nobody may rate."""

    raters: Mapping[str, str]
    without: tuple[str, ...] = ()


def draw(people: Sequence[str], raters: Sequence[str], barred: Mapping[str, Set[str]], *, rng: random.Random) -> Sample:
    """Draw the sample and spread it evenly over the raters.

    `barred` holds for each person who may not: their line, their peers and whoever may rate them anyway. Nobody rates
    themselves.
    """
    return spread(chosen(people, rng=rng), raters, barred, {}, rng=rng)


def chosen(people: Sequence[str], *, rng: random.Random) -> Sequence[str]:
    """Draw whose files are rated twice."""
    return rng.sample(sorted(people), size(len(people)))


def size(people: int) -> int:
    """Return how many files of so many are rated twice."""
    return math.ceil(people * SHARE_PERCENT / 100)


def spread(
    those: Sequence[str],
    raters: Sequence[str],
    barred: Mapping[str, Set[str]],
    load: Mapping[str, int],
    *,
    rng: random.Random,
) -> Sample:
    """Give each of these files to whoever may rate it and has fewest; `load` is how many each has already.

    Whom few may rate is given first. Of thousands of files each looks at those few raters alone who come first.
    """
    pool = set(raters)
    able = {one: len(pool - barred.get(one, frozenset()) - {one}) for one in those}
    queue: _Queue = [(load.get(rater, 0), rng.getrandbits(32), rater) for rater in sorted(pool)]
    heapq.heapify(queue)
    order = sorted(those, key=lambda one: (able[one], one))
    given = {one: _take(queue, barred.get(one, frozenset()) | {one}) for one in order}
    return Sample(
        raters={one: rater for one, rater in given.items() if rater is not None},
        without=tuple(one for one in those if given[one] is None),
    )


def _take(queue: _Queue, barred: Set[str]) -> str | None:
    """Take the first who may; those who may not keep their place."""
    passed, found = [], None
    while queue and found is None:
        files, place, rater = heapq.heappop(queue)
        if rater in barred:
            passed.append((files, place, rater))
        else:
            found = rater
            passed.append((files + 1, place, rater))
    for one in passed:
        heapq.heappush(queue, one)
    return found
