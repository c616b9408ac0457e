"""Two pulses with nearly the same people: what the figures of both differ by would be what a few of them answered."""

from __future__ import annotations

from collections.abc import Collection, Set

from domain.local_time import DAY_MS
from domain.pulses import questions
from domain.pulses_wave import State, Wave

FOR_MS = 28 * DAY_MS  # after the close, answers to the same question are taken for the same (choice)
_MAY_BE_SHOWN = frozenset({State.LAUNCHED, State.OPEN, State.CLOSED, State.SEALED})


def are_close(mine: Wave, other: Wave, *, now: int) -> bool:
    """Whether both ask something that the other asks, at about one time, of an audience that was chosen anew.

    One that asks the same audience after the other has closed is the next of its kind: who joined and left between
    the two is looked at when a change is to be shown (domain.pulses_trend). Two that are launched and not open yet are
    looked at again when the later of them opens: people may have moved.
    """
    is_first = mine.state is State.OPEN and other.state is State.LAUNCHED
    if mine.id == other.id or is_first or other.state not in _MAY_BE_SHOWN or now >= other.closes_at + FOR_MS:
        return False
    asked = {item.id for item in questions(mine.contract.items)} & {item.id for item in questions(other.contract.items)}
    is_next = set(mine.contract.teams) == set(other.contract.teams) and mine.begins_at >= other.closes_at
    return bool(asked) and not is_next


def lays_open(mine: Collection[Set[str]], others: Collection[Set[str]], floor: int) -> bool:
    """Whether a group of one differs from a group of the other by fewer than `floor` people, and not by none."""
    return any(0 < len(one ^ other) < floor for one in mine for other in others if abs(len(one) - len(other)) < floor)
