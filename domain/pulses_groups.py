"""Whom a pulse's figures can be told of: groups declared before launch, and who counts in which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum

from domain.pulses_published import Turnout

HALF_PERCENT, MOST_PERCENT = 50, 80


class Level(StrEnum):
    COMPANY = "company"
    DEPARTMENT = "department"
    TEAM = "team"
    ATTRIBUTE = "attribute"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """`parent`: the group that holds all its people, if one does. `invited`: how many were asked."""

    id: str
    level: Level
    parent: str | None
    invited: int

    @property
    def is_wide(self) -> bool:
        return self.level in {Level.COMPANY, Level.DEPARTMENT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Who was invited to a group in an earlier wave and in this one, as counts."""

    stayed: int
    joined: int
    left: int

    @property
    def overlap_percent(self) -> float:
        everyone = self.stayed + self.joined + self.left
        return 100 * self.stayed / everyone if everyone else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Atom:
    """People who count in the same declared groups, and how many of them gave which answer, lowest first."""

    groups: frozenset[str]
    counts: tuple[int, ...]

    @property
    def n(self) -> int:
        return sum(self.counts)


Figure = Sequence[Atom]  # the answers to one question


def people(figure: Figure, group: str) -> int:
    return sum(atom.n for atom in figure if group in atom.groups)


def answers(figure: Figure, group: str) -> tuple[int, ...]:
    """Return how often each answer was given in a group. Raises ValueError for a group nobody is in."""
    rows = [atom.counts for atom in figure if group in atom.groups]
    return tuple(map(sum, zip(*rows, strict=True))) if rows else ()


def speaking(groups: Iterable[Group], answered: Mapping[str, int], floor: int, share: int) -> frozenset[str]:
    """Return the groups that may be told of, if the audit lets them: enough people, and `share` percent of those asked.

    The mean of a few of a group is not the group's.
    """
    counts = ((group, answered.get(group.id, 0)) for group in groups)
    return frozenset(group.id for group, n in counts if n >= floor and n * 100 >= group.invited * share)


def turnout(group: Group, answered: int, floor: int) -> Turnout | None:
    """Return how many answered, in a word; of few who were asked not even that."""
    if group.invited < floor:
        return None
    if answered * 100 < group.invited * HALF_PERCENT:
        return Turnout.UNDER_HALF
    return Turnout.MOST if answered * 100 >= group.invited * MOST_PERCENT else Turnout.OVER_HALF


def blocks(figure: Figure, shown: Set[str]) -> list[Atom]:
    """Return the people who count in the same of these groups, together: nothing shown can tell them apart."""
    found: dict[frozenset[str], Counter[int]] = {}
    for atom in figure:
        found.setdefault(frozenset(atom.groups & shown), Counter()).update(dict(enumerate(atom.counts)))
    width = range(len(figure[0].counts) if figure else 0)
    return [Atom(groups=key, counts=tuple(sums[i] for i in width)) for key, sums in found.items()]
