"""A piece of evidence with its papers: what was said of it since, where it came from, and how it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.evidence import Item, Outline, State
from domain.evidence_sources import Kind, Source, of_kind
from domain.policy import Condition


class Quote(StrEnum):
    """Whether the words of a message may stand in it: its author is asked."""

    NONE = ""  # it comes from no message
    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"


class Deed(StrEnum):
    """What was done to a piece, for its history."""

    ADDED = "added"
    CORRECTED = "corrected"
    ANSWERED = "answered"
    CONTESTED = "contested"
    KEPT = "kept"
    STRUCK = "struck"
    WITHDRAWN = "withdrawn"
    WORDING_KEPT = "wording kept"
    SPOKE_UP = "said to be about speaking up"
    TOOK_BACK = "no longer said to be about speaking up"
    UNSAID = "said not to be about speaking up"
    QUOTED = "quoted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """`objection`: why the subject contests it; `decision`: why it was kept or struck, by `resolved_by`.

    `quoted` is the message itself, once its author agreed. `kudos` and `request` are the ids of what it came from.
    """

    item: Item
    objection: str = ""
    decision: str = ""
    resolved_by: str | None = None
    quote: Quote = Quote.NONE
    quoted: str = ""
    kudos: str | None = None
    request: str | None = None

    @property
    def id(self) -> str:
        return self.item.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of the history. `before` is what it said until then, by field, where the words changed."""

    version: int
    by: str
    deed: Deed
    at: int
    before: Mapping[str, str] = field(default_factory=dict)


_OF_VOICE = frozenset({Deed.SPOKE_UP, Deed.TOOK_BACK, Deed.UNSAID})


def was_unsaid(history: Iterable[Change]) -> bool:
    """Somebody outside the line found that it was not about speaking up: that stands."""
    return any(one.deed is Deed.UNSAID for one in history)


def spoken_for(history: Iterable[Change]) -> str | None:
    """Return who said afterwards that it is about speaking up, None where nobody did or it was taken back."""
    said: str | None = None
    for one in history:
        if one.deed in _OF_VOICE:
            said = one.by if one.deed is Deed.SPOKE_UP else None
    return said


def met(piece: Outline, *, came_under: bool, is_submitted: bool, is_locked: bool, reason: str) -> frozenset[Condition]:
    """Return how the piece stands, in the words of the policy (TRUST.md section 1, conditions 5 to 10).

    `came_under`: the reader led the subject on the day it was recorded; to another manager it passes once the subject
    knows of it. `is_submitted`: the review of the time it is from is handed in; `is_locked`: one rests on this piece.
    """
    holds = {
        Condition.TOLD: piece.shown_at is not None,
        Condition.CONTESTED: piece.state is State.CONTESTED,
        Condition.CHANGEABLE: not is_locked,
        Condition.TRANSFERABLE: came_under or piece.shown_at is not None,
        Condition.SUBMITTED: is_submitted,
        Condition.REASON: bool(reason.strip()),
    }
    return frozenset(condition for condition, is_met in holds.items() if is_met)


SEEN = "seen"  # "I saw it": whose account that is depends on who says it
OFFERED = (Source.ONE_TO_ONE_NOTES, Source.STAKEHOLDER_NOTE, Source.MENTORING_LOG, *of_kind(Kind.SYSTEM_ARTIFACT))


def source_of(chosen: str, *, is_self: bool, leads: bool) -> Source | None:
    """Return what it comes from, None when that is not this author's to say.

    Whoever leads somebody writes down what they saw, never what others told: those are asked. Thanks come from a kudos.
    """
    if chosen == SEEN:
        return Source.SELF_REPORT if is_self else Source.MANAGER_OBSERVATION if leads else Source.PEER_FEEDBACK
    source = next((one for one in OFFERED if one.value == chosen), None)
    mine = {Kind.SYSTEM_ARTIFACT, Kind.SELF if is_self else Kind.MANAGER if leads else Kind.THIRD_PARTY}
    return source if source is not None and source.kind in mine else None


def chosen_as(source: Source) -> str:
    """Return how the form shows it again."""
    return source.value if source in OFFERED else SEEN
