"""Who proposes a goal and who agrees to it: the person and whoever leads them, whoever of the two writes.

A change of a goal under way is a proposal, too: until the other side agrees, what both agreed to holds. So nobody's
goal is moved behind their back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from domain import goals
from domain.errors import RefusalError, StaleError
from domain.goals import Goal, NotPairedError, Part, Result, State
from domain.policy import Condition

_CHANGEABLE = (State.DRAFT, State.ACTIVE, State.MISSED)  # what is learned after a miss is still written down


class NotYoursToAgreeError(RefusalError):
    """You put this forward yourself, so the other side agrees to it. Nothing was changed."""


class Problem(StrEnum):
    UNTITLED = "it has no name"
    DAY_OVER = "the day is over"
    LEARNED_TOO_LATE = "the learning would come after the end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """A goal, who wrote it, and how far both sides are.

    `asked_by` put it, or its `change`, to the other side; None: nobody did yet, and only its author reads it.
    `result` is what was said of it when it ended.
    """

    goal: Goal
    author: str
    asked_by: str | None = None
    change: Goal | None = None
    result: Result | None = None


def conditions(one: Agreement) -> frozenset[Condition]:
    """How it stands, for the policy."""
    sent = Condition.UNSENT if one.asked_by is None else Condition.PROPOSED
    return frozenset({sent, Condition.CHANGEABLE} if one.goal.state in _CHANGEABLE else {sent})


def is_open(one: Agreement) -> bool:
    """Whether something was put forward to which the other side has not agreed."""
    return one.asked_by is not None and (one.goal.state is State.DRAFT or one.change is not None)


def waits_for(one: Agreement, person: str) -> bool:
    """Whether it is this person's to agree: they are one of the two sides, and it is not theirs that asked.

    Whoever leads the owner now stands for that side, whoever led them when it was put forward.
    """
    return is_open(one) and (one.asked_by == one.goal.owner) is not (person == one.goal.owner)


def problems(changed: Goal, before: Goal | None, *, today: date) -> Mapping[str, Problem]:
    """Return what is wrong with a goal as written, by field. A day that was there before may have passed since."""
    found: dict[str, Problem] = {}
    if not changed.title.strip():
        found["title"] = Problem.UNTITLED
    if changed.due_on < today and (before is None or changed.due_on != before.due_on):
        found["due_on"] = Problem.DAY_OVER
    if changed.learn_by is not None:
        if changed.learn_by > changed.due_on:
            found["learn_by"] = Problem.LEARNED_TOO_LATE
        elif changed.learn_by < today and (before is None or changed.learn_by != before.learn_by):
            found["learn_by"] = Problem.DAY_OVER
    return found


def begin(goal: Goal, by: str, *, alone: bool) -> Agreement:
    """Return a new one, put to the other side if it is whole. `alone`: nobody leads its owner, so nobody is asked."""
    return _put(Agreement(goal=goal, author=by), by, alone=alone)


def write(one: Agreement, changed: Goal, by: str, *, alone: bool) -> Agreement:
    """Say it otherwise. Raises NotPairedError where a part would go from what was put forward, or StaleError."""
    if one.asked_by is not None and goals.missing(changed):
        raise NotPairedError
    edited = goals.edit(one.goal, changed)
    if one.goal.state is State.DRAFT:
        return _put(replace(one, goal=edited), by, alone=alone)
    if alone:
        return replace(one, goal=edited, change=None, asked_by=by)
    kept = replace(one.goal, version=edited.version)
    return replace(one, goal=kept, change=edited, asked_by=by)


def agree(one: Agreement, by: str, *, version: int) -> Agreement:
    """Raises NotYoursToAgreeError; StaleError when nothing waits, or it is not what was read in this version."""
    if not is_open(one) or one.goal.version != version:
        raise StaleError
    if not waits_for(one, by):
        raise NotYoursToAgreeError
    if one.change is None:
        return replace(one, goal=goals.activate(one.goal))
    changed = goals.edit(one.goal, replace(one.change, version=one.goal.version))
    return replace(one, goal=changed, change=None)


def keep(one: Agreement) -> Agreement:
    """Let a goal under way stand as it was: the other side declines the change, or who asked takes it back."""
    if one.change is None:
        raise StaleError
    return replace(one, goal=replace(one.goal, version=one.goal.version + 1), change=None)


def close(one: Agreement, result: Result) -> Agreement:
    """Raises NotOverError or StaleError."""
    return replace(one, goal=goals.close(one.goal, result), result=result, change=None)


def drop(one: Agreement, why: str) -> Agreement:
    """Raises WhyMissingError or StaleError."""
    return replace(one, goal=goals.drop(one.goal, why), change=None)


def add_learning(one: Agreement, learned: str) -> Agreement:
    """Raises StaleError unless it was missed."""
    result = replace(one.result or Result(), learned=learned)
    return replace(one, goal=goals.add_learning(one.goal, result), result=result)


def lacks(one: Agreement) -> tuple[Part, ...]:
    """Return the parts that keep it from starting; none once it has."""
    return goals.missing(one.goal) if one.goal.state is State.DRAFT else ()


def _put(one: Agreement, by: str, *, alone: bool) -> Agreement:
    if goals.missing(one.goal):
        return one
    return replace(one, asked_by=by, goal=goals.activate(one.goal) if alone else one.goal)
