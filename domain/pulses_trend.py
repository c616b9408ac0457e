"""When a change from one wave to another may be shown, and when it is more than chance."""

from __future__ import annotations

from functools import cache

from scipy import stats

from domain.pulses_groups import Moved
from domain.pulses_published import Trend
from domain.result import Result

SD, CORRELATION = 0.7, 0.6  # of one person's answers, and between waves: choices, since nobody is followed
ALPHA, POWER = 0.05, 0.80
STEP = 0.01
EXEMPT_FROM = 20  # people in both waves, in a department or above
OVERLAP_PERCENT = 80  # of the people, for a change to be called one


def may_compare(moved: Moved, smaller_n: int, *, is_wide: bool, floor: int) -> bool:
    """A change by a few joiners and leavers would say what they answered. `is_wide`: a department or above."""
    few = moved.joined + moved.left
    return few == 0 or few >= floor or (is_wide and smaller_n >= EXEMPT_FROM)


def trend(earlier: Result, later: Result, moved: Moved, points: int) -> Trend:
    """Compare two means on a scale of so many points; what may not be compared was left out before."""
    if earlier.value is None or later.value is None or moved.overlap_percent < OVERLAP_PERCENT:
        return Trend.UNCLEAR
    change = later.value - earlier.value
    needed = least_change(min(earlier.n, later.n)) * (points - 1) / 4
    if abs(change) + STEP / 1000 < needed:
        return Trend.UNCLEAR
    return Trend.UP if change > 0 else Trend.DOWN


@cache
def least_change(n: int) -> float:
    """Return the least change on 1 to 5 that n people would show with 80 % power: a paired t test, two-sided 5 %.

    For fewer than two there is no test: nothing is a change. Times 25 for an index.
    """
    if n < 2:
        return float("inf")
    low, high = 0, 1
    while _power(high * STEP, n) < POWER:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _power(middle * STEP, n) >= POWER else (middle, high)
    return round(high * STEP, 2)


def _power(change: float, n: int) -> float:
    shift = float(change * n**0.5 / (SD * (2 * (1 - CORRELATION)) ** 0.5))
    edge = stats.t.ppf(1 - ALPHA / 2, n - 1)
    return float(stats.nct.sf(edge, n - 1, shift) + stats.nct.cdf(-edge, n - 1, shift))
