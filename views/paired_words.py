"""Figures of a team's months in words: with counts and intervals, or "too few to say"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain import policy, proportion, recurrence
from domain.paired import FEWEST, Change, Figures, Speed, Stability, counted
from domain.policy import Condition, Kind, Role
from domain.recurrence import Count, Recurrence, Reported
from domain.result import Reason, Result
from views.wording import listed, upper_first

TOO_FEW = "too few to say"
ALONE = "not shown without stability"
SPEEDS = {Speed.DEPLOYMENTS: "Changes a week", Speed.LEAD_TIME: "Hours to production"}
COUNTED = {Speed.DEPLOYMENTS: "in all", Speed.LEAD_TIME: "changes"}
STABILITIES = {Stability.FAILURES: "Changes that failed", Stability.RECURRENCE: "Came back in 90 days"}
_READERS = {Role.EMPLOYEE: "the team", Role.MANAGER: "whoever leads it", Role.HR: "HR administrators"}
_CLEAR = {
    recurrence.Change.FELL: "fell",
    recurrence.Change.ROSE: "rose",
    recurrence.Change.NOT_CLEAR: "no clear change",
}


def readers() -> str:
    """Who reads a team's reward, as the policy has it."""
    return f"{_readers()} can read this. It is never about one person."


def readers_of_months() -> str:
    """Who reads a team's months: the same, and whom HR hands the report on a review cycle."""
    handed = "HR may pass speed, stability and post-mortems on in the report on a review cycle"
    return f"{_readers()} can read this, and {handed}. It is never about one person."


def month(first: date) -> str:
    return f"{first:%b %Y}"


def speed(found: Result) -> str:
    """With its interval where there is one, and what was counted."""
    return f"{_figure(found, 1)}; {found.n:,}" if found.value is not None else ALONE


def stability(figures: Figures, found: Result) -> str:
    """The counts stand also where they are too few for a share."""
    count = counted(figures)
    of = f"{count.recurred:,} of {count.closed:,}"
    return f"{_percent(found)}; {of}" if found.value is not None else f"{TOO_FEW}; {of}"


def index(found: Result) -> str:
    if found.value is None:
        return ALONE if found.n else "none scored"
    return f"{_figure(found, 0)}; {found.n:,} scored"


def came_back(found: Recurrence) -> str:
    """With what it rests on, and what can be said of nothing."""
    count = found.count
    share = proportion.share(count.recurred, count.closed) if count.closed >= FEWEST else None
    told = _of(count) if count.closed else "nothing with a cause tag was followed for 90 days yet"
    open_ones = [f"{found.in_follow_up:,} still followed"] if found.in_follow_up else []
    untagged = [_untagged(found.without_cause, count.closed)] if found.without_cause else []
    few = [TOO_FEW] if 0 < count.closed < FEWEST else []
    return "; ".join((*([_percent(share)] if share else few), told, *open_ones, *untagged))


def left_out(those: Sequence[Figures]) -> str:
    """Of what was closed in these months, what nobody can follow; empty where there is none."""
    without, told = (sum(getattr(one, part) or 0 for one in those) for part in ("without_cause", "closed"))
    return f"Closed in these months, and not counted: {_untagged(without, told)}." if without else ""


def reported(counts: Reported | None) -> str:
    """Both, as a fall of one is good news or bad by the other."""
    return f"{counts.by_team:,} by the team, {counts.by_customers:,} by customers" if counts else "not counted"


def faster(change: Change) -> str:
    found = change.speed
    if change.stability.value is None:
        return ALONE
    if found.value is None:
        return "a median alone has no interval" if found.reason is Reason.INCOMPLETE else TOO_FEW
    return f"{_figure(found, 2)} times as often as before: {_clear(found)}"


def steadier(change: Change) -> str:
    counts = f"{_of(change.before)} before, {_of(change.after)} after"
    if change.stability.value is None:
        return f"{TOO_FEW}: {counts}"
    return f"{_figure(change.stability, 2)} times the share of before: {_clear(change.stability)} ({counts})"


def _readers() -> str:
    roles = policy.readers(Kind.TEAM_FIGURES, {Condition.OWN_TEAM})
    return upper_first(listed([_READERS[role] for role in roles]))


def _untagged(without: int, told: int) -> str:
    return f"{without:,} of {without + told:,} without a cause tag"


def _clear(found: Result) -> str:
    change = recurrence.change(found)
    return _CLEAR[change] if change else TOO_FEW


def _of(count: Count) -> str:
    return f"{count.recurred:,} of {count.closed:,}"


def _figure(found: Result, digits: int) -> str:
    between = (
        "" if found.low is None or found.high is None else f" ({found.low:,.{digits}f} to {found.high:,.{digits}f})"
    )
    return f"{found.value:,.{digits}f}{between}"


def _percent(found: Result) -> str:
    parts = [one for one in (found.value, found.low, found.high) if one is not None]
    value, low, high = (f"{100 * one:.0f}" for one in parts)
    return f"{value} % ({low} to {high})"
