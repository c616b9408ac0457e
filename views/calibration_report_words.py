"""Figures of calibration in words: with their interval, or "too few to say", or why there is none."""

from __future__ import annotations

from domain.calibration_changes import Moves
from domain.calibration_shown import Change, Shown, Word
from domain.result import Reason, Result

TOO_FEW = "too few to say"
WORDS = {
    Word.ONE_READING: "mostly one reading of the standard",
    Word.FIRM: "firm agreement",
    Word.TENTATIVE: "tentative agreement",
    Word.DIFFERENT: "readings differ",
    Word.CANNOT_TELL: "cannot tell",
    Word.TOO_FEW: TOO_FEW,
}
CHANGES = {
    Change.SHRANK: "the spread shrank",
    Change.NO_CLEAR_CHANGE: "no clear change",
    Change.TOO_FEW: TOO_FEW,
}
REASONS = {
    Reason.NO_VARIATION: "nothing differs, so there is nothing to compare",
    Reason.ONE_RATER: "one manager alone has read them",
    Reason.ONE_TARGET: "one case alone was read",
    Reason.NO_OVERLAP: "no case was read by two managers",
    Reason.NO_DATA: "nothing was rated",
    Reason.ONE_MEMBER: "one person alone is in it",
    Reason.INCOMPLETE: "somebody left a case out",
    Reason.DISCONNECTED: "not all managers are joined by cases that they have in common",
    Reason.TOO_FEW_EVENTS: "too little has happened",
    Reason.NO_SPARE_RATING: "there are too few ratings to tell how sure it would be",
}


def figure(found: Result, digits: int = 2) -> str:
    """Return the figure with its interval, or why there is none."""
    if found.value is None:
        return f"none: {REASONS[found.reason]}" if found.reason else TOO_FEW
    interval = "" if found.low is None or found.high is None else f" ({between(found.low, found.high, digits)})"
    return f"{number(found.value, digits)}{interval}"


def between(low: float, high: float, digits: int = 2) -> str:
    return f"{number(low, digits)} to {number(high, digits)}"


def number(value: float, digits: int = 2) -> str:
    """Without a minus before nothing."""
    return f"{round(value, digits) + 0.0:.{digits}f}"


def shown(found: Shown) -> tuple[str, str]:
    """Return the figure and what it says. What agrees less than chance would is no agreement, whatever the word."""
    if found.figure is None:
        return "-", TOO_FEW
    if found.figure.value is None:
        return "-", REASONS[found.figure.reason] if found.figure.reason else TOO_FEW
    none = "no agreement; " if found.figure.value < 0 else ""
    return figure(found.figure), f"{none}{WORDS[found.word]}"


def moved(moves: Moves) -> str:
    if not moves.n:
        return "no rating was talked about"
    if not moves.changed:
        return f"none of {moves.n}"
    return f"{moves.changed} of {moves.n}: {moves.up} up, {moves.down} down"


def signed(value: float) -> str:
    """In levels."""
    return f"{round(value, 2) + 0.0:+.2f}"
