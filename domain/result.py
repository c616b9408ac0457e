"""What a statistic returns: a figure and its interval, or the reason why there is none.

A state is never replaced by 0, by not-a-number or by an empty text. Whether a figure is worth showing is asked by
whoever shows it ("too few to say"), because that depends on who looks and at what.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """`undefined`: the formula has no value here. `refused`: it has one, and it would mislead."""

    OK = "ok"
    UNDEFINED = "undefined"
    REFUSED = "refused"


class Reason(StrEnum):
    """Why there is no figure."""

    NO_VARIATION = "no_variation"
    ONE_RATER = "one_rater"
    ONE_TARGET = "one_target"
    NO_OVERLAP = "no_overlap"
    NO_DATA = "no_data"
    ONE_MEMBER = "one_member"
    INCOMPLETE = "incomplete"
    DISCONNECTED = "disconnected"
    TOO_FEW_EVENTS = "too_few_events"
    NO_SPARE_RATING = "no_spare_rating"  # each rating is used up by the model; nothing is left to say how well it fits


REFUSALS = frozenset({Reason.INCOMPLETE, Reason.DISCONNECTED, Reason.TOO_FEW_EVENTS, Reason.NO_SPARE_RATING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """`value` with its 95 % interval, if it has one; `n` is what was counted. `reason` stands where `value` is None."""

    state: State
    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    reason: Reason | None = None

    @property
    def width(self) -> float | None:
        """Of the interval; None where there is no interval."""
        return None if self.low is None or self.high is None else self.high - self.low


def found(value: float, n: int, low: float | None = None, high: float | None = None) -> Result:
    """Return a figure, with its interval if it has one."""
    return Result(state=State.OK, value=value, low=low, high=high, n=n)


def missing(reason: Reason, n: int) -> Result:
    """Return that there is no figure, and why."""
    return Result(state=State.REFUSED if reason in REFUSALS else State.UNDEFINED, n=n, reason=reason)
