"""What a calibration did to ratings: how many moved up or down, by how much evidence, and how far to the middle.

In the field about a quarter of ratings moved, four times as often down, and all were drawn together (Demere, Sedatole
and Woods), so the change in spread stands beside the changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import pstdev

from domain import result
from domain.competencies import Direction, Level
from domain.result import Reason, Result

_RANK = {level: level.rank for level in Level}  # looked up very often


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibrated:
    """One rating before and after, and on how many pieces of evidence it rests."""

    before: Level
    after: Level
    evidence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """How many of `n` went up or down."""

    n: int
    up: int
    down: int

    @property
    def changed(self) -> int:
        return self.up + self.down


@dataclass(frozen=True, slots=True, kw_only=True)
class Compression:
    """Spread of all ratings before and after, in levels, and the share at Competent. A `ratio` under 1 is narrower."""

    before: float
    after: float
    middle_before: float
    middle_after: float
    ratio: Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Supported:
    """Where a rating stands to what the role needs, and whether two independent pieces of evidence speak for it."""

    direction: Direction
    is_corroborated: bool


def moves(ratings: Sequence[Calibrated]) -> Moves:
    steps = [_RANK[one.after] - _RANK[one.before] for one in ratings]
    return Moves(n=len(steps), up=sum(step > 0 for step in steps), down=sum(step < 0 for step in steps))


def moves_by_evidence(ratings: Sequence[Calibrated]) -> Mapping[int, Moves]:
    """By how many pieces a rating rests on, the fewest first."""
    groups = defaultdict[int, list[Calibrated]](list)
    for one in ratings:
        groups[one.evidence].append(one)
    return {evidence: moves(groups[evidence]) for evidence in sorted(groups)}


def compression(ratings: Sequence[Calibrated]) -> Compression | None:
    """None where nothing was calibrated."""
    if not ratings:
        return None
    n, before, after = len(ratings), [one.before for one in ratings], [one.after for one in ratings]
    wide, narrow = (pstdev(_RANK[one] for one in those) for those in (before, after))
    return Compression(
        before=wide,
        after=narrow,
        middle_before=before.count(Level.COMPETENT) / n,
        middle_after=after.count(Level.COMPETENT) / n,
        ratio=result.found(narrow / wide, n) if wide else result.missing(Reason.NO_VARIATION, n),
    )


def evidence_compliance(ratings: Sequence[Supported]) -> Result:
    """Return the share of ratings above or below expectations that two pieces support; `n` counts those."""
    off = [one.is_corroborated for one in ratings if one.direction is not Direction.AT]
    return result.found(sum(off) / len(off), len(off)) if off else result.missing(Reason.NO_DATA, 0)
