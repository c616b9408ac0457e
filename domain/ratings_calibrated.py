"""A rating that changes when it is compared with others: void without its reason, its evidence and the person's words.

The session in which that happens asks this, and nothing else changes a rating that was handed in (promise 4).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from domain import text as words
from domain.competencies import Level
from domain.errors import RefusalError, StaleError
from domain.ratings import Rating, State, Text


class NoRationaleError(RefusalError):
    """A changed rating needs a reason, its evidence, and the words the person will read. Nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a session decided, `at` UTC epoch ms. `cited` are ids of evidence, `wording` is what the person reads."""

    by: str
    at: int
    level: Level
    reason: str
    wording: str
    cited: frozenset[str]

    @property
    def is_whole(self) -> bool:
        return words.says(self.reason) and words.says(self.wording) and bool(self.cited)


def decide(rating: Rating, decision: Decision, *, holds: bool) -> Rating:
    """Put the decision in the place of what was handed in. `holds` is the gate's verdict on the new level.

    Raises NoRationaleError when one of the three is missing or the gate does not hold, StaleError when the rating is
    not handed in.
    """
    if rating.state is not State.SUBMITTED:
        raise StaleError
    if not decision.is_whole or not holds:
        raise NoRationaleError
    text = replace(
        rating.text,
        by=decision.by,
        at=decision.at,
        level=decision.level,
        rationale=decision.reason,
        wording=decision.wording,
        cited=decision.cited,
    )
    return replace(rating, text=text, version=rating.version + 1)


def digest(text: Text) -> str:
    """Tell what a rating says from all else it could say; who wrote it, and when, is no matter (as in Text.says_as)."""
    level = text.level.value if text.level else ""
    said = (level, text.rationale, text.counter, text.wording, sorted(text.cited), sorted(text.against))
    return hashlib.sha256(repr(said).encode()).hexdigest()
