"""The mean of figures that lie between two ends, with an interval that holds for few of them, too.

Student's interval does not: of five post-mortems that are nearly all perfect and now and then capped for blame it holds
the truth 46 times in 100, and of five that are alike it has no width at all (simulated). This one takes nothing for
granted but the two ends: the figures found are given shares at random, and one more share goes to the end (Gaffke 2005;
Learned-Miller & Thomas 2019, arXiv:1905.06208, who conjecture that it never holds less often than it says). In the same
simulations it holds the truth 98 times in 100 and more; it is some fifty points wide for five, six to nine for
sixty.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from domain import result
from domain.result import Reason, Result

DRAWS, MOST = 10_000, 1_000_000  # of shares for each figure, and of all shares at once
SEED = 2019  # the same figures always give the same interval
EITHER_SIDE = 0.025


def mean(values: Sequence[float], *, low: float, high: float) -> Result:
    """Return it with its 95 % interval; `n` counts the figures."""
    n = len(values)
    if not n:
        return result.missing(Reason.NO_DATA, 0)
    return result.found(fmean(values), n, *_interval(sorted(values), low, high))


def _interval(values: Sequence[float], low: float, high: float) -> tuple[float, float]:
    import numpy as np  # noqa: PLC0415 - tens of megabytes that a server which computes nothing does not pay

    draws = max(1, min(DRAWS, MOST // (len(values) + 1)))
    shares = np.random.default_rng(SEED).standard_exponential((draws, len(values) + 1))
    shares /= shares.sum(axis=1, keepdims=True)
    lowest, highest = (shares @ np.array([*values, end]) for end in (low, high))
    ends = float(np.quantile(lowest, EITHER_SIDE)), float(np.quantile(highest, 1 - EITHER_SIDE))
    return max(low, ends[0]), min(high, ends[1])  # shares add up to 1 but for what rounding leaves
