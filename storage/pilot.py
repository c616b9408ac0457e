"""For whom Vouchsafe is open: HR, the members of the pilot's teams, or everyone (docs/decisions/0017)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam, or_, select

from domain.set_up import Reach
from storage import tables
from storage.prepared import Prepared
from storage.unit import Unit

_set_up = tables.table(tables.SetUp)
_person = tables.table(tables.Person)
_membership = tables.table(tables.Membership)

_TEAMS: BindParameter[str] = bindparam("teams", expanding=True)
_FIND = Prepared(select(_set_up.c.reach, _set_up.c.teams).where(_set_up.c.org_id == bindparam("org")))
_IN_TEAMS = Prepared(
    select(_membership.c.team_id)
    .where(
        _membership.c.org_id == bindparam("org"),
        _membership.c.person_id == bindparam("person"),
        _membership.c.team_id.in_(_TEAMS),
    )
    .limit(1)
)


def covers(unit: Unit, org: str, person: str, row: Mapping[Any, Any]) -> bool:
    """Say whether somebody who is not HR is invited; `row` has the org's `reach` and `teams`, None when it has none."""
    match row["reach"]:
        case None | Reach.EVERYONE.value:
            return True
        case Reach.PILOT.value:
            asked = {"org": org, "person": person, "teams": _split(row["teams"])}
            return unit.first(_IN_TEAMS, asked) is not None
        case _:
            return False


def invited(unit: Unit, org: str, people: Iterable[str]) -> frozenset[str]:
    """Return those of the people to whom Vouchsafe is open."""
    asked = frozenset(people)
    if not asked or (row := unit.first(_FIND, {"org": org})) is None or row["reach"] == Reach.EVERYONE.value:
        return asked
    those = select(_person.c.id).where(_person.c.org_id == org, _person.c.id.in_(asked), *condition(unit, org))
    return frozenset(unit.run(those).scalars())


def leaves_out(unit: Unit, org: str, teams: Iterable[str]) -> frozenset[str]:
    """Return those of the teams that are in no pilot while there is one."""
    row = unit.first(_FIND, {"org": org})
    if row is None or row["reach"] == Reach.EVERYONE.value:
        return frozenset()
    return frozenset(teams) - frozenset(_split(row["teams"]) if row["reach"] == Reach.PILOT.value else [])


def condition(unit: Unit, org: str) -> tuple[ColumnElement[bool], ...]:
    """Return what a query of people asks besides, so that it finds only those to whom Vouchsafe is open."""
    row = unit.first(_FIND, {"org": org})
    if row is None or row["reach"] == Reach.EVERYONE.value:
        return ()
    teams = _split(row["teams"]) if row["reach"] == Reach.PILOT.value else []
    mine = (_membership.c.org_id == _person.c.org_id, _membership.c.person_id == _person.c.id)
    belongs = select(_membership.c.team_id).where(*mine, _membership.c.team_id.in_(teams)).limit(1)
    return (or_(_person.c.is_hr, belongs.scalar_subquery().is_not(None)),)


def _split(teams: str) -> list[str]:
    return [team for team in teams.split(",") if team]
