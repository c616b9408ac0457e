"""What several calibration sessions of one round came to together, whichever managers sat in which of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.calibration_report import Room


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A session that is over: of which round of the cycle, and what it came to.

    `read` are the people (ids) whose ratings it read, `talked_about` those of them whom it talked about.
    """

    round: str
    room: Room
    read: frozenset[str] = frozenset()
    talked_about: frozenset[str] = frozenset()


def last(held: Sequence[Held]) -> list[Held]:
    """Return the sessions of the latest round in which people were rated; written cases alone are no round.

    They come the last first.
    """
    those = [one for one in held if one.room.moves.n or one.room.supported.n]
    return [one for one in those if one.round == those[0].round]


def rated(held: Sequence[Held]) -> list[Room]:
    """Return what these came to."""
    return [one.room for one in last(held)]


def people_off(those: Sequence[Held]) -> int:
    """Return how many people at least have a rating off what a role needs; nobody counts for two sessions."""
    return _at_least([one.room.people_off for one in those], [one.read for one in those])


def people(those: Sequence[Held]) -> int:
    """Return how many people at least were talked about; the same."""
    return _at_least([one.room.people for one in those], [one.talked_about for one in those])


def supported(rooms: Sequence[Room]) -> tuple[int, int]:
    """Return how many ratings off what a role needs the evidence supports, and how many there are."""
    every = [one.supported for one in rooms]
    return sum(round((one.value or 0) * one.n) for one in every), sum(one.n for one in every)


def _at_least(counts: Sequence[int], groups: Sequence[frozenset[str]]) -> int:
    """Take off whoever is in several groups. Which of a group were counted is not kept, so it may be more."""
    again = sum(len(one) for one in groups) - len(frozenset[str]().union(*groups))
    return max([sum(counts) - again, *counts], default=0)
