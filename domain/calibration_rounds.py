"""What several calibration sessions of one round came to together, whichever managers sat in which of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.calibration_report import Room


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A session that is over: of which round of the cycle, and what it came to."""

    round: str
    room: Room


def rated(held: Sequence[Held]) -> list[Room]:
    """Return the sessions of the latest round in which people were rated; written cases alone are no round.

    They come the last first.
    """
    those = [one for one in held if one.room.moves.n or one.room.supported.n]
    return [one.room for one in those if one.round == those[0].round]


def supported(rooms: Sequence[Room]) -> tuple[int, int]:
    """Return how many ratings off what a role needs the evidence supports, and how many there are."""
    every = [one.supported for one in rooms]
    return sum(round((one.value or 0) * one.n) for one in every), sum(one.n for one in every)
