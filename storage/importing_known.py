"""Everybody of an org as a people file is compared with them, some hundred at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select

from domain.directory_changes import Present
from storage import tables
from storage.prepared import Prepared
from storage.unit import Row, Unit

_FEW = 500  # rows asked for by id at once
_person = tables.table(tables.Person)
_account = tables.table(tables.Account)
_team = tables.table(tables.Team)
_membership = tables.table(tables.Membership)


def everybody(unit: Unit, org: str) -> Iterator[list[Present]]:
    after = ""
    while rows := unit.rows(_PAGE, {"org": org, "after": after, "most": _FEW}):
        after = rows[-1]["id"]
        yield _present(unit, org, rows)


def _present(unit: Unit, org: str, rows: Sequence[Row]) -> list[Present]:
    those = {"org": org, "people": [row["id"] for row in rows]}
    seated = {row["person_id"] for row in unit.rows(_SEATED, those)}
    teams: dict[str, set[str]] = {}
    for row in unit.rows(_IN_TEAMS, those):
        teams.setdefault(row["person_id"], set()).add(row["name"])
    return [
        Present(
            id=row["id"],
            name=row["name"],
            email=row["email"],
            title=row["title"],
            zone=row["zone"],
            manager=row["manager_id"],
            teams=frozenset(teams.get(row["id"], ())),
            hr=row["is_hr"],
            active=row["active"],
            seated=row["id"] in seated,
            told=row["sources"],
            version=row["version"],
        )
        for row in rows
    ]


def people(unit: Unit, org: str, those: Sequence[str]) -> Mapping[str, Present]:
    """Return these people as they are now."""
    rows = unit.rows(_SOME, {"org": org, "people": list(those)}) if those else []
    return {one.id: one for one in _present(unit, org, rows)}


def emails(unit: Unit, org: str, those: Sequence[str]) -> set[str]:
    """Return which of these addresses somebody has."""
    found = unit.rows(_EMAILS, {"org": org, "people": list(those)}) if those else ()
    return {str(row["email"]) for row in found}


def activity(unit: Unit, org: str, those: Sequence[str]) -> Mapping[str, bool]:
    """Return which of these people there are, by id, and whether each is still here."""
    found = unit.rows(_ACTIVITY, {"org": org, "people": list(those)}) if those else ()
    return {row["id"]: row["active"] for row in found}


_MANY: Any = bindparam("people", expanding=True)
_PAGE = Prepared(
    select(_person)
    .where(_person.c.org_id == bindparam("org"), _person.c.id > bindparam("after"))
    .order_by(_person.c.id)
    .limit(bindparam("most"))
)
_SOME = Prepared(select(_person).where(_person.c.org_id == bindparam("org"), _person.c.id.in_(_MANY)))
_ACTIVITY = Prepared(
    select(_person.c.id, _person.c.active).where(_person.c.org_id == bindparam("org"), _person.c.id.in_(_MANY))
)
_EMAILS = Prepared(select(_person.c.email).where(_person.c.org_id == bindparam("org"), _person.c.email.in_(_MANY)))
_SEATED = Prepared(
    select(_account.c.person_id).where(
        _account.c.org_id == bindparam("org"), _account.c.person_id.in_(_MANY), _account.c.active
    )
)
_IN_TEAMS = Prepared(
    select(_membership.c.person_id, _team.c.name)
    .select_from(
        _membership.join(_team, (_team.c.org_id == _membership.c.org_id) & (_team.c.id == _membership.c.team_id))
    )
    .where(_membership.c.org_id == bindparam("org"), _membership.c.person_id.in_(_MANY))
)
