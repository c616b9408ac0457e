"""Each figure of a program's outcomes in words: what it is called, what it counts, and what it cannot tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, floor

from domain.outcomes import FEW, SHARES, Measure, Outcome
from domain.pulses_published import Trend
from domain.result import Reason, Result
from views.pulses_results_words import figure_words

TOO_FEW, NOT_YET, NOTHING = "too few to say", "not measured yet", "-"
_TRENDS = {
    Trend.UP: "up from the pulse before",
    Trend.DOWN: "down from the pulse before",
    Trend.UNCLEAR: "no clear change from the pulse before",
    Trend.WITHHELD: "the change is not shown, because who was asked changed by a few",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    name: str
    counts: str
    cannot: str


WORDS: Mapping[Measure, Words] = {
    Measure.COMPLIANCE: Words(
        name="Ratings with evidence",
        counts="Of the ratings above or below what a role needs, in all calibration sessions of the latest round, those that two independent pieces of evidence support.",
        cannot="Whether the evidence is right, or whether somebody was left at what the role needs for want of it.",
    ),
    Measure.SPREAD: Words(
        name="Variance between managers",
        counts="How far managers lay apart on the same written case after the latest session: the mean variance of their levels, in levels squared. 0 is one reading. It has no interval; what is counted is cases.",
        cannot="Who reads a case rightly: managers can agree and all be wrong. One session gives a direction at best.",
    ),
    Measure.AGREEMENT: Words(
        name="Agreement of managers",
        counts="Krippendorff's alpha over the written cases after the latest session: 1 is full agreement, 0 what chance gives.",
        cannot="Whether real people are rated alike: the cases are short, written, and few.",
    ),
    Measure.CHANGED: Words(
        name="Ratings that were changed",
        counts="Of the ratings that the sessions of the latest round talked about, those they changed.",
        cannot="Whether a change made a rating better. Neither many nor few changes are a goal.",
    ),
    Measure.PAIRED: Words(
        name="People with a paired goal",
        counts="Of the people in the cycle, those who hold a goal today with an outcome, a process and a learning milestone.",
        cannot="Whether the goals are worth having, or whether anybody learns from them.",
    ),
    Measure.POSTMORTEMS: Words(
        name="Quality of post-mortems",
        counts="The mean index, 0 to 100, of the post-mortems of the cycle's teams that two people have scored.",
        cannot="How many incidents were never written up. A good text is not yet a safer system.",
    ),
    Measure.RECURRENCE: Words(
        name="Incidents that came back",
        counts="Of the incidents and bugs that were closed since the cycle began and followed for 90 days since, those with the same component and cause tag that opened again, in the whole organization. Those without a cause tag can't be followed: how many they are is said beside it.",
        cannot="Whether less is reported: read it beside what teams and customers report. One team is too small to show a change.",
    ),
    Measure.REACH: Words(
        name="People who were thanked",
        counts="Of the people in the cycle, those who received public recognition in the last 60 days, or in the last 60 of a cycle that is over.",
        cannot="What the thanks were worth, or who did work that nobody saw. It feeds no rating.",
    ),
    Measure.PULSE: Words(
        name="Pulse, whole company",
        counts="The few questions that every pulse asks, 0 to 100, as they were published of the latest pulse in the cycle that asked everybody. How many answered is told nowhere.",
        cannot="Why, and what silent people think. A higher figure is no target: people who are asked for one give it.",
    ),
    Measure.CONTESTED: Words(
        name="Evidence that was contested",
        counts="Of the pieces of evidence about people in the cycle that they were shown, those they contested.",
        cannot="Whether few complaints mean that little is wrong, or that people do not dare to.",
    ),
    Measure.DISPUTED: Words(
        name="Reviews that were disputed",
        counts="Of the reviews that their people answered, those they disputed.",
        cannot="Whether the others agree: silence is not agreement.",
    ),
}


def figure(measure: Measure, found: Outcome) -> str:
    """Return the figure with its interval, or why there is none."""
    told = found.figure
    if told is None:
        return TOO_FEW
    if told.value is None:
        return NOT_YET if told.reason is Reason.NO_DATA else _REASONS.get(told.reason, TOO_FEW)
    if measure in SHARES:
        return f"{_percent(told.value)} %{_between(told, 100)}"
    if measure is Measure.PULSE:
        return _pulse(found)
    digits = 0 if measure is Measure.POSTMORTEMS else 2
    return f"{told.value:.{digits}f}{_between(told, 1, digits)}"


def counted(measure: Measure, found: Outcome) -> str:
    """Return out of how many it was counted, and how many could not be."""
    left_out = f"{found.left_out:,} without a cause tag" if found.left_out else ""
    told = found.figure
    if told is None or told.value is None or measure is Measure.PULSE:
        return left_out or NOTHING
    n = f"{found.have:,} of {told.n:,}" if found.have is not None else f"{told.n:,} {_UNITS[measure]}"
    return f"{n}; {left_out}" if left_out else n


def ranged(have: int, of: int) -> tuple[str, str]:
    """Return the same of a share with few on one side: how many they are at most, and no more."""
    few = FEW - 1
    if have <= few:
        return f"{ceil(100 * few / of)} % or less", f"1 to {few} of {of:,}"
    return f"{floor(100 * (of - few) / of)} % or more", f"{of - few:,} to {of - 1:,} of {of:,}"


def _pulse(found: Outcome) -> str:
    """Return what was published, in the words in which it was."""
    precision = "few answered, so it says little" if found.shown and found.shown.low_precision else ""
    trend = _TRENDS[found.trend] if found.trend else ""
    return ", ".join(filter(None, (f"{figure_words(found.shown)} of 100", precision, trend)))


def _between(told: Result, times: int, digits: int = 0) -> str:
    if told.low is None or told.high is None:
        return ""
    return f" ({told.low * times:.{digits}f} to {told.high * times:.{digits}f})"


def _percent(value: float) -> str:
    return f"{value * 100:.0f}"


_UNITS = {Measure.SPREAD: "cases", Measure.AGREEMENT: "cases", Measure.POSTMORTEMS: "scored"}
_REASONS: Mapping[Reason | None, str] = {
    Reason.NO_VARIATION: "nothing differs, so there is nothing to compare",
    Reason.NO_OVERLAP: "no case was read by two managers",
    Reason.ONE_RATER: "one manager alone has read them",
}
