"""A packet: what a session reads about one person, as it was when it froze, what it lacks, and what changed since.

It holds no pay, potential, pulse or picture, and nothing of a protected kind: there is no field for any of it.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from domain import competencies
from domain.competencies import Direction, Level
from domain.corroboration import Verdict
from domain.evidence import Item, State, Strength, strength
from domain.ratings import Rating

CASES = 8  # that a session of 90 minutes has time for
DRAWN_PERCENT = 10  # of the packets are talked about for no reason at all


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of evidence as it stood; `against` points the other way. Its words are read where they are kept."""

    id: str
    letter: Strength
    occurred_on: date
    recorded_on: date
    version: int
    against: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """One rating of the packet. `holds`: the gate let it stand; `second` is what a second rater read, unasked."""

    competency: str
    level: Level | None
    expected: Level
    rationale: str = ""
    counter: str = ""
    pieces: tuple[Piece, ...] = ()
    holds: bool = False
    support: int = 0
    second: Level | None = None
    version: int = 0

    @property
    def is_off(self) -> bool:
        return self.level is not None and self.level is not self.expected

    @property
    def has_counter(self) -> bool:
        return bool(self.counter.strip()) or any(piece.against for piece in self.pieces)


class Why(StrEnum):
    """Why a case is talked about."""

    OFF_EXPECTED = "a rating is above or below what the role needs"
    SECOND_DIFFERS = "a second rater read it otherwise"
    BORDERLINE = "the evidence just carries it, or does not"
    DRAWN = "it was drawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """`manager` rates the subject, and `hands` wrote of them or handed it in, each at some time before it froze.

    `place` is where the case comes in the session (None: it is only read).
    """

    session: str
    subject: str
    manager: str
    frozen_at: int
    ratings: tuple[Rated, ...]
    why: tuple[Why, ...] = ()
    place: int | None = None
    begun_at: int | None = None
    hands: frozenset[str] = frozenset()

    def is_by(self, person: str) -> bool:
        """Whoever rated it is no second voice on it, wherever the subject has moved since."""
        return person == self.manager or person in self.hands

    def rated(self, competency: str) -> Rated | None:
        return next((one for one in self.ratings if one.competency == competency), None)

    @property
    def pieces(self) -> frozenset[str]:
        return frozenset(piece.id for one in self.ratings for piece in one.pieces)


# --- Freezing -----------------------------------------------------------------------------------------------------


def frozen(
    ratings: Sequence[Rating],
    verdicts: Mapping[str, Verdict],
    items: Mapping[str, Item],
    seconds: Mapping[str, Level],
) -> tuple[Rated, ...]:
    """Return the ratings as they stand; `verdicts` and `seconds` are by competency."""
    return tuple(_rated(one, verdicts.get(one.competency), items, seconds.get(one.competency)) for one in ratings)


def _rated(one: Rating, verdict: Verdict | None, items: Mapping[str, Item], second: Level | None) -> Rated:
    text = one.text
    named = [items[id] for id in sorted(text.cited | text.against) if id in items]
    return Rated(
        competency=one.competency,
        level=text.level,
        expected=one.expected,
        rationale=text.rationale,
        counter=text.counter,
        pieces=tuple(_piece(item, against=item.id in text.against) for item in named),
        holds=verdict is not None and verdict.holds,
        support=len(verdict.support) if verdict else 0,
        second=second,
        version=one.version,
    )


def _piece(item: Item, *, against: bool) -> Piece:
    return Piece(
        id=item.id,
        letter=strength(item),
        occurred_on=item.occurred_on,
        recorded_on=item.recorded_on,
        version=item.version,
        against=against,
    )


def chosen(packets: Iterable[Packet], *, rng: random.Random, most: int = CASES) -> list[Packet]:
    """Return the packets with why each is talked about, and where: those with the most reasons, in a random order."""
    mixed = sorted(packets, key=lambda one: one.subject)
    rng.shuffle(mixed)
    lot = {one.subject for one in mixed[: -(-len(mixed) * DRAWN_PERCENT // 100)]}
    reasoned = [replace(one, why=_why(one, is_drawn=one.subject in lot)) for one in mixed]
    first = sorted((one for one in reasoned if one.why), key=lambda one: -len(one.why))[:most]
    rng.shuffle(first)
    places = {one.subject: place for place, one in enumerate(first)}
    return [replace(one, place=places.get(one.subject)) for one in reasoned]


def _why(packet: Packet, *, is_drawn: bool) -> tuple[Why, ...]:
    rated = [one for one in packet.ratings if one.level is not None]
    found = {
        Why.OFF_EXPECTED: any(one.is_off for one in rated),
        Why.SECOND_DIFFERS: any(one.second not in {None, one.level} for one in rated),
        Why.BORDERLINE: any(_is_borderline(one) for one in rated),
        Why.DRAWN: is_drawn,
    }
    return tuple(reason for reason, holds in found.items() if holds)


def _is_borderline(one: Rated) -> bool:
    least = 1 if competencies.direction(one.level or one.expected, one.expected) is Direction.AT else 2
    return not one.holds or (one.is_off and one.support <= least)


# --- What it lacks, and what changed ------------------------------------------------------------------------------


class Lack(StrEnum):
    LEVEL = "a rating has no level"
    REASON = "a rating has no reason"
    EVIDENCE = "the evidence does not carry a rating"
    COUNTER = "nothing points the other way"


def lacks(ratings: Collection[Rated]) -> tuple[Lack, ...]:
    """Return what a meeting would miss. What points the other way is asked for off what the role needs."""
    rated = [one for one in ratings if one.level is not None]
    found = {
        Lack.LEVEL: len(rated) < len(ratings),
        Lack.REASON: any(not one.rationale.strip() for one in rated),
        Lack.EVIDENCE: any(not one.holds for one in rated),
        Lack.COUNTER: any(one.is_off and not one.has_counter for one in rated),
    }
    return tuple(lack for lack, holds in found.items() if holds)


class Change(StrEnum):
    LEVEL = "the level"
    WORDS = "what the rating says or cites"
    EVIDENCE = "a piece of evidence"
    GONE = "a piece of evidence is withdrawn or struck"


_GONE = frozenset({State.WITHDRAWN, State.STRUCK})


def words(packet: Packet, items: Mapping[str, Item]) -> Mapping[str, str]:
    """Return what each piece of the packet says now, by id; of one that is withdrawn or struck, nothing."""
    held = [items[id] for id in packet.pieces if id in items]
    return {one.id: one.behavior for one in held if one.state not in _GONE}


def changes(packet: Packet, ratings: Iterable[Rating], items: Mapping[str, Item]) -> Mapping[str, tuple[Change, ...]]:
    """Return what is otherwise now than when it froze, by competency; nothing of the packet itself is changed."""
    now = {one.competency: one for one in ratings}
    found = {one.competency: _changed(one, now.get(one.competency), items) for one in packet.ratings}
    return {competency: those for competency, those in found.items() if those}


def _changed(then: Rated, now: Rating | None, items: Mapping[str, Item]) -> tuple[Change, ...]:
    held = [(piece, items.get(piece.id)) for piece in then.pieces]
    found = {
        Change.LEVEL: now is None or now.text.level is not then.level,
        Change.WORDS: now is not None and _says_else(then, now),
        Change.EVIDENCE: any(item is not None and item.version != piece.version for piece, item in held),
        Change.GONE: any(item is None or item.state in _GONE for _, item in held),
    }
    return tuple(change for change, holds in found.items() if holds)


def _says_else(then: Rated, now: Rating) -> bool:
    text = now.text
    cited = {piece.id for piece in then.pieces if not piece.against}
    against = {piece.id for piece in then.pieces if piece.against}
    words = (text.rationale, text.counter) != (then.rationale, then.counter)
    return words or cited != text.cited - text.against or against != text.against


# --- What somebody has still to do before -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """For one manager: cases to rate, own people's packets by what they lack, and others' packets to mark."""

    anchors: int = 0
    own: int = 0
    lacking: Mapping[Lack, int]
    unmarked: int = 0

    @property
    def is_nothing(self) -> bool:
        return not (self.anchors or self.unmarked or any(self.lacking.values()))


def missing(own: Sequence[Collection[Rated]], *, anchors: int, unmarked: int) -> Missing:
    """`own` holds the ratings of each of the manager's people."""
    every = [lacks(ratings) for ratings in own]
    lacking = {lack: count for lack in Lack if (count := sum(lack in each for each in every))}
    return Missing(anchors=anchors, own=len(own), lacking=lacking, unmarked=unmarked)
