"""What a closed wave is turned into, once: the figures of each group, as far as they lay nobody open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from domain.pulses import Item
from domain.pulses_groups import Group, Moved
from domain.pulses_published import Cell, Shown, Standing
from domain.pulses_roster import path

INDEX, CORE = "index", "core"  # questions of their own: all items together, and those that every wave asks
LEAST_TEAMS = 10  # of five or more, before it is said how far teams differ


class Filled(Protocol):
    """One person's answers, of whom nobody knows. `group` is where they count."""

    @property
    def group(self) -> str: ...

    @property
    def answers(self) -> Mapping[str, int]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Floors:
    """How many people it takes, as the contract of the wave says; `share` is a percentage of those asked."""

    scores: int
    recommend: int
    difference: int
    share: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What was published of a group and a question the last time, and how many had answered."""

    shown: Shown
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A wave whose answers are shuffled and whose key is gone. `core` are the items that every wave of its kind asks.

    `before` by group and question; `moved` by the same, since a question may have been asked last some waves ago.
    """

    items: tuple[Item, ...]
    groups: tuple[Group, ...]
    sheets: Sequence[Filled]
    floors: Floors
    core: tuple[str, ...] = ()
    before: Mapping[tuple[str, str], Before] = field(default_factory=dict)
    moved: Mapping[tuple[str, str], Moved] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """All that anybody will ever read of the wave, but for comments.

    `counted`: how many answered, by group and question; it is not shown. `teams_differ`: the share of all differences
    in answers that lies between teams, for HR alone.
    """

    cells: tuple[Cell, ...]
    standings: tuple[Standing, ...]
    counted: Mapping[tuple[str, str], int]
    teams_differ: float | None = None


def release(closed: Closed) -> Released:
    """Compute it: seconds for thousands of people, so in no unit of work."""
    from domain import pulses_releasing  # noqa: PLC0415 - numpy and scipy, which no start should wait for

    return pulses_releasing.released(closed)


def shelves(groups: Sequence[Group], answered: Mapping[str, int], floor: int) -> Mapping[str, str]:
    """Return in which group a comment is read, by the group its writer counts in: the lowest of `floor` people.

    In that one only: two lists cannot be subtracted. So those whose comments are read further down do not count: they
    cannot have written what stands here. A group that is missing in what is returned is too small, up to the company.
    """
    by_id = {group.id: group for group in groups}
    paths = {id: path(by_id, id) for id in by_id}
    writers, wide = dict(answered), set[str]()
    for id in sorted(paths, key=lambda id: -len(paths[id])):  # the lowest first
        if writers.get(id, 0) >= floor:
            wide.add(id)
            writers |= {above: writers[above] - writers[id] for above in paths[id][1:] if above in writers}
    lowest = {id: next((one for one in chain if one in wide), None) for id, chain in paths.items()}
    return {id: shelf for id, shelf in lowest.items() if shelf is not None}


def answered(groups: Sequence[Group], sheets: Sequence[Filled]) -> Mapping[str, int]:
    """Return how many people of each group answered, those of the groups in it included."""
    by_id = {group.id: group for group in groups}
    counts = dict.fromkeys(by_id, 0)
    for sheet in sheets:
        for group in path(by_id, sheet.group):
            counts[group] += 1
    return counts
