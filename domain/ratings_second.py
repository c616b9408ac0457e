"""The sample that is rated a second time, from evidence alone, by somebody from another team."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

SHARE_PERCENT = 20  # of the files (the content pack's plan, p3o3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """`raters` by the person they rate; `without` are people of the sample whom nobody may rate."""

    raters: Mapping[str, str]
    without: tuple[str, ...] = ()


def draw(people: Sequence[str], raters: Sequence[str], barred: Mapping[str, Set[str]], *, rng: random.Random) -> Sample:
    """Draw the sample and spread it evenly over the raters.

    `barred` holds for each person who may not: their line, their peers and whoever may rate them anyway. Nobody rates
    themselves. Whom few may rate is given first.
    """
    size = math.ceil(len(people) * SHARE_PERCENT / 100)
    allowed = {one: [rater for rater in raters if _may(rater, one, barred)] for one in rng.sample(sorted(people), size)}
    load, given = Counter[str](), dict[str, str]()
    for one in sorted(allowed, key=lambda person: (len(allowed[person]), person)):
        if allowed[one]:
            given[one] = min(allowed[one], key=lambda rater: (load[rater], rng.random()))
            load[given[one]] += 1
    return Sample(raters=given, without=tuple(one for one in allowed if not allowed[one]))


def _may(rater: str, person: str, barred: Mapping[str, Set[str]]) -> bool:
    return rater != person and rater not in barred.get(person, frozenset())
