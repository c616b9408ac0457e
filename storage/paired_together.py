"""A team's months put together: what was entered, what came back by the register, and how post-mortems were scored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

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


def of_team(unit: Unit, org: str, team: str, days: tuple[date, date], *, now: int) -> Together:
    """Return the months that begin from the first of these days to before the second."""
    since, until = days
    register = postmortems.register(unit, org, team)
    entered = [one for one in paired.of_team(unit, org, team, since=since) if one.month < until]
    figures = [followed(one, register, now=now) for one in entered]
    indexes: dict[date, list[int]] = {}
    for one in postmortems.indexes(unit, org, team, since, until):
        indexes.setdefault(one.happened_on.replace(day=1), []).append(one.index)
    months = {one.month: rules.month(one, indexes.get(one.month, ())) for one in figures}
    return Together(figures=figures, months=months, register=register)
