"""Paired goals: a result, the way to it, and what is learned on the way (promise 8).

A goal that names only a result can only be met or missed, and people pick what is certain to succeed. So it starts
only with all three; whoever missed the result but kept to the way and wrote down what they learned, has learned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from domain import text
from domain.errors import RefusalError, StaleError

LEAST_WORDS = 3  # of each part, and of what was learned


class NotPairedError(RefusalError):
    """A goal starts with all three: the result, the way to it, and something to learn. This one lacks a part."""


class NotOverError(RefusalError):
    """Please say for the result and for the way whether each was met. Nothing was changed."""


class WhyMissingError(RefusalError):
    """Please say why the goal is dropped: it stays on record, and it never counts against anybody."""


class Part(StrEnum):
    OUTCOME = "outcome"  # the result
    PROCESS = "process"  # the way to it, in one's own hands
    LEARNING = "learning"  # what will be known by a date, whatever the result


class State(StrEnum):
    DRAFT = "draft"
    ACTIVE = "active"
    ACHIEVED = "achieved"
    LEARNED = "learned"
    MISSED = "missed"
    DROPPED = "dropped"


class Effect(StrEnum):
    """What a goal may do in a review. In any case a rating needs its evidence."""

    SUPPORTS = "it may be cited for a rating"
    NEVER_AGAINST = "it may be cited for a rating, never against one"
    OPEN = "it may be cited either way, with evidence"
    NONE = "it is not cited"


class Mood(StrEnum):
    ON_TRACK = "on track"
    AT_RISK = "at risk"
    OFF_TRACK = "off track"


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """`guard` must not get worse meanwhile; `learning` is due on `learn_by`, and `learned` is what it was."""

    id: str
    owner: str
    title: str
    outcome: str = ""
    process: str = ""
    learning: str = ""
    learn_by: date | None = None
    due_on: date
    guard: str = ""
    competency: str | None = None
    state: State = State.DRAFT
    learned: str = ""
    why: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """How one part stands; `link` shows it, `evidence` are ids. Saying early that it is off track is worth much."""

    goal: str
    by: str
    at: int  # UTC epoch ms
    part: Part
    mood: Mood
    note: str
    link: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How a goal ended; None: not said yet. `learned` is the learning as it was written down."""

    outcome_met: bool | None = None
    process_met: bool | None = None
    learned: str = ""

    @property
    def has_learned(self) -> bool:
        return text.words(self.learned) >= LEAST_WORDS


def missing(goal: Goal) -> tuple[Part, ...]:
    """Return the parts without which it does not start. The learning needs its date, within the goal's own."""
    has = {
        Part.OUTCOME: _says(goal.outcome),
        Part.PROCESS: _says(goal.process) and goal.process.casefold() != goal.outcome.casefold(),
        Part.LEARNING: _says(goal.learning) and goal.learn_by is not None and goal.learn_by <= goal.due_on,
    }
    return tuple(part for part, there in has.items() if not there)


def activate(goal: Goal) -> Goal:
    """Raises NotPairedError, or StaleError when it has started already."""
    _require(goal, State.DRAFT)
    if missing(goal):
        raise NotPairedError
    return replace(goal, state=State.ACTIVE, version=goal.version + 1)


def edit(goal: Goal, changed: Goal) -> Goal:
    """A goal under way keeps all three parts. Raises NotPairedError, or StaleError: another version, or closed."""
    _require(goal, State.DRAFT, State.ACTIVE)
    if changed.version != goal.version:
        raise StaleError
    if goal.state is State.ACTIVE and missing(changed):
        raise NotPairedError
    return replace(changed, id=goal.id, owner=goal.owner, state=goal.state, version=goal.version + 1)


def ending(result: Result) -> State:
    """Return as what a goal closes: as learned where only the result was missed, and the learning is written down.

    Raises NotOverError while the result or the way is not said.
    """
    if result.outcome_met is None or result.process_met is None:
        raise NotOverError
    if result.outcome_met:
        return State.ACHIEVED
    return State.LEARNED if result.process_met and result.has_learned else State.MISSED


def close(goal: Goal, result: Result) -> Goal:
    """Raises NotOverError, or StaleError unless it is under way."""
    _require(goal, State.ACTIVE)
    return replace(goal, state=ending(result), learned=result.learned, version=goal.version + 1)


def drop(goal: Goal, why: str) -> Goal:
    """Give it up for a reason, at any time before it is closed. Raises WhyMissingError or StaleError."""
    _require(goal, State.DRAFT, State.ACTIVE)
    if not _says(why):
        raise WhyMissingError
    return replace(goal, state=State.DROPPED, why=why, version=goal.version + 1)


def add_learning(goal: Goal, result: Result) -> Goal:
    """What is learned later still counts: a missed goal becomes a learned one. Raises StaleError for any other."""
    _require(goal, State.MISSED)
    return replace(goal, state=ending(result), learned=result.learned, version=goal.version + 1)


def effect(goal: Goal) -> Effect:
    return {
        State.ACHIEVED: Effect.SUPPORTS,
        State.LEARNED: Effect.NEVER_AGAINST,
        State.MISSED: Effect.OPEN,
    }.get(goal.state, Effect.NONE)


def unpaired(owners: Sequence[str], goals: Sequence[Goal]) -> tuple[str, ...]:
    """Return who holds no paired goal that runs or ran, in the order given: the pilot wants one for everybody."""
    paired = {goal.owner for goal in goals if goal.state not in {State.DRAFT, State.DROPPED}}
    return tuple(owner for owner in owners if owner not in paired)


def _says(part: str) -> bool:
    return text.words(part) >= LEAST_WORDS


def _require(goal: Goal, *states: State) -> None:
    if goal.state not in states:
        raise StaleError
