"""What is kept about people: in which classes, for how long, and who decides that it is erased."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from enum import StrEnum

from domain.errors import NotFoundError, RefusalError, StaleError

PROFILES_AN_HOUR = 20  # whose records one of HR opens alone for a purpose (TRUST.md section 1)


class TooManyProfilesError(RefusalError):
    """You have opened 20 people's records within an hour. For more, another of HR has to look. Nothing was shown."""


class DataClass(StrEnum):
    """What is kept for the same reason, for as long, and can be read by the same people (TRUST.md section 6)."""

    PROFILE = "profile"
    PREFERENCES = "preferences"
    DRAFTS = "drafts"
    DELIVERIES = "deliveries"
    MESSAGES = "messages"
    KUDOS = "kudos"
    BROADCASTS = "broadcasts"
    REVIEWS = "reviews"
    PULSES = "pulses"
    POSTMORTEMS = "postmortems"
    HISTORY = "history"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """For how many days a class is kept unless HR chooses otherwise, and between what HR may choose."""

    days: int
    least: int
    most: int


TERMS: Mapping[DataClass, Term] = {
    DataClass.DRAFTS: Term(days=30, least=1, most=90),
    DataClass.DELIVERIES: Term(days=2, least=2, most=90),  # platforms repeat themselves for a day (PLATFORMS.md A1.3)
    DataClass.MESSAGES: Term(days=90, least=60, most=365),  # a broadcast may be tried again for 60 days
    DataClass.KUDOS: Term(days=1_096, least=180, most=3_653),
    DataClass.BROADCASTS: Term(days=1_096, least=180, most=3_653),
    DataClass.REVIEWS: Term(days=730, least=180, most=3_653),  # from the end of the cycle
    DataClass.PULSES: Term(days=1_096, least=180, most=3_653),  # who was asked; answers go when their contract says
    DataClass.POSTMORTEMS: Term(days=1_096, least=366, most=3_653),  # from the day it was registered
    DataClass.HISTORY: Term(days=1_096, least=366, most=3_653),
    DataClass.AUDIT: Term(days=2_557, least=1_096, most=3_653),
}
"""A class without a term is kept for as long as a person is in the directory, or anything kept still names them."""

Terms = Mapping[DataClass, int]  # days


def may_open(subject: str, opened: Set[str]) -> bool:
    """Whether one of HR opens it alone. `opened`: about whom they have read within the hour; again is no more."""
    return subject in opened or len(opened) < PROFILES_AN_HOUR


def fits(of: DataClass, days: int) -> bool:
    return TERMS[of].least <= days <= TERMS[of].most


@dataclass(frozen=True, slots=True)
class Wanted:
    """A change of a term that somebody asked for and nobody approved yet. `by` is None where an operator asked."""

    of: DataClass
    days: int
    by: str | None


# --- Erasure ------------------------------------------------------------------------------------------------------


class State(StrEnum):
    """`shredded`: nothing of it can be read any more; `verified`: nothing of it was found when it was looked for."""

    REQUESTED = "requested"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    APPROVED = "approved"
    SHREDDED = "shredded"
    VERIFIED = "verified"


OPEN = (State.REQUESTED, State.APPROVED)
DONE = (State.SHREDDED, State.VERIFIED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """A wish to have everything about a person erased. `asked_by` and `approved_by` None: the operator.

    `held`: a legal hold stands on the person, which wins. Nobody asked for that of a leaver: it was time. Times are
    UTC epoch ms.
    """

    id: str
    person: str
    state: State
    asked_by: str | None
    asked_at: int
    approved_by: str | None = None
    approved_at: int | None = None
    verified_at: int | None = None
    held: bool = False

    @property
    def is_of_leaver(self) -> bool:
        """It came about by itself, so whoever comes back is welcome."""
        return self.asked_by is None and self.approved_by is None


class HeldError(RefusalError):
    """A legal hold stands on this person, so nothing about them may be erased until it is lifted. The request stays."""


class SecondPersonError(RefusalError):
    """Somebody else has to approve this: neither who asked for it nor whom it is about. Nothing was changed."""


def require_open(found: Erasure | None) -> Erasure:
    """Raises NotFoundError, or StaleError when it has been decided already."""
    if found is None:
        raise NotFoundError
    if found.state is not State.REQUESTED:
        raise StaleError
    return found


def may_approve(erasure: Erasure, approver: str | None) -> bool:
    """Two different people decide. `approver` None is the operator, who may approve what anybody else asked for."""
    return approver not in (erasure.asked_by, erasure.person)


def require_approvable(found: Erasure | None, approver: str | None) -> Erasure:
    """Raises NotFoundError, StaleError, SecondPersonError or HeldError."""
    erasure = require_open(found)
    if not may_approve(erasure, approver):
        raise SecondPersonError
    if erasure.held:
        raise HeldError
    return erasure


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A legal hold: while it stands nothing about the person is erased or grows too old. `placed_by` None: operator."""

    id: str
    person: str
    reason: str
    placed_by: str | None
    placed_at: int
    lifted_at: int | None = None


# --- Reads --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Read:
    """That somebody in this role read data of this class about a person (UTC epoch ms)."""

    role: str
    data_class: DataClass
    at: int
