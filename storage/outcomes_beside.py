"""The figures of those in a cycle beside the same of the teams that are not: of nobody twice, and of no cycle's own."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from domain.outcomes import BESIDE, Outcomes, Sides
from storage import broadcasts, outcomes, people, pilot, tables
from storage.cycles import Kept
from storage.outcomes import Group
from storage.unit import Unit

MOST = 2_000  # people in other teams: more are no comparison, and too many to count while somebody waits
_membership = tables.table(tables.Membership)
_person = tables.table(tables.Person)


def beside(unit: Unit, org: str, kept: Kept, today: date, *, now: int) -> Sides | None:
    """Return both sides; None where nobody in another team uses Vouchsafe, or more than `MOST` do."""
    ours = outcomes.inside(unit, org, kept, today)
    others = _members(unit, org, ours)
    if not 0 < len(others) <= MOST:
        return None
    every = frozenset(team.id for team in broadcasts.teams(unit, org)) - ours.teams
    group = Group(people=others, teams=every - pilot.leaves_out(unit, org, every), until=ours.until)
    return Sides(inside=_figures(unit, org, kept, ours, now=now), outside=_figures(unit, org, kept, group, now=now))


def _figures(unit: Unit, org: str, kept: Kept, group: Group, *, now: int) -> Outcomes:
    found = outcomes.of_group(unit, org, kept, group, now=now)
    return {one: found[one] for one in BESIDE}


def _members(unit: Unit, org: str, ours: Group) -> list[str]:
    """Return who is in a team that is not in the cycle, nor in the cycle otherwise, takes part and is invited."""
    elsewhere = select(_membership.c.person_id).where(
        _membership.c.org_id == org, _membership.c.team_id.not_in(sorted(ours.teams))
    )
    those = select(_person.c.id).where(_person.c.org_id == org, people.taking_part(), _person.c.id.in_(elsewhere))
    some = those.where(*pilot.condition(unit, org)).order_by(_person.c.id).limit(MOST + len(ours.people) + 1)
    inside = frozenset(ours.people)
    return [one for one in unit.run(some).scalars() if one not in inside]
