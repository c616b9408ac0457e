"""Evidence: what a piece of it says, when it may count, and what the person it is about can do with it.

The person sees each piece before it counts, may add their own side, and may contest it; what they contest is read by
somebody outside their reporting line, and does not count meanwhile (promise 3).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from domain import links, text
from domain.competencies import Direction
from domain.errors import NotFoundError, RefusalError, StaleError
from domain.evidence_sources import Kind, Source

LEAST_WORDS = 3  # in each of situation, behavior and impact
FRESH_DAYS = {Kind.THIRD_PARTY: 14, Kind.MANAGER: 7}  # a note written later is a recollection


class ReasonMissingError(RefusalError):
    """Please say why: others will read it. Nothing was changed."""


class LockedError(RefusalError):
    """A rating that was handed in rests on this, so it can't be taken back or changed now. You can still contest it."""


class Voice(StrEnum):
    """Somebody spoke up. That never counts against them."""

    OWNED_ERROR = "owned an error"
    RAISED_CONCERN = "raised a concern"
    ASKED_FOR_HELP = "asked for help"


class State(StrEnum):
    STANDING = "standing"
    CONTESTED = "contested"  # it does not count until it is resolved
    KEPT = "kept"  # contested and read by somebody outside the line: it counts
    STRUCK = "struck"  # contested, and does not count
    WITHDRAWN = "withdrawn"  # by its author


class Strength(StrEnum):
    A = "A"
    B = "B"
    C = "C"
    D = "D"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Both days are part of it."""

    start: date
    end: date

    def holds(self, day: date) -> bool:
        return self.start <= day <= self.end

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A piece of evidence about `subject`, in one competency, without a word of it: what counts and policy ask.

    `recorded_at` is UTC epoch ms. `shown_at`: when the subject could first read it as it stands now.
    """

    id: str
    subject: str
    author: str
    competency: str
    direction: Direction
    source: Source
    occurred_on: date
    recorded_on: date
    recorded_at: int
    shown_at: int | None = None
    state: State = State.STANDING


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Outline):
    """The same with its words.

    `recorded_on` is the day on the author's calendar of the moment `recorded_at`. `event` is the incident, ticket,
    meeting or project it belongs to ("" when there is none). `artifact_authors` wrote what the link shows; nobody,
    when a system did. `hints_open`: the language hints on the behavior were not answered yet. `answer` is the
    subject's own side.
    """

    situation: str
    behavior: str
    impact: str
    event: str = ""
    link: str = ""
    link_works: bool = False
    artifact_authors: frozenset[str] = frozenset()
    voice: Voice | None = None
    corrective_action: str = ""
    hints_open: bool = False
    answer: str = ""
    version: int = 1

    @property
    def speaks_up(self) -> bool:
        return self.voice is not None

    @property
    def owns_and_corrects(self) -> bool:
        return self.voice is Voice.OWNED_ERROR and bool(self.corrective_action.strip())

    @property
    def is_complete(self) -> bool:
        """Long enough to say something, and its hints are answered; what it means is the writer's to confirm."""
        parts = (self.situation, self.behavior, self.impact)
        return not self.hints_open and all(text.words(part) >= LEAST_WORDS for part in parts)


def strength(item: Item) -> Strength:
    """Return how much a piece carries by itself (MEASURES.md section 7)."""
    kind, days = item.source.kind, (item.recorded_on - item.occurred_on).days
    if kind is Kind.SYSTEM_ARTIFACT:
        return Strength.A if item.link and item.link_works else Strength.D
    if 0 <= days <= FRESH_DAYS.get(kind, -1):
        return Strength.B if kind is Kind.THIRD_PARTY else Strength.C
    return Strength.D


# --- What is wrong with what was filled in ------------------------------------------------------------------------


class Flaw(StrEnum):
    IN_THE_FUTURE = "it has not happened yet"
    OUTSIDE_PERIOD = "it happened outside the review period"
    NEVER_EVIDENCE = "this can never be evidence"
    NOT_THEIR_OWN = "only people themselves give their own account"
    OF_ONESELF = "nobody observes themselves as manager or colleague"
    TOO_SHORT = "it says too little to be checked"
    TOO_LONG = "it is longer than what is kept"
    NOT_A_LINK = "this is not the address of a page"
    NO_CORRECTION = "an owned error comes with what was done about it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """`field` is the name of the field of Item in which it stands."""

    field: str
    flaw: Flaw


def problems(item: Item, period: Period) -> tuple[Problem, ...]:
    """Return what has to be put right before it is saved, in the order of the form. The link needs no check by us."""
    found = [
        ("occurred_on", Flaw.IN_THE_FUTURE, item.occurred_on > item.recorded_on),
        ("occurred_on", Flaw.OUTSIDE_PERIOD, not period.holds(item.occurred_on)),
        ("source", Flaw.NEVER_EVIDENCE, not item.source.is_allowed),
        ("source", Flaw.NOT_THEIR_OWN, item.source.kind is Kind.SELF and item.author != item.subject),
        ("source", Flaw.OF_ONESELF, _observes_oneself(item)),
        *((field, Flaw.TOO_SHORT, text.words(said) < LEAST_WORDS) for field, said in _told(item)),
        *((field, Flaw.TOO_LONG, len(said) > text.MAX_CHARACTERS) for field, said in (*_told(item), *_extra(item))),
        ("link", Flaw.NOT_A_LINK, bool(item.link) and not links.is_link(item.link)),
        ("corrective_action", Flaw.NO_CORRECTION, item.voice is Voice.OWNED_ERROR and not item.owns_and_corrects),
    ]
    return tuple(Problem(field=field, flaw=flaw) for field, flaw, holds in found if holds)


def _told(item: Item) -> tuple[tuple[str, str], ...]:
    return ("situation", item.situation), ("behavior", item.behavior), ("impact", item.impact)


def _extra(item: Item) -> tuple[tuple[str, str], ...]:
    return ("corrective_action", item.corrective_action), ("link", item.link)


def _observes_oneself(item: Item) -> bool:
    return item.source.kind in {Kind.MANAGER, Kind.THIRD_PARTY} and item.author == item.subject


class Alike(StrEnum):
    SAME_DOCUMENT = "it links to the same document"
    SAME_AUTHOR_AND_EVENT = "the same author wrote about the same event"


def alike(item: Item, others: Iterable[Item]) -> tuple[tuple[Item, Alike], ...]:
    """Return what may be the same thing said twice, for a warning: two such pieces carry no more than one."""
    found = []
    for other in others:
        if other.id == item.id or other.subject != item.subject or other.state is State.WITHDRAWN:
            continue
        if item.link and links.normalized(item.link) == links.normalized(other.link):
            found.append((other, Alike.SAME_DOCUMENT))
        elif item.author == other.author and _same_event(item, other):
            found.append((other, Alike.SAME_AUTHOR_AND_EVENT))
    return tuple(found)


def _same_event(one: Item, other: Item) -> bool:
    if one.event and other.event:
        return one.event == other.event
    return one.occurred_on == other.occurred_on and one.competency == other.competency


# --- What happens to a piece --------------------------------------------------------------------------------------


def add_side(item: Item, *, by: str, side: str) -> Item:
    """The subject's own side stands beside it for whoever reads it. Raises NotFoundError for anybody else."""
    _require(by == item.subject and item.shown_at is not None)
    return replace(item, answer=side, version=item.version + 1)


def contest(item: Item, *, by: str, reason: str) -> Item:
    """Raises NotFoundError, ReasonMissingError, or StaleError when that was decided or it was taken back."""
    _require(by == item.subject and item.shown_at is not None)
    _require_reason(reason)
    if item.state is not State.STANDING:
        raise StaleError
    return replace(item, state=State.CONTESTED, version=item.version + 1)


def resolve(item: Item, *, keep: bool, reason: str) -> Item:
    """Decide on what is contested; that the reader is outside the line is policy's. Raises StaleError."""
    _require_reason(reason)
    if item.state is not State.CONTESTED:
        raise StaleError
    return replace(item, state=State.KEPT if keep else State.STRUCK, version=item.version + 1)


def withdraw(item: Item, *, by: str, is_locked: bool) -> Item:
    """Its author takes it back. Raises NotFoundError, LockedError, or StaleError when it is struck already."""
    _require_open(item, by, is_locked=is_locked)
    return replace(item, state=State.WITHDRAWN, version=item.version + 1)


def correct(item: Item, changed: Item, *, by: str, is_locked: bool) -> Item:
    """Its author puts it right; `changed` carries the day of the correction, so that nobody dates new words back.

    It has to be shown anew before it counts, and what was decided about it was about other words.
    Raises as withdraw does, and StaleError when another version was edited.
    """
    _require_open(item, by, is_locked=is_locked)
    if changed.version != item.version or item.state is State.CONTESTED:
        raise StaleError
    fixed = replace(changed, id=item.id, subject=item.subject, author=item.author, voice=changed.voice or item.voice)
    return replace(fixed, state=State.STANDING, shown_at=None, answer=item.answer, version=item.version + 1)


def speak_up(item: Item, voice: Voice | None, *, by: str, is_outside_line: bool, was_unsaid: bool = False) -> Item:
    """Say that it is about speaking up: its author or subject may; only a reader outside the line may unsay it.

    Raises NotFoundError, or StaleError for a side that says it after it `was_unsaid`, or after somebody has said it:
    whoever says it a second time could take it back for the first.
    """
    _require(by in {item.author, item.subject} or is_outside_line)
    if voice is None and not is_outside_line:
        raise NotFoundError
    if (was_unsaid or item.voice is not None) and not is_outside_line:
        raise StaleError
    return replace(item, voice=voice, version=item.version + 1)


def take_voice_back(item: Item, *, by: str, said_by: str | None) -> Item:
    """The subject takes back what they said themselves; what somebody else said for them is decided on by an ombud.

    Raises NotFoundError for anybody else, StaleError when it was not their word.
    """
    _require(by == item.subject)
    if item.voice is None or said_by != by:
        raise StaleError
    return replace(item, voice=None, version=item.version + 1)


def _require_open(item: Item, by: str, *, is_locked: bool) -> None:
    _require(by == item.author)
    if is_locked:
        raise LockedError
    if item.state in {State.STRUCK, State.WITHDRAWN}:
        raise StaleError


def _require(allowed: bool) -> None:
    if not allowed:
        raise NotFoundError


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissingError
