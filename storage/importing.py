"""The people file against the store: who is present, and applying what was agreed, in one unit."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import bindparam, select

from domain import ids
from domain.directory import Entry
from domain.directory_changes import Change, Diff, Present, compare
from storage import audit, directory, lines, outbox, tables
from storage.unit import Unit

_PERSON = tables.table(tables.Person)
_ACCOUNT = tables.table(tables.Account)
_TEAM = tables.table(tables.Team)
_MEMBERSHIP = tables.table(tables.Membership)


class MovedOnError(Exception):
    """The directory changed after the differences were shown; nothing was imported. Run the import again."""


def present(unit: Unit, org: str) -> list[Present]:
    """Return everyone of the org as the comparison needs them."""
    people = unit.rows(select(_PERSON).where(_PERSON.c.org_id == org))
    emails = {row["id"]: row["email"] for row in people}
    teams = _teams_of(unit, org)
    seated = select(_ACCOUNT.c.person_id).where(_ACCOUNT.c.org_id == org, _ACCOUNT.c.active)
    on_platform = set(unit.run(seated).scalars())
    return [
        Present(
            id=row["id"],
            name=row["name"],
            email=row["email"],
            title=row["title"],
            zone=row["zone"],
            manager_email=emails.get(row["manager_id"]),
            teams=frozenset(teams.get(row["id"], ())),
            hr=row["is_hr"],
            active=row["active"],
            seated=row["id"] in on_platform,
        )
        for row in people
    ]


def apply(
    unit: Unit,
    org: str,
    entries: tuple[Entry, ...],
    agreed: Diff,
    *,
    now: int,
    rng: random.Random,
) -> None:
    """Save what was agreed. Raises MovedOnError when the same file would now change something else."""
    directory.alone_in(unit, org)
    known = present(unit, org)
    if compare(entries, known) != agreed:
        raise MovedOnError
    people = {person.email: person.id for person in known if person.email}
    people |= _add(unit, org, agreed.added, now=now, rng=rng)
    _describe(unit, org, agreed.changed)
    outbox.recall(unit, org, [change.person.id for change in agreed.changed], now=now)
    _leave(unit, org, agreed.leaving)
    touched = (*agreed.added, *(change.entry for change in agreed.changed))
    _set_managers(unit, org, touched, people, now=now)
    teams = _team_ids(unit, org, agreed.new_teams, now=now, rng=rng)
    _set_teams(unit, org, touched, people, teams, now=now)
    told = {"added": agreed.added, "changed": agreed.changed, "left": agreed.leaving}
    counts = {name: str(len(those)) for name, those in told.items()}
    audit.record(
        unit,
        org=org,
        actor=None,
        action="people.imported",
        object="",
        detail=counts,
        now=now,
        rng=rng,
    )


def _teams_of(unit: Unit, org: str) -> dict[str, list[str]]:
    same = (_TEAM.c.org_id == _MEMBERSHIP.c.org_id) & (_TEAM.c.id == _MEMBERSHIP.c.team_id)
    named = select(_MEMBERSHIP.c.person_id, _TEAM.c.name).select_from(_MEMBERSHIP.join(_TEAM, same))
    teams: dict[str, list[str]] = {}
    for row in unit.rows(named.where(_MEMBERSHIP.c.org_id == org)):
        teams.setdefault(row["person_id"], []).append(row["name"])
    return teams


def _add(unit: Unit, org: str, added: Iterable[Entry], *, now: int, rng: random.Random) -> dict[str, str]:
    rows = [{"org_id": org, "id": ids.new(rng), "created_at": now, **_told(entry)} for entry in added]
    if rows:
        unit.run(_PERSON.insert(), rows)
    return {row["email"]: row["id"] for row in rows}


def _told(entry: Entry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "email": entry.email,
        "title": entry.title or "",
        "zone": entry.zone or "UTC",
        "is_hr": bool(entry.hr),
    }


def _describe(unit: Unit, org: str, changed: Iterable[Change]) -> None:
    rows = [{"at_id": change.person.id, **_described(change)} for change in changed]
    if rows:
        columns = ("name", "title", "zone", "active", "is_hr")
        statement = _PERSON.update().where(_PERSON.c.org_id == org, _PERSON.c.id == bindparam("at_id"))
        values: dict[str, Any] = {column: bindparam(column) for column in columns}
        unit.run(statement.values(version=_PERSON.c.version + 1, **values), rows)


def _described(change: Change) -> dict[str, Any]:
    told = {field.name: field.new for field in change.fields}
    person = change.person
    return {
        "name": told.get("name", person.name),
        "title": told.get("title", person.title),
        "zone": told.get("zone", person.zone),
        "active": person.active or "active" in told,
        "is_hr": told["hr"] == "yes" if "hr" in told else person.hr,
    }


def _leave(unit: Unit, org: str, leaving: Iterable[Present]) -> None:
    rows = [{"at_id": person.id} for person in leaving]
    if rows:
        statement = _PERSON.update().where(_PERSON.c.org_id == org, _PERSON.c.id == bindparam("at_id"))
        unit.run(statement.values(active=False, version=_PERSON.c.version + 1), rows)
        outbox.withhold(unit, org, [row["at_id"] for row in rows])


def _set_managers(unit: Unit, org: str, entries: Iterable[Entry], people: Mapping[str, str], *, now: int) -> None:
    """After everyone is there, so that a manager may stand below their people in the file."""
    told = {people[entry.email]: entry.manager_email for entry in entries if entry.manager_email is not None}
    lines.lead(unit, org, {one: people[email] if email else None for one, email in told.items()}, now=now)


def _team_ids(unit: Unit, org: str, new: Iterable[str], *, now: int, rng: random.Random) -> dict[str, str]:
    for name in new:
        unit.insert_if_new(_TEAM, {"org_id": org, "id": ids.new(rng), "name": name, "created_at": now})
    return {row["name"]: row["id"] for row in unit.rows(select(_TEAM).where(_TEAM.c.org_id == org))}


def _set_teams(
    unit: Unit, org: str, entries: Iterable[Entry], people: Mapping[str, str], teams: Mapping[str, str], *, now: int
) -> None:
    told = {people[entry.email]: entry.teams for entry in entries if entry.teams is not None}
    lines.assign(unit, org, {one: [teams[team] for team in named] for one, named in told.items()}, now=now)
