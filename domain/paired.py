"""A team's speed beside its stability, month by month: both or neither, with counts and intervals, never of a person.

One month of one team seldom says anything: the intervals are shown so that nobody reads a change into chance.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import exp, log, sqrt
from statistics import fmean

from domain import bounded_mean, proportion, quantiles, recurrence, result
from domain.errors import RefusalError
from domain.recurrence import Count, Reported
from domain.result import Reason, Result

LEAST = 5  # members of a team whose figures are kept: those of fewer would be somebody's
FEWEST = 5  # changes, closed items or reviews of which a share or a mean is a figure
MONTHS = 3  # compared with as many before
MOST = 1_000_000  # of anything in a month
WEEK = 7


class TooSmallError(RefusalError):
    """A team of fewer than five people has no figures here: they would be about one person. Nothing was saved."""


class Speed(StrEnum):
    DEPLOYMENTS = "deployments"
    LEAD_TIME = "lead_time"


class Stability(StrEnum):
    FAILURES = "failures"
    RECURRENCE = "recurrence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a team reports of the month that begins with this day.

    `changes` went to production, `failed` of them had to be mended, and half of them took no longer than
    `lead_minutes`. Where it does not say what failed, `recurred` of `closed` incidents came back within 90 days, by the
    register of post-mortems (domain.paired_register), beside those that were closed `without_cause` and are not in it;
    before that is known, nothing is said of stability. A month may say how much was `reported`, and nothing else.
    """

    team: str
    month: date
    changes: int = 0
    lead_minutes: int | None = None
    failed: int | None = None
    closed: int | None = None
    recurred: int | None = None
    without_cause: int = 0
    reported: Reported | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it says something of stability, and so of speed."""
        return self.failed is not None or self.closed is not None

    @property
    def pair(self) -> tuple[Speed, Stability]:
        """What it says of speed and of stability; only months of one pair are comparable."""
        return (
            Speed.DEPLOYMENTS if self.lead_minutes is None else Speed.LEAD_TIME,
            Stability.RECURRENCE if self.failed is None else Stability.FAILURES,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """Speed is changes a week, or hours; stability a share; `index` the mean of what post-mortems were scored.

    There is neither speed nor index where there is no stability: nothing of a team stands alone.
    """

    month: date
    speed: Result
    stability: Result
    index: Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Three months over the three before, as ratios; and the counts that the second one rests on.

    There is no speed where there is no stability.
    """

    speed: Result
    stability: Result
    before: Count
    after: Count


def require_size(members: int) -> None:
    """Raises TooSmallError."""
    if members < LEAST:
        raise TooSmallError


def month(figures: Figures, indexes: Sequence[int]) -> Month:
    steady = stability(figures)
    quick, scored = (_beside(steady, one) for one in (speed(figures), index(indexes)))
    return Month(month=figures.month, speed=quick, stability=steady, index=scored)


def comparable(those: Sequence[Figures]) -> list[Figures]:
    """Return the whole months of the latest one's pair, in order: what was counted differently stands in no trend."""
    ordered = sorted((one for one in those if one.is_whole), key=lambda one: one.month)
    return [one for one in ordered if one.pair == ordered[-1].pair]


def speed(figures: Figures) -> Result:
    """Return changes a week with the score interval of a count; or the median in hours, which alone has no interval."""
    if figures.lead_minutes is not None:
        return result.found(figures.lead_minutes / 60, figures.changes)
    weeks, z = days(figures.month) / WEEK, quantiles.NORMAL
    middle, half = figures.changes + z * z / 2, z * sqrt(figures.changes + z * z / 4)
    return result.found(figures.changes / weeks, figures.changes, (middle - half) / weeks, (middle + half) / weeks)


def stability(figures: Figures) -> Result:
    """Return the share that failed or came back, from five on."""
    return share(counted(figures))


def counted(figures: Figures) -> Count:
    """Return what failed of the changes, or came back of the closed."""
    if figures.failed is not None:
        return Count(recurred=figures.failed, closed=figures.changes)
    return Count(recurred=figures.recurred or 0, closed=figures.closed or 0)


def share(count: Count) -> Result:
    """Return the share with its interval, from five on."""
    if 0 < count.closed < FEWEST:
        return result.missing(Reason.TOO_FEW_EVENTS, count.closed)
    return proportion.share(count.recurred, count.closed)


def index(indexes: Sequence[int]) -> Result:
    """Return the mean of what post-mortems were scored, from five on with the interval that outcomes have, too.

    Not Student's: of so few on a scale with two ends it holds the truth far less often than it says, and of five alike
    it has no width (domain.bounded_mean). Of fewer than five that interval spans most of the scale: the mean is then of
    what was scored, and of no more.
    """
    n = len(indexes)
    if n >= FEWEST:
        return bounded_mean.mean(indexes, low=0, high=100)
    return result.found(fmean(indexes), n) if n else result.missing(Reason.NO_DATA, 0)


def change(those: Sequence[Figures]) -> Change | None:
    """Compare the latest three months with the three before; None unless all six are there and of one pair."""
    latest = comparable(those)[-2 * MONTHS :]
    if len(latest) < 2 * MONTHS or _apart(latest[0].month, latest[-1].month) != 2 * MONTHS - 1:
        return None
    before, after = latest[:MONTHS], latest[MONTHS:]
    counts = _sum(before), _sum(after)
    stabler = recurrence.ratio(*counts)
    quicker = _beside(stabler, _faster(before, after))
    return Change(speed=quicker, stability=stabler, before=counts[0], after=counts[1])


def days(first: date) -> int:
    return monthrange(first.year, first.month)[1]


def _beside(stability: Result, other: Result) -> Result:
    """Return speed or index, or why it is not shown alone."""
    return result.missing(stability.reason, other.n) if stability.reason is not None else other


def _sum(those: Sequence[Figures]) -> Count:
    counts = [counted(one) for one in those]
    return Count(recurred=sum(one.recurred for one in counts), closed=sum(one.closed for one in counts))


def _faster(before: Sequence[Figures], after: Sequence[Figures]) -> Result:
    """Return how many times as often things change as before; of medians no interval, and so no ratio, is known."""
    a, b = (sum(one.changes for one in those) for those in (before, after))
    if before[0].lead_minutes is not None:
        return result.missing(Reason.INCOMPLETE, a + b)
    if min(a, b) < FEWEST:
        return result.missing(Reason.TOO_FEW_EVENTS, a + b)
    value = (b / _span(after)) / (a / _span(before))
    half = quantiles.NORMAL * sqrt(1 / a + 1 / b)
    return result.found(value, a + b, exp(log(value) - half), exp(log(value) + half))


def _span(those: Sequence[Figures]) -> int:
    return sum(days(one.month) for one in those)


def _apart(first: date, last: date) -> int:
    return 12 * (last.year - first.year) + last.month - first.month
