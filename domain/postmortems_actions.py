"""What follows from a post-mortem: recommended, taken on with an owner and a date, done, and verified by another."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from domain import links
from domain.errors import RefusalError, StaleError

VERIFIED_WITHIN_DAYS = 30  # of its date, as the content pack's goal says
MOST_DAYS = 365
MOST = 20  # of one post-mortem: what is more is not done


class TooManyError(RefusalError):
    """This post-mortem has 20 recommendations already. Decline some, with the reason, before you add more."""


class OwnWorkError(RefusalError):
    """Neither its owner nor who said that it is done verifies it. Ask somebody else to look. Nothing was changed."""


class Kind(StrEnum):
    PREVENT = "prevent"
    DETECT = "detect"
    LIMIT = "limit"


class State(StrEnum):
    RECOMMENDED = "recommended"
    TAKEN_ON = "taken_on"  # it has an owner, a date and a way to verify it: an action
    DONE = "done"  # so its owner says, or one who wrote the post-mortem
    VERIFIED = "verified"
    DECLINED = "declined"


class Flaw(StrEnum):
    PAST = "past"
    FAR = "far"
    NO_LINK = "no_link"
    SAME = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Who sees to it by when, where it stands in their list, and how and when one will know that it works."""

    owner: str
    due_on: date
    tracker: str
    check: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """`outcome` is what was done, what the verifier saw, or why it was declined: the last thing said of it.

    `done_by` says that it is done, and may be another one than its owner.
    `moved_from` is the date it was moved from before that date had come, `missed_on` the first one that had passed.
    """

    id: str
    postmortem: str
    author: str
    kind: Kind
    words: str
    plan: Plan | None = None
    state: State = State.RECOMMENDED
    outcome: str = ""
    moved_from: date | None = None
    missed_on: date | None = None
    done_by: str | None = None
    verified_by: str | None = None
    verified_on: date | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Of `due` actions of a period, so many were `verified` within 30 days, or `moved` before their date."""

    due: int
    verified: int
    moved: int


def recommend(action: Action, others: Sequence[Action]) -> Action:
    """Raises TooManyError."""
    if sum(one.state is not State.DECLINED for one in others) >= MOST:
        raise TooManyError
    return action


def flaws(plan: Plan, *, today: date) -> dict[str, Flaw]:
    found = {"tracker": Flaw.NO_LINK} if not links.is_link(plan.tracker) else {}
    return found | _day_flaw(plan.due_on, today)


def move_flaws(action: Action, day: date, *, today: date) -> dict[str, Flaw]:
    if action.plan is not None and day == action.plan.due_on:
        return {"due_on": Flaw.SAME}
    return _day_flaw(day, today)


def take_on(action: Action, plan: Plan) -> Action:
    """Raises StaleError unless it is a recommendation still."""
    _require(action, State.RECOMMENDED)
    return _next(replace(action, plan=plan, state=State.TAKEN_ON))


def hand_over(action: Action, owner: str) -> Action:
    """Somebody else sees to it, by the same date: another one is agreed on by moving it."""
    _require(action, State.TAKEN_ON)
    return _next(replace(action, plan=replace(_plan(action), owner=owner)))


def hand_back(action: Action, *, today: date) -> Action:
    """Its owner can't see to it: it is a recommendation again. A date that had passed was missed."""
    _require(action, State.TAKEN_ON)
    return _next(replace(action, plan=None, state=State.RECOMMENDED, missed_on=_missed(action, today)))


def decline(action: Action, why: str, *, today: date) -> Action:
    """Not to be done, with the reason, whether it was taken on or not. A date that had passed was missed."""
    _require(action, State.RECOMMENDED, State.TAKEN_ON)
    return _next(replace(action, state=State.DECLINED, outcome=why, missed_on=_missed(action, today)))


def move(action: Action, day: date, why: str, *, today: date) -> Action:
    """Agree on another date. Before the old one has passed that is planning; afterwards the old one was missed."""
    _require(action, State.TAKEN_ON)
    before = _plan(action)
    after = replace(action, plan=replace(before, due_on=day), outcome=why, missed_on=_missed(action, today))
    return _next(after if is_late(action, today=today) else replace(after, moved_from=before.due_on))


def finish(action: Action, by: str, said: str) -> Action:
    """Its owner says that it is done, or one who wrote the post-mortem."""
    _require(action, State.TAKEN_ON)
    return _next(replace(action, state=State.DONE, outcome=said, done_by=by))


def may_verify(action: Action, person: str) -> bool:
    """Neither whose it is nor who said that it is done."""
    return person not in {action.plan.owner if action.plan else None, action.done_by}


def verify(action: Action, by: str, saw: str, *, works: bool, today: date) -> Action:
    """Somebody else has looked: it works, or goes back to its owner. Raises OwnWorkError, StaleError."""
    _require(action, State.DONE)
    if not may_verify(action, by):
        raise OwnWorkError
    if not works:
        return _next(replace(action, state=State.TAKEN_ON, outcome=saw, done_by=None))
    return _next(replace(action, state=State.VERIFIED, outcome=saw, verified_by=by, verified_on=today))


def is_late(action: Action, *, today: date) -> bool:
    return action.state is State.TAKEN_ON and today > _plan(action).due_on


def kept(actions: Collection[Action], since: date, until: date) -> Kept:
    """Count those whose date lies in the period, from `since` to before `until`: each once.

    A date that had passed when it was moved still counts, and was not kept.
    """
    taken = [one for one in actions if one.missed_on or (one.plan and one.state is not State.DECLINED)]
    due = [one for one in taken if since <= (one.missed_on or _plan(one).due_on) < until]
    rest = [one for one in taken if one not in due and one.missed_on is None]
    moved = [one for one in rest if one.moved_from is not None and since <= one.moved_from < until]
    return Kept(due=len(due) + len(moved), verified=sum(_is_verified_in_time(one) for one in due), moved=len(moved))


# --- Pieces -------------------------------------------------------------------------------------------------------


def _is_verified_in_time(action: Action) -> bool:
    if action.missed_on is not None or action.verified_on is None:
        return False
    return action.verified_on <= _plan(action).due_on + timedelta(days=VERIFIED_WITHIN_DAYS)


def _missed(action: Action, today: date) -> date | None:
    """Return the first date that passed without it."""
    is_missed = action.missed_on is None and is_late(action, today=today)
    return _plan(action).due_on if is_missed else action.missed_on


def _day_flaw(day: date, today: date) -> dict[str, Flaw]:
    if day <= today:
        return {"due_on": Flaw.PAST}
    return {"due_on": Flaw.FAR} if day > today + timedelta(days=MOST_DAYS) else {}


def _plan(action: Action) -> Plan:
    if action.plan is None:
        raise StaleError
    return action.plan


def _next(action: Action) -> Action:
    return replace(action, version=action.version + 1)


def _require(action: Action, *states: State) -> None:
    if action.state not in states:
        raise StaleError
