"""What a group does about its results: proposed and voted on by its people, then owned by one of them until a date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from domain.errors import NotFoundError, RefusalError, StaleError

WORDS, MOST_PROPOSED = 200, 10  # characters of one; proposals of one group, so that a vote means something
MOST_DAYS = 180  # until it is to be done: later is no answer to this pulse


class TooManyError(RefusalError):
    """There are 10 proposals already. Vote for one of them, or talk about which to let go. Nothing was saved."""


class NotMostVotedError(RefusalError):
    """More people are for another one, or nobody is for this one yet. The vote decides. Nothing was saved."""


class State(StrEnum):
    PROPOSED = "proposed"
    CHOSEN = "chosen"  # it has an owner and a date
    DONE = "done"
    DROPPED = "dropped"


class Flaw(StrEnum):
    """What is wrong with the date or the owner that somebody chose."""

    PAST = "past"
    FAR = "far"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """`owner`, a person's id, and `due_on` are there once it is chosen; `outcome` once it is done or dropped."""

    id: str
    wave: str
    group: str
    words: str
    author: str
    owner: str | None = None
    due_on: date | None = None
    state: State = State.PROPOSED
    outcome: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What somebody is to a group: they count in it, or lead it (HR leads the company)."""

    person: str
    belongs: bool
    leads: bool


def propose(action: Action, others: Sequence[Action], side: Side) -> Action:
    """Raises NotFoundError for anybody else, TooManyError when there is enough to vote on."""
    if not (side.belongs or side.leads):
        raise NotFoundError
    if len(others) >= MOST_PROPOSED:
        raise TooManyError
    return action


def require_vote(action: Action, side: Side) -> None:
    """Raises NotFoundError for anybody who does not count in the group, StaleError when it is decided."""
    if not side.belongs:
        raise NotFoundError
    if action.state is not State.PROPOSED:
        raise StaleError


def flaws(owner: str, due_on: date, people: Sequence[str], *, today: date) -> dict[str, Flaw]:
    """Return what is wrong, by field. The owner is one of the group's people, or leads it."""
    found = {}
    if owner not in people:
        found["owner"] = Flaw.OUTSIDE
    if due_on <= today:
        found["due_on"] = Flaw.PAST
    elif due_on > today + timedelta(days=MOST_DAYS):
        found["due_on"] = Flaw.FAR
    return found


def require_choice(action: Action, votes: Mapping[str, int], side: Side) -> None:
    """Raises NotFoundError for whoever does not lead, NotMostVotedError while more people want another one."""
    if not side.leads:
        raise NotFoundError
    if action.state is not State.PROPOSED:
        raise StaleError
    if not votes.get(action.id) or votes[action.id] < max(votes.values()):
        raise NotMostVotedError


def chosen(action: Action, owner: str, due_on: date) -> Action:
    return replace(action, owner=owner, due_on=due_on, state=State.CHOSEN, version=action.version + 1)


def ended(action: Action, state: State, outcome: str, side: Side) -> Action:
    """Done, or dropped with the reason: by its owner, or by whoever leads. Raises NotFoundError, StaleError."""
    if side.person != action.owner and not side.leads:
        raise NotFoundError
    if action.state is not State.CHOSEN:
        raise StaleError
    return replace(action, state=state, outcome=outcome, version=action.version + 1)


def is_overdue(action: Action, *, today: date) -> bool:
    return action.state is State.CHOSEN and action.due_on is not None and today > action.due_on
