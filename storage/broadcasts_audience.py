"""Who is in an audience: always those who take part at this moment, and to whom Vouchsafe is open."""

from __future__ import annotations

from typing import assert_never

from sqlalchemy import ColumnElement, Select, func, select, true

from domain.broadcasts import Audience, Group
from domain.people import MemberKind
from storage import pilot, tables
from storage.unit import Unit
from storage.workspaces import ACTIVE

_person = tables.table(tables.Person)
_report = tables.table(tables.Person).alias("report")
_membership = tables.table(tables.Membership)
_account = tables.table(tables.Account)
_workspace = tables.table(tables.Workspace)


def count(unit: Unit, org: str, audience: Audience) -> int:
    those = select(func.count()).select_from(_person).where(*_in(unit, org, audience))
    return int(unit.run(those).scalar_one())


def unreachable(unit: Unit, org: str, audience: Audience) -> int:
    """Return how many of them have no account to be reached by."""
    without = ~_has_account(workspaces(unit, org))
    those = select(func.count()).select_from(_person).where(*_in(unit, org, audience), without)
    return int(unit.run(those).scalar_one())


def workspaces(unit: Unit, org: str) -> list[str]:
    """Return the ids of the workspaces where people can be written to."""
    mine = select(_workspace.c.id).where(_workspace.c.org_id == org, _workspace.c.state == ACTIVE)
    return list(unit.run(mine).scalars())


def some_names(unit: Unit, org: str, audience: Audience, *, most: int) -> list[str]:
    """Return some of their names, by name. Ids have no order, so these are any."""
    some = select(_person.c.name).where(*_in(unit, org, audience)).order_by(_person.c.id).limit(most)
    return sorted(unit.run(some).scalars())


def ids(unit: Unit, org: str, audience: Audience) -> list[str]:
    return list(unit.run(_ids(unit, org, audience)).scalars())


def between(unit: Unit, org: str, audience: Audience, ends: tuple[str, str]) -> list[str]:
    """Return those between two ids, both included."""
    return list(unit.run(_ids(unit, org, audience).where(_person.c.id.between(*ends))).scalars())


def members(unit: Unit, org: str, audience: Audience, ends: tuple[str, str]) -> set[str]:
    """Return who of those between two ids is in it, also while Vouchsafe is not open to them."""
    inside = (*_taking_part(org), _of_group(audience), _person.c.id.between(*ends))
    return set(unit.run(select(_person.c.id).where(*inside)).scalars())


def _ids(unit: Unit, org: str, audience: Audience) -> Select[tuple[str]]:
    return select(_person.c.id).where(*_in(unit, org, audience)).order_by(_person.c.id)


def _in(unit: Unit, org: str, audience: Audience) -> tuple[ColumnElement[bool], ...]:
    return (*_taking_part(org), *pilot.condition(unit, org), _of_group(audience))


def _taking_part(org: str) -> tuple[ColumnElement[bool], ...]:
    return (_person.c.org_id == org, _person.c.active, _person.c.kind == MemberKind.FULL.value)


def _of_group(audience: Audience) -> ColumnElement[bool]:
    """One rule for each kind of audience: a new one is a word of Group, and its rule here."""
    match audience.group:
        case Group.EVERYONE:
            return true()
        case Group.MANAGERS:
            return _leads()
        case Group.TEAMS:
            return _belongs([team.id for team in audience.teams])
        case _:
            assert_never(audience.group)


def _leads() -> ColumnElement[bool]:
    theirs = (_report.c.org_id == _person.c.org_id, _report.c.manager_id == _person.c.id, _report.c.active)
    return _is_any(select(_report.c.id).where(*theirs))


def _belongs(teams: list[str]) -> ColumnElement[bool]:
    mine = (_membership.c.org_id == _person.c.org_id, _membership.c.person_id == _person.c.id)
    return _is_any(select(_membership.c.team_id).where(*mine, _membership.c.team_id.in_(teams)))


def _has_account(workspaces: list[str]) -> ColumnElement[bool]:
    theirs = (_account.c.org_id == _person.c.org_id, _account.c.person_id == _person.c.id, _account.c.active)
    return _is_any(select(_account.c.external).where(*theirs, _account.c.workspace_id.in_(workspaces)))


def _is_any(those: Select[tuple[str]]) -> ColumnElement[bool]:
    """Asked for one person at a time: as a join, PostgreSQL takes minutes of it while it has no statistics."""
    return those.limit(1).scalar_subquery().is_not(None)
