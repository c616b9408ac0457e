"""Ratings: from a draft to what the person has read and may dispute. Every step is kept, and a step back has a reason.

Whether a rating may stand on its evidence is domain.corroboration's; whoever submits or releases asks there first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from domain import working_days
from domain.competencies import Level
from domain.contact import Calendar
from domain.errors import RefusalError, StaleError

ANSWER_DAYS = 10  # working days in which a dispute is answered by a reader outside the line; a choice
OPEN_DAYS = 5  # working days for which a rating that the gate holds back may stay open (MEASURES.md section 7)


class UnsupportedError(RefusalError):
    """This rating needs more evidence before it can be handed in. It is kept as a draft."""


class ReasonMissingError(RefusalError):
    """Please say why: the reason stays with the rating. Nothing was changed."""


class TwoTextsError(RefusalError):
    """Two people wrote this at the same time. Both texts are kept: please choose or join them first."""


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    REOPENED = "reopened"
    RELEASED = "released"
    ACKNOWLEDGED = "acknowledged"
    DISPUTED = "disputed"
    UPHELD = "upheld"  # disputed, and found to stand


class Deed(StrEnum):
    SUBMIT = "submit"
    RETURN = "return"  # to the manager, before release
    RELEASE = "release"  # to the person
    ACKNOWLEDGE = "acknowledge"  # it was read; that is not agreement
    DISPUTE = "dispute"
    UPHOLD = "uphold"  # the reader outside the line finds that it stands
    REOPEN = "reopen"  # it is to be written anew


OPEN = frozenset({State.DRAFT, State.RETURNED, State.REOPENED})  # its text, and what it cites, may be changed
_READ = (State.RELEASED, State.ACKNOWLEDGED, State.DISPUTED, State.UPHELD)
_MOVES: Mapping[tuple[State, Deed], State] = {
    **{(state, Deed.SUBMIT): State.SUBMITTED for state in OPEN},
    (State.SUBMITTED, Deed.RETURN): State.RETURNED,
    (State.SUBMITTED, Deed.RELEASE): State.RELEASED,
    (State.RELEASED, Deed.ACKNOWLEDGE): State.ACKNOWLEDGED,
    (State.RELEASED, Deed.DISPUTE): State.DISPUTED,
    (State.ACKNOWLEDGED, Deed.DISPUTE): State.DISPUTED,
    (State.DISPUTED, Deed.UPHOLD): State.UPHELD,
    (State.UPHELD, Deed.ACKNOWLEDGE): State.ACKNOWLEDGED,
    **{(state, Deed.REOPEN): State.REOPENED for state in _READ},
}
_NEEDS_REASON = {Deed.RETURN, Deed.DISPUTE, Deed.UPHOLD, Deed.REOPEN}
_NEEDS_EVIDENCE = {Deed.SUBMIT, Deed.RELEASE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What somebody wrote: level (None: not chosen yet), reasons, what points the other way, and what is cited.

    `against` are cited pieces that point the other way, `wording` is what the person reads besides the reasons.
    `at` is UTC epoch ms.
    """

    by: str
    at: int
    level: Level | None = None
    rationale: str = ""
    counter: str = ""
    wording: str = ""
    cited: frozenset[str] = frozenset()
    against: frozenset[str] = frozenset()

    def says_as(self, other: Text) -> bool:
        return replace(self, by=other.by, at=other.at) == other


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One that was taken; `level` is what the rating said at that time."""

    deed: Deed
    by: str
    at: int
    level: Level | None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """Of one person in one competency of one round. `rivals` are texts written at the same time as `text`."""

    id: str
    cycle: str
    subject: str
    competency: str
    expected: Level = Level.COMPETENT
    text: Text
    rivals: tuple[Text, ...] = ()
    state: State = State.DRAFT
    steps: tuple[Step, ...] = ()
    version: int = 1


# --- Writing ------------------------------------------------------------------------------------------------------


def write(rating: Rating, text: Text, *, base: int) -> Rating:
    """Save a draft, as often as its form is closed. `base` is the version that the writer had before them.

    If another text was saved meanwhile, both are kept and nobody's is lost. Raises StaleError once it is handed in.
    """
    if rating.state not in OPEN:
        raise StaleError
    if text.says_as(rating.text):
        return rating
    if base == rating.version:
        return replace(rating, text=text, rivals=_others(rating.rivals, text), version=rating.version + 1)
    return replace(rating, rivals=(*_others(rating.rivals, text), text), version=rating.version + 1)


def settle(rating: Rating, text: Text, *, base: int) -> Rating:
    """Put one text in the place of all. Raises StaleError when yet another came in meanwhile, or it is handed in."""
    if rating.state not in OPEN or base != rating.version:
        raise StaleError
    return replace(rating, text=text, rivals=(), version=rating.version + 1)


def gone(before: Rating, after: Rating) -> tuple[Text, ...]:
    """Return the texts that are in it no more, of every writer: whoever saves it keeps them in its history."""
    still = (after.text, *after.rivals)
    texts = (before.text, *before.rivals)
    return tuple(text for text in texts if text.by and not any(text.says_as(one) for one in still))


def _others(rivals: tuple[Text, ...], text: Text) -> tuple[Text, ...]:
    """Each writer has one text, their last."""
    return tuple(one for one in rivals if one.by != text.by)


# --- Steps --------------------------------------------------------------------------------------------------------


def may(rating: Rating, deed: Deed) -> bool:
    """A dispute is answered once; what was acknowledged after that is not disputed again until it is written anew."""
    if deed is Deed.DISPUTE and _is_answered(rating):
        return False
    return (rating.state, deed) in _MOVES


def _is_answered(rating: Rating) -> bool:
    since = [step.deed for step in rating.steps if step.deed in {Deed.RELEASE, Deed.UPHOLD}]
    return since[-1:] == [Deed.UPHOLD]


def take(rating: Rating, deed: Deed, *, by: str, now: int, reason: str = "", holds: bool = False) -> Rating:
    """Take a step. Who may is policy's; `holds` is the gate's verdict at this moment, for submit and release.

    Raises StaleError, ReasonMissingError, UnsupportedError or TwoTextsError.
    """
    if not may(rating, deed):
        raise StaleError
    _require(rating, deed, reason, holds=holds)
    step = Step(deed=deed, by=by, at=now, level=rating.text.level, reason=reason.strip())
    state = _MOVES[rating.state, deed]
    return replace(rating, state=state, steps=(*rating.steps, step), version=rating.version + 1)


def _require(rating: Rating, deed: Deed, reason: str, *, holds: bool) -> None:
    if deed in _NEEDS_REASON and not reason.strip():
        raise ReasonMissingError
    if deed in _NEEDS_EVIDENCE:
        if rating.rivals:
            raise TwoTextsError
        if not rating.text.rationale.strip():
            raise ReasonMissingError
        if rating.text.level is None or not holds:
            raise UnsupportedError


def last(rating: Rating, deed: Deed) -> Step | None:
    return next((step for step in reversed(rating.steps) if step.deed is deed), None)


def answer_by(disputed_on: date, calendar: Calendar) -> date:
    """Return until when a dispute is answered."""
    return working_days.shifted(disputed_on, ANSWER_DAYS, calendar)


def open_until(held_back_on: date, calendar: Calendar) -> date:
    """Return how long a rating that lacks evidence may stay open before what the role needs is kept."""
    return working_days.shifted(held_back_on, OPEN_DAYS, calendar)
