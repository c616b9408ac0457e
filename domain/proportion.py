"""So many of so many, with the interval that holds in small numbers, too.

Wilson's score interval, without a correction for continuity (Newcombe 1998, method 3): unlike the usual one it never
leaves 0 to 1, and nobody out of twenty is not taken for nobody at all.
"""

from __future__ import annotations

from math import sqrt

from domain import result
from domain.quantiles import NORMAL
from domain.result import Reason, Result


def share(have: int, of: int) -> Result:
    """Return `have` of `of` as a share from 0 to 1; `n` is `of`. Of nothing there is none."""
    if not of:
        return result.missing(Reason.NO_DATA, 0)
    squared, observed = NORMAL * NORMAL, have / of
    middle = (observed + squared / (2 * of)) / (1 + squared / of)
    half = NORMAL * sqrt(observed * (1 - observed) / of + squared / (4 * of * of)) / (1 + squared / of)
    return result.found(observed, of, max(0.0, middle - half), min(1.0, middle + half))
