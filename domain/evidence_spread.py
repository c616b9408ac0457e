"""How evidence lies over the period. Whoever rates is warned, never held up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from domain.competencies import Direction
from domain.evidence import Outline, Period

MOSTLY_PERCENT, LATE_PERCENT = 60, 30  # more than so many of the pieces, in so much of the end of the period
THIRDS = 2  # of the three equal thirds, from so many there should be something


class Caution(StrEnum):
    RECENT = "most of it is from the last part of the period"
    NARROW = "it comes from fewer than two thirds of the period"
    ONE_SIDED = "nothing recorded points the other way"


class Lies(StrEnum):
    """Where a piece lies, when whoever writes it should know."""

    RECENT = "most of what is recorded is from the last part of the period"
    EARLIER = "only a rating that was due already looks at that day"
    NOWHERE = "no rating looks at that day"


def cautions(
    cited: Sequence[Outline], all_of_competency: Sequence[Outline], way: Direction, period: Period
) -> list[Caution]:
    """Return what to think about before a rating that rests on `cited` is handed in.

    `way` is where the rating stands; `all_of_competency` is what was recorded of the person in it, cited or not.
    """
    inside = [item for item in cited if period.holds(item.occurred_on)]
    found = {
        Caution.RECENT: is_recent([item.occurred_on for item in inside], period),
        Caution.NARROW: way is not Direction.AT and len(thirds(inside, period)) < THIRDS,
        Caution.ONE_SIDED: way is not Direction.AT and not any(item.direction is not way for item in all_of_competency),
    }
    return [caution for caution, holds in found.items() if inside and holds]


def is_recent(days: Sequence[date], period: Period) -> bool:
    """`days` are those on which something happened, each as often as it did."""
    late = sum(_elapsed(day, period) * 100 >= (100 - LATE_PERCENT) * period.days for day in days)
    return late * 100 > MOSTLY_PERCENT * len(days)


def thirds(items: Sequence[Outline], period: Period) -> frozenset[int]:
    """Return from which thirds of the period (0, 1, 2) there is something."""
    return frozenset(
        _elapsed(item.occurred_on, period) * 3 // period.days for item in items if period.holds(item.occurred_on)
    )


def _elapsed(day: date, period: Period) -> int:
    return (day - period.start).days
