"""How many of a team hold a paired goal: a count for HR, never who, and none of a team so small that it says who."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain import goals
from domain.goals import Goal

LEAST = 5  # members of a team that is counted, as wherever else people are counted (MEASURES.md)


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    team: str
    members: int
    paired: int

    @property
    def percent(self) -> int:
        """Of the members, rounded down: 100 means everybody."""
        return 100 * self.paired // self.members


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The teams by name, and how many are too small to be counted."""

    teams: tuple[Covered, ...]
    too_small: int


def coverage(members: Mapping[str, Sequence[str]], held: Sequence[Goal]) -> Coverage:
    """`members` are people's ids by the name of their team; of their goals only owner and state matter."""
    whole = {team: people for team, people in sorted(members.items()) if len(people) >= LEAST}
    without = set(goals.unpaired([one for people in whole.values() for one in people], held))
    return Coverage(
        teams=tuple(
            Covered(team=team, members=len(people), paired=sum(one not in without for one in people))
            for team, people in whole.items()
        ),
        too_small=len(members) - len(whole),
    )
