"""How evidence lies over the period. Whoever rates is warned, never held up."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from domain.competencies import Direction
from domain.evidence import Item, Period

MOSTLY_PERCENT, LATE_PERCENT = 60, 30  # more than so many of the pieces, in so much of the end of the period
THIRDS = 2  # of the three equal thirds, from so many there should be something


class Caution(StrEnum):
    RECENT = "most of it is from the last part of the period"
    NARROW = "it comes from fewer than two thirds of the period"
    ONE_SIDED = "nothing recorded points the other way"


def cautions(cited: Sequence[Item], all_of_competency: Sequence[Item], way: Direction, period: Period) -> list[Caution]:
    """Return what to think about before a rating that rests on `cited` is handed in.

    `way` is where the rating stands; `all_of_competency` is what was recorded of the person in it, cited or not.
    """
    inside = [item for item in cited if period.holds(item.occurred_on)]
    found = {
        Caution.RECENT: is_recent(inside, period),
        Caution.NARROW: way is not Direction.AT and len(thirds(inside, period)) < THIRDS,
        Caution.ONE_SIDED: way is not Direction.AT and not any(item.direction is not way for item in all_of_competency),
    }
    return [caution for caution, holds in found.items() if inside and holds]


def is_recent(items: Sequence[Item], period: Period) -> bool:
    late = sum(_elapsed(item, period) * 100 >= (100 - LATE_PERCENT) * period.days for item in items)
    return late * 100 > MOSTLY_PERCENT * len(items)


def thirds(items: Sequence[Item], period: Period) -> frozenset[int]:
    """Return from which thirds of the period (0, 1, 2) there is something."""
    return frozenset(_elapsed(item, period) * 3 // period.days for item in items if period.holds(item.occurred_on))


def _elapsed(item: Item, period: Period) -> int:
    return (item.occurred_on - period.start).days
