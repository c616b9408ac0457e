"""The figures of those in a cycle beside the same of the teams that are not: of nobody twice, and of no cycle's own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select, update

from domain.outcomes import BESIDE, Outcomes, Sides
from domain.paired import LEAST
from storage import broadcasts, leading, outcomes, people, pilot, tables
from storage.cycles import Kept
from storage.outcomes import Group
from storage.unit import Unit

MOST = 2_000  # people in other teams: more are no comparison, and too many to count while somebody waits
_membership = tables.table(tables.Membership)
_person = tables.table(tables.Person)
_cycle = tables.table(tables.Cycle)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The team that HR named, by id and name, and on which day."""

    id: str
    name: str
    on: date


def choose(unit: Unit, org: str, cycle: str, team: str | None, on: date) -> None:
    """Name the team that stands beside those of the cycle; None is all others."""
    here = (_cycle.c.org_id == org, _cycle.c.id == cycle)
    unit.run(update(_cycle).where(*here), {"beside_team": team, "beside_on": on.isoformat() if team else None})


def chosen(unit: Unit, org: str, cycle: str) -> Chosen | None:
    """None where no team was named, or it is gone."""
    here = (_cycle.c.org_id == org, _cycle.c.id == cycle, _cycle.c.beside_team.is_not(None))
    row = unit.first(select(_cycle.c.beside_team, _cycle.c.beside_on).where(*here))
    name = leading.name(unit, org, row["beside_team"]) if row else None
    if row is None or name is None:
        return None
    return Chosen(id=row["beside_team"], name=name, on=date.fromisoformat(row["beside_on"]))


def is_enough(unit: Unit, org: str, kept: Kept, team: str, today: date) -> bool:
    """Whether so many of its people use Vouchsafe, and are not in the cycle, that figures are of none of them."""
    return len(_members(unit, org, outcomes.inside(unit, org, kept, today), team)) >= LEAST


def beside(unit: Unit, org: str, kept: Kept, today: date, *, now: int) -> Sides | None:
    """Return both sides; None where nobody in another team uses Vouchsafe, or more than `MOST` do.

    The other side is the team that HR named, as long as it has enough people and is not in the cycle.
    """
    ours = outcomes.inside(unit, org, kept, today)
    named = chosen(unit, org, kept.cycle.id)
    if named and named.id not in ours.teams and len(them := _members(unit, org, ours, named.id)) >= LEAST:
        group = Group(people=them, teams=frozenset({named.id}), until=ours.until)
        sides = _sides(unit, org, kept, (ours, group), now=now)
        return replace(sides, team=named.name, named_on=named.on)
    others = _members(unit, org, ours)
    if not 0 < len(others) <= MOST:
        return None
    every = frozenset(team.id for team in broadcasts.teams(unit, org)) - ours.teams
    group = Group(people=others, teams=every - pilot.leaves_out(unit, org, every), until=ours.until)
    return _sides(unit, org, kept, (ours, group), now=now)


def _sides(unit: Unit, org: str, kept: Kept, groups: tuple[Group, Group], *, now: int) -> Sides:
    inside, outside = (_figures(unit, org, kept, one, now=now) for one in groups)
    return Sides(inside=inside, outside=outside)


def _figures(unit: Unit, org: str, kept: Kept, group: Group, *, now: int) -> Outcomes:
    found = outcomes.of_group(unit, org, kept, group, now=now)
    return {one: found[one] for one in BESIDE}


def _members(unit: Unit, org: str, ours: Group, team: str = "") -> list[str]:
    """Return who is in a team that is not in the cycle, nor in the cycle otherwise, takes part and is invited."""
    there = _membership.c.team_id == team if team else _membership.c.team_id.not_in(sorted(ours.teams))
    elsewhere = select(_membership.c.person_id).where(_membership.c.org_id == org, there)
    those = select(_person.c.id).where(_person.c.org_id == org, people.taking_part(), _person.c.id.in_(elsewhere))
    some = those.where(*pilot.condition(unit, org)).order_by(_person.c.id).limit(MOST + len(ours.people) + 1)
    inside = frozenset(ours.people)
    return [one for one in unit.run(some).scalars() if one not in inside]
