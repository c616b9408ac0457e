"""A team's months put together: what was entered, what came back by the register, and how post-mortems were scored."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain import paired as rules
from domain.paired import Figures, Month
from domain.paired_register import Register, followed
from storage import paired, postmortems
from storage.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """`figures` in order, with the month that each makes."""

    figures: Sequence[Figures]
    months: Mapping[date, Month]
    register: Register


def of_teams(unit: Unit, org: str, teams: Collection[str], days: tuple[date, date], *, now: int) -> dict[str, Together]:
    """Return by team the months that begin from the first of these days to before the second.

    Each is whole: its speed, its stability and the index of all that happened in it, also after the second day.
    """
    registers, found = postmortems.registers(unit, org, teams), {}
    for team, register in registers.items():
        entered = [one for one in paired.of_team(unit, org, team, since=days[0]) if one.month < days[1]]
        figures = [followed(one, register, now=now) for one in entered]
        indexes = _indexes(unit, org, team, figures)
        months = {one.month: rules.month(one, indexes.get(one.month, ())) for one in figures}
        found[team] = Together(figures=figures, months=months, register=register)
    return found


def _indexes(unit: Unit, org: str, team: str, figures: Sequence[Figures]) -> Mapping[date, Sequence[int]]:
    """By month, from the first of these to the end of the last."""
    found: dict[date, list[int]] = {}
    if not figures:
        return found
    first, last = figures[0].month, figures[-1].month
    for one in postmortems.indexes(unit, org, team, first, last + timedelta(days=rules.days(last))):
        found.setdefault(one.happened_on.replace(day=1), []).append(one.index)
    return found
