"""Who is in an audience: always those who take part at this moment."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, func, select

from domain.broadcasts import Audience, Group
from domain.people import MemberKind
from storage import tables
from storage.unit import Unit

_person = tables.table(tables.Person)
_report = tables.table(tables.Person).alias("report")
_membership = tables.table(tables.Membership)
_account = tables.table(tables.Account)
_workspace = tables.table(tables.Workspace)


def count(unit: Unit, org: str, audience: Audience) -> int:
    those = select(func.count()).select_from(_person).where(*_in(org, audience))
    return int(unit.run(those).scalar_one())


def unreachable(unit: Unit, org: str, audience: Audience) -> int:
    """Return how many of them have no account to be reached by."""
    those = select(func.count()).select_from(_person).where(*_in(org, audience), ~_has_account())
    return int(unit.run(those).scalar_one())


def some_names(unit: Unit, org: str, audience: Audience, *, most: int) -> list[str]:
    """Return some of their names, by name. Ids have no order, so these are any."""
    some = select(_person.c.name).where(*_in(org, audience)).order_by(_person.c.id).limit(most)
    return sorted(unit.run(some).scalars())


def ids(unit: Unit, org: str, audience: Audience) -> list[str]:
    return list(unit.run(_ids(org, audience)).scalars())


def between(unit: Unit, org: str, audience: Audience, ends: tuple[str, str]) -> list[str]:
    """Return those between two ids, both included."""
    return list(unit.run(_ids(org, audience).where(_person.c.id.between(*ends))).scalars())


def _ids(org: str, audience: Audience) -> Select[tuple[str]]:
    return select(_person.c.id).where(*_in(org, audience)).order_by(_person.c.id)


def _in(org: str, audience: Audience) -> tuple[ColumnElement[bool], ...]:
    takes_part = (_person.c.org_id == org, _person.c.active, _person.c.kind == MemberKind.FULL.value)
    match audience.group:
        case Group.EVERYONE:
            return takes_part
        case Group.MANAGERS:
            return (*takes_part, _leads())
        case Group.TEAMS:
            return (*takes_part, _belongs([team.id for team in audience.teams]))


def _leads() -> ColumnElement[bool]:
    theirs = (_report.c.org_id == _person.c.org_id, _report.c.manager_id == _person.c.id, _report.c.active)
    return select(_report.c.id).where(*theirs).exists()


def _belongs(teams: list[str]) -> ColumnElement[bool]:
    mine = (_membership.c.org_id == _person.c.org_id, _membership.c.person_id == _person.c.id)
    return select(_membership.c.team_id).where(*mine, _membership.c.team_id.in_(teams)).exists()


def _has_account() -> ColumnElement[bool]:
    home = and_(_account.c.org_id == _workspace.c.org_id, _account.c.workspace_id == _workspace.c.id)
    theirs = (_account.c.org_id == _person.c.org_id, _account.c.person_id == _person.c.id)
    usable = (_account.c.active, _workspace.c.state == "active")
    return select(_account.c.external).select_from(_account.join(_workspace, home)).where(*theirs, *usable).exists()
