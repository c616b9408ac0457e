"""The roster as the platforms tell it, saved: the rules of who becomes whom are in domain.roster."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, Table, bindparam, select, true

from domain import policy, roster
from domain.people import MemberKind
from domain.roster import Known, Member, Roster, Seat, ShrinkError, SyncResult
from domain.sources import Source
from storage import barring, outbox, planner, sources, tables
from storage.unit import Row, Unit

__all__ = ["Member", "ShrinkError", "SyncResult", "change", "sync"]

_ORG = tables.table(tables.Org)
_PERSON = tables.table(tables.Person)
_ACCOUNT = tables.table(tables.Account)
_WORKSPACE = tables.table(tables.Workspace)


def sync(  # noqa: PLR0913 - whose, what is listed, whether that is everyone, and now and rng
    unit: Unit,
    org: str,
    workspace: str,
    members: Iterable[Member],
    *,
    complete: bool,
    now: int,
    rng: random.Random,
) -> SyncResult:
    """Bring accounts and people up to date; when `complete`, whoever is absent has left. Raises ShrinkError."""
    alone_in(unit, org)
    everybody = {member.external: member for member in members}  # pages overlap when people join meanwhile
    listed = {one.external: one for one in barring.admitted(unit, org, workspace, [*everybody.values()])}
    present = _load(unit, org)
    if complete:
        present.dismiss_absent(workspace, listed.keys())
    for member in listed.values():
        present.admit(workspace, member, rng=rng)
    _save(unit, org, present, now)
    sources.hear(unit, org, workspace, now=now)
    return present.result()


def change(unit: Unit, org: str, workspace: str, member: Member, *, now: int, rng: random.Random) -> None:
    """Bring one person up to date, as an event told it."""
    alone_in(unit, org)
    if not barring.admitted(unit, org, workspace, [member]):
        return
    present = _load(unit, org, _concerned(unit, org, workspace, member))
    present.admit(workspace, member, rng=rng)
    _save(unit, org, present, now)
    sources.hear(unit, org, workspace, now=now)


def alone_in(unit: Unit, org: str) -> None:
    """Let one unit at a time change the org's people. Weaker than FOR UPDATE: nobody else's inserts wait."""
    unit.run(select(_ORG.c.id).where(_ORG.c.id == org).with_for_update(key_share=True))


def _concerned(unit: Unit, org: str, workspace: str, member: Member) -> list[str]:
    """Return the ids of the people an event about this member can touch."""
    account = select(_ACCOUNT.c.person_id).where(_ACCOUNT.c.org_id == org, _ACCOUNT.c.workspace_id == workspace)
    person = select(_PERSON.c.id).where(_PERSON.c.org_id == org)
    found = unit.run(account.where(_ACCOUNT.c.external == member.external)).scalars().all()
    email = roster.normal_email(member.email) or ""  # never None: that would compare as IS NULL
    return [*found, *unit.run(person.where(_PERSON.c.email == email)).scalars()]


def _load(unit: Unit, org: str, only: list[str] | None = None) -> Roster:
    ages = select(_WORKSPACE.c.id, _WORKSPACE.c.platform).where(_WORKSPACE.c.org_id == org)
    oldest = unit.rows(ages.order_by(_WORKSPACE.c.created_at, _WORKSPACE.c.id))
    people = _of(_PERSON, org).where(_PERSON.c.id.in_(only) if only is not None else true())
    seats = _of(_ACCOUNT, org).where(_ACCOUNT.c.person_id.in_(only) if only is not None else true())
    return Roster(
        {row["id"]: Source(row["platform"]) for row in oldest},
        map(_known, unit.rows(people)),
        map(_seat, unit.rows(seats)),
    )


def _of(table: Table, org: str) -> Select[Any]:
    return select(table).where(table.c.org_id == org)


def _save(unit: Unit, org: str, present: Roster, now: int) -> None:
    at = {"org_id": org, "created_at": now}
    _part(unit, org, present.parted_emails())
    _update_people(unit, org, present.changed_people(), now)
    _insert(unit, _PERSON, [{**at, **_person_row(person), "version": 1} for person in present.new_people()])
    _insert(unit, _ACCOUNT, [{"org_id": org, **_seat_row(seat), "seen_at": now} for seat in present.new_seats()])
    _update_seats(unit, org, present.changed_seats())
    if len(present.new_seats()) >= planner.MANY:
        planner.tell(unit, _PERSON, _ACCOUNT)


def _part(unit: Unit, org: str, people: list[str]) -> None:
    """An address is given up by one before another has it."""
    if people:
        statement = _PERSON.update().where(_PERSON.c.org_id == org, _PERSON.c.id == bindparam("at_id"))
        unit.run(statement.values(email=None), [{"at_id": person} for person in people])


def _insert(unit: Unit, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        unit.run(table.insert(), rows)


def _update_people(unit: Unit, org: str, people: list[Known], now: int) -> None:
    if people:
        columns = ("name", "email", "title", "kind", "active", "zone", "sources")
        statement = _PERSON.update().where(_PERSON.c.org_id == org, _PERSON.c.id == bindparam("at_id"))
        statement = statement.values(version=_PERSON.c.version + 1, **{name: bindparam(name) for name in columns})
        unit.run(statement, [_at(_person_row(person), "id") for person in people])
        outbox.recall(unit, org, [person.id for person in people], now=now)
        outbox.withhold(unit, org, [person.id for person in people if not policy.takes_part(person)])


def _update_seats(unit: Unit, org: str, seats: list[Seat]) -> None:
    if seats:
        keys = (
            _ACCOUNT.c.workspace_id == bindparam("at_workspace_id"),
            _ACCOUNT.c.external == bindparam("at_external"),
        )
        statement = _ACCOUNT.update().where(_ACCOUNT.c.org_id == org, *keys)
        statement = statement.values(
            {name: bindparam(name) for name in ("person_id", "handle", "alias", "kind", "active")}
        )
        unit.run(statement, [_at(_seat_row(seat), "workspace_id", "external") for seat in seats])


def _at(row: dict[str, Any], *keys: str) -> dict[str, Any]:
    """Rename the key columns: SQLAlchemy reserves a column's own name for its new value."""
    return {f"at_{name}" if name in keys else name: value for name, value in row.items()}


def _known(row: Row) -> Known:
    return Known(
        id=row["id"],
        name=row["name"],
        email=row["email"],
        title=row["title"],
        kind=MemberKind(row["kind"]),
        active=row["active"],
        zone=row["zone"],
        told=row["sources"],
    )


def _person_row(person: Known) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "email": person.email,
        "title": person.title,
        "kind": person.kind.value,
        "active": person.active,
        "zone": person.zone,
        "sources": person.told,
    }


def _seat(row: Row) -> Seat:
    return Seat(
        workspace=row["workspace_id"],
        external=row["external"],
        person=row["person_id"],
        handle=row["handle"],
        kind=MemberKind(row["kind"]),
        active=row["active"],
        alias=row["alias"],
    )


def _seat_row(seat: Seat) -> dict[str, Any]:
    return {
        "workspace_id": seat.workspace,
        "external": seat.external,
        "person_id": seat.person,
        "handle": seat.handle,
        "alias": seat.alias,
        "kind": seat.kind.value,
        "active": seat.active,
    }
