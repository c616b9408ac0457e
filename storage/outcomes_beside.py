"""The figures of those in a cycle beside the same of the teams that are not: of nobody twice, and of no cycle's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update

from domain import outcomes as rules
from domain.errors import StaleError
from domain.outcomes import BESIDE, MOST, PATTERN, Measure, Outcome, Outcomes, Sides
from domain.paired import LEAST
from storage import broadcasts, leading, outcomes, people, pilot, tables
from storage.cycles import Kept
from storage.outcomes import Group
from storage.unit import Unit

_membership = tables.table(tables.Membership)
_person = tables.table(tables.Person)
_cycle = tables.table(tables.Cycle)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The team that HR named, by id and name ("" once it is gone), and on which day."""

    id: str
    name: str
    on: date


def choose(unit: Unit, org: str, cycle: str, team: str, on: date) -> None:
    """Name the team that stands beside those of the cycle, for good.

    Raises StaleError where one was named before: figures of several, one less the other, would be of a few people.
    """
    unnamed = (_cycle.c.org_id == org, _cycle.c.id == cycle, _cycle.c.beside_team.is_(None))
    if not unit.run(update(_cycle).where(*unnamed), {"beside_team": team, "beside_on": on.isoformat()}).rowcount:
        raise StaleError


def chosen(unit: Unit, org: str, cycle: str) -> Chosen | None:
    """None where no team was named."""
    here = (_cycle.c.org_id == org, _cycle.c.id == cycle, _cycle.c.beside_team.is_not(None))
    row = unit.first(select(_cycle.c.beside_team, _cycle.c.beside_on).where(*here))
    if row is None:
        return None
    name = leading.name(unit, org, row["beside_team"]) or ""
    return Chosen(id=row["beside_team"], name=name, on=date.fromisoformat(row["beside_on"]))


def is_enough(unit: Unit, org: str, kept: Kept, team: str, today: date) -> bool:
    """Whether so many of its people use Vouchsafe, and are not in the cycle, that figures are of none of them."""
    return LEAST <= len(_members(unit, org, outcomes.inside(unit, org, kept, today), team)) <= MOST


def leaves_few(unit: Unit, org: str, kept: Kept, team: str, today: date) -> bool:
    """Whether so few people of other teams are not in this one that all teams' figures less its own would be theirs."""
    return 0 < len(_left(unit, org, outcomes.inside(unit, org, kept, today), team)) < PATTERN


def beside(unit: Unit, org: str, kept: Kept, today: date, *, now: int) -> Sides | None:
    """Return both sides; None where there are no others to be compared with, or too many.

    Where HR named a team it is that or nobody: as soon as it is in the cycle, gone, or has too few people.
    """
    ours, named = outcomes.inside(unit, org, kept, today), chosen(unit, org, kept.cycle.id)
    group = _one(unit, org, ours, named.id) if named else _others(unit, org, ours)
    if group is None:
        return None
    inside, outside = (_figures(unit, org, one, now=now) for one in (ours, group))
    if len(group.teams) == 1:
        outside = rules.of_one_team(outside)
    if named is None:
        return Sides(inside=inside, outside=outside)
    if outcomes.contested(unit, org, _left(unit, org, ours, named.id), ours.until).figure is None:
        outside = {**outside, Measure.CONTESTED: Outcome(figure=None)}  # or it would be told of those left over
    return Sides(inside=inside, outside=outside, team=named.name, named_on=named.on)


def _one(unit: Unit, org: str, ours: Group, team: str) -> Group | None:
    them = _members(unit, org, ours, team)
    is_other = team not in ours.teams and LEAST <= len(them) <= MOST
    return Group(people=them, teams=frozenset({team}), until=ours.until) if is_other else None


def _others(unit: Unit, org: str, ours: Group) -> Group | None:
    others = _members(unit, org, ours)
    if not 0 < len(others) <= MOST:
        return None
    every = frozenset(team.id for team in broadcasts.teams(unit, org)) - ours.teams
    return Group(people=others, teams=every - pilot.leaves_out(unit, org, every), until=ours.until)


def _figures(unit: Unit, org: str, group: Group, *, now: int) -> Outcomes:
    found = outcomes.of_group(unit, org, group, now=now)
    return {one: found[one] for one in BESIDE}


def _left(unit: Unit, org: str, ours: Group, team: str) -> list[str]:
    return sorted({*_members(unit, org, ours)} - {*_members(unit, org, ours, team)})


def _members(unit: Unit, org: str, ours: Group, team: str = "") -> list[str]:
    """Return who is in a team that is not in the cycle, nor in the cycle otherwise, takes part and is invited."""
    there = _membership.c.team_id == team if team else _membership.c.team_id.not_in(sorted(ours.teams))
    elsewhere = select(_membership.c.person_id).where(_membership.c.org_id == org, there)
    those = select(_person.c.id).where(_person.c.org_id == org, people.taking_part(), _person.c.id.in_(elsewhere))
    some = those.where(*pilot.condition(unit, org)).order_by(_person.c.id).limit(MOST + len(ours.people) + 1)
    inside = frozenset(ours.people)
    return [one for one in unit.run(some).scalars() if one not in inside]
