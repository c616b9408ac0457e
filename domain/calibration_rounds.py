"""What several calibration sessions of one round came to together, whichever managers sat in which of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.calibration_report import Room


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A session that is over: of which round of the cycle, and what it came to.

    `read` are the people (ids) whose ratings it read, `talked_about` those of them whom it talked about; whoever was
    erased since is in neither.
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
    groups = [_Group(counted=one.room.people_off, those=one.read, were=one.room.read) for one in those]
    return _at_least(groups)


def people(those: Sequence[Held]) -> int:
    """Return how many people at least were talked about; the same."""
    groups = [_Group(counted=one.room.people, those=one.talked_about, were=one.room.talked_about) for one in those]
    return _at_least(groups)


def supported(rooms: Sequence[Room]) -> tuple[int, int]:
    """Return how many ratings off what a role needs the evidence supports, and how many there are."""
    every = [one.supported for one in rooms]
    return sum(round((one.value or 0) * one.n) for one in every), sum(one.n for one in every)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """How many were counted of the people of one session, who of them is still there, and how many there were."""

    counted: int
    those: frozenset[str]
    were: int

    @property
    def gone(self) -> int:
        return max(0, self.were - len(self.those))


def _at_least(groups: Sequence[_Group]) -> int:
    """Take off whoever is in several groups. Which of a group were counted is not kept, so it may be more.

    Whoever was erased is taken to have been in all groups that somebody is gone from: nobody can be asked any more.
    """
    everybody = frozenset[str]().union(*(one.those for one in groups))
    again = sum(len(one.those) + one.gone for one in groups) - len(everybody)
    again -= max((one.gone for one in groups), default=0)
    counts = [one.counted for one in groups]
    return max([sum(counts) - again, *counts], default=0)
