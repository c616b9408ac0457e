"""The rehearsal room as Slack or Teams would keep it: who is there, and what stands in each place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Update, func, select, update

from domain.people import MemberKind
from storage import tables
from storage.unit import Row, Unit

LISTED = 200  # messages of a place that one page shows, the latest ones

_MESSAGE = tables.table(tables.RoomMessage)
_ACCOUNT = tables.table(tables.Account)
_PERSON = tables.table(tables.Person)
_TEAM = tables.table(tables.Team)
_MEMBERSHIP = tables.table(tables.Membership)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resident:
    """One account of the room and the person behind it. `leads`: somebody has them as manager."""

    external: str
    person: str
    name: str
    handle: str
    title: str
    zone: str
    kind: MemberKind
    active: bool
    is_hr: bool
    leads: bool
    teams: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One message: a person's own text (`author` is their account) or a card of ours, as views.codec wrote it ("")."""

    id: str
    place: str
    seq: int
    author: str
    body: str = field(repr=False)
    edited: bool
    at: int


@dataclass(frozen=True, slots=True)
class Site:
    """The room a message stands in."""

    org: str
    workspace: str


# --- Messages -----------------------------------------------------------------------------------------------------


def post(  # noqa: PLR0913 - one keyword per column
    unit: Unit, site: Site, *, id: str, place: str, author: str, body: str, at: int
) -> bool:
    """Add the message at the end of the place; say whether it was new. The same id a second time changes nothing."""
    values = {
        "org_id": site.org,
        "id": id,
        "workspace_id": site.workspace,
        "place": place,
        "seq": _head(unit, site, place) + 1,
        "author": author,
        "body": _sealed(unit, site, id, body),
        "edited": False,
        "removed": False,
        "at": at,
    }
    return unit.insert_if_new(_MESSAGE, values)


def edit(unit: Unit, site: Site, id: str, body: str) -> bool:
    """Replace what the message says; say whether it stands."""
    return unit.run(_one(site, id).values(body=_sealed(unit, site, id, body), edited=True)).rowcount == 1


def remove(unit: Unit, site: Site, id: str) -> bool:
    """Take the message and its words away; say whether it stood."""
    return unit.run(_one(site, id).values(body=_sealed(unit, site, id, ""), removed=True)).rowcount == 1


def find(unit: Unit, site: Site, id: str) -> Line | None:
    row = unit.first(select(_MESSAGE).where(_MESSAGE.c.id == id, *_standing(site)))
    return None if row is None else _line(unit, row)


def latest(unit: Unit, site: Site, place: str, *, most: int = LISTED) -> list[Line]:
    """Return the latest messages that stand there, oldest first."""
    there = select(_MESSAGE).where(_MESSAGE.c.place == place, *_standing(site))
    rows = unit.rows(there.order_by(_MESSAGE.c.seq.desc(), _MESSAGE.c.id).limit(most))
    return [_line(unit, row) for row in reversed(rows)]


def heads(unit: Unit, site: Site) -> Mapping[str, int]:
    """Return the number of the last message of each place; numbers count up from 1 without gaps."""
    last = select(_MESSAGE.c.place, func.max(_MESSAGE.c.seq).label("head")).where(*_of(site)).group_by(_MESSAGE.c.place)
    return {row["place"]: row["head"] for row in unit.rows(last)}


def _head(unit: Unit, site: Site, place: str) -> int:
    return unit.run(select(func.max(_MESSAGE.c.seq)).where(_MESSAGE.c.place == place, *_of(site))).scalar() or 0


def _one(site: Site, id: str) -> Update:
    return update(_MESSAGE).where(_MESSAGE.c.id == id, *_standing(site))


def _of(site: Site) -> tuple[Any, ...]:
    return _MESSAGE.c.org_id == site.org, _MESSAGE.c.workspace_id == site.workspace


def _standing(site: Site) -> tuple[Any, ...]:
    return *_of(site), _MESSAGE.c.removed.is_(False)


def _sealed(unit: Unit, site: Site, id: str, body: str) -> bytes:
    return unit.keys.seal(body, site.org, "room_message", id, "body")


def _line(unit: Unit, row: Row) -> Line:
    return Line(
        id=row["id"],
        place=row["place"],
        seq=row["seq"],
        author=row["author"],
        body=unit.keys.open(row["body"], row["org_id"], "room_message", row["id"], "body"),
        edited=row["edited"],
        at=row["at"],
    )


# --- Who is there -------------------------------------------------------------------------------------------------


def residents(unit: Unit, site: Site) -> list[Resident]:
    """Return everyone with an account in the room, by name: also guests, bots and leavers."""
    leads = select(_PERSON.c.manager_id).where(_PERSON.c.org_id == site.org, _PERSON.c.manager_id.is_not(None))
    managers = set(unit.run(leads.distinct()).scalars())
    teams = _teams_of_people(unit, site)
    return [_resident(row, row["person_id"] in managers, teams) for row in unit.rows(_seats(site))]


def teams(unit: Unit, site: Site) -> list[str]:
    named = select(_TEAM.c.name).where(_TEAM.c.org_id == site.org).order_by(_TEAM.c.name)
    return list(unit.run(named).scalars())


def _seats(site: Site) -> Any:
    same = (_ACCOUNT.c.org_id == _PERSON.c.org_id) & (_ACCOUNT.c.person_id == _PERSON.c.id)
    return (
        select(
            _ACCOUNT.c.external,
            _ACCOUNT.c.person_id,
            _ACCOUNT.c.handle,
            (_ACCOUNT.c.active & _PERSON.c.active).label("active"),
            _PERSON.c.name,
            _PERSON.c.title,
            _PERSON.c.zone,
            _PERSON.c.kind,
            _PERSON.c.is_hr,
        )
        .select_from(_ACCOUNT.join(_PERSON, same))
        .where(_ACCOUNT.c.org_id == site.org, _ACCOUNT.c.workspace_id == site.workspace)
        .order_by(_PERSON.c.name, _ACCOUNT.c.external)
    )


def _teams_of_people(unit: Unit, site: Site) -> dict[str, tuple[str, ...]]:
    same = (_TEAM.c.org_id == _MEMBERSHIP.c.org_id) & (_TEAM.c.id == _MEMBERSHIP.c.team_id)
    rows = unit.rows(
        select(_MEMBERSHIP.c.person_id, _TEAM.c.name)
        .select_from(_MEMBERSHIP.join(_TEAM, same))
        .where(_MEMBERSHIP.c.org_id == site.org)
        .order_by(_TEAM.c.name)
    )
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        found[row["person_id"]] = (*found.get(row["person_id"], ()), row["name"])
    return found


def _resident(row: Row, leads: bool, teams: Mapping[str, tuple[str, ...]]) -> Resident:
    return Resident(
        external=row["external"],
        person=row["person_id"],
        name=row["name"],
        handle=row["handle"],
        title=row["title"],
        zone=row["zone"],
        kind=MemberKind(row["kind"]),
        active=row["active"],
        is_hr=row["is_hr"],
        leads=leads,
        teams=teams.get(row["person_id"], ()),
    )
