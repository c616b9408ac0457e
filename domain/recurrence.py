"""How many closed incidents and bugs came back within 90 days, how that changed, and whether less is reported.

Teams, never people. One team can seldom confirm a change: a fall of 18 % needs 1,361 closed items in each period.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp, log, sqrt

from domain import quantiles, result
from domain.result import Reason, Result

FOLLOWED_MS = 90 * 86_400_000
FEWEST = 5  # that recurred, in either period
WATCHED_FROM = 10  # self-reported in the period before
FALL_PERCENT = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An incident or a bug; times are UTC epoch ms. Without a `cause` nobody can say whether it came back."""

    id: str
    component: str
    cause: str | None
    opened_at: int
    closed_at: int | None = None
    reopened_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Of `closed` items that were followed for 90 full days, `recurred` came back."""

    recurred: int
    closed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """The others that were closed in the window: still followed, or without a cause and so not counted."""

    count: Count
    in_follow_up: int
    without_cause: int


class Change(StrEnum):
    FELL = "fell"
    ROSE = "rose"
    NOT_CLEAR = "not_clear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """How many problems a team reported itself in a period, and how many customers found."""

    by_team: int
    by_customers: int


def recurrence(
    items: Sequence[Item], window: tuple[int, int], *, now: int, counted: Collection[str] | None = None
) -> Recurrence:
    """Look at what was closed from the window's start to before its end; each item counts once.

    With `counted` those (ids) alone count; the others only show that one of them came back.
    """
    start, end = window
    those = [one for one in items if counted is None or one.id in counted]
    closed = [(one, at) for one in those if (at := one.closed_at) is not None and start <= at < end]
    followed = [(one, at) for one, at in closed if at + FOLLOWED_MS <= now]
    told = [(one, at) for one, at in followed if one.cause]
    opened = defaultdict[tuple[str, str | None], list[Item]](list)
    for one in items:
        opened[one.component, one.cause].append(one)
    recurred = sum(_came_back(one, at, opened[one.component, one.cause]) for one, at in told)
    return Recurrence(
        count=Count(recurred=recurred, closed=len(told)),
        in_follow_up=len(closed) - len(followed),
        without_cause=len(followed) - len(told),
    )


def rate(count: Count) -> Result:
    if not count.closed:
        return result.missing(Reason.NO_DATA, 0)
    return result.found(count.recurred / count.closed, count.closed)


def ratio(before: Count, after: Count) -> Result:
    """Return the later rate over the earlier one, with its interval; `n` counts the closed items of both."""
    n = before.closed + after.closed
    if not (before.closed and after.closed):
        return result.missing(Reason.NO_DATA, n)
    if min(before.recurred, after.recurred) < FEWEST:
        return result.missing(Reason.TOO_FEW_EVENTS, n)
    value = (after.recurred / after.closed) / (before.recurred / before.closed)
    half = quantiles.NORMAL * sqrt(sum(1 / one.recurred - 1 / one.closed for one in (before, after)))
    return result.found(value, n, exp(log(value) - half), exp(log(value) + half))


def change(found: Result) -> Change | None:
    """Return what may be said of a ratio, by its interval alone; None where there is no ratio."""
    if found.low is None or found.high is None:
        return None
    if found.low <= 1 <= found.high:
        return Change.NOT_CLEAR
    return Change.FELL if found.high < 1 else Change.ROSE


def may_go_unreported(before: Reported, after: Reported) -> bool:
    """A team that reports far less while customers find as much may have learned to keep quiet."""
    fell = before.by_team >= WATCHED_FROM and 100 * after.by_team < (100 - FALL_PERCENT) * before.by_team
    return fell and after.by_customers >= before.by_customers


def _came_back(one: Item, closed_at: int, alike: Sequence[Item]) -> bool:
    last = closed_at + FOLLOWED_MS
    again = [other.opened_at for other in alike if other.id != one.id]
    return any(closed_at <= at <= last for at in (*again, *([one.reopened_at] if one.reopened_at else ())))
