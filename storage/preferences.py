"""When each person may be written to unasked, and the org's working days."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sqlalchemy import and_, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from domain.contact import Wishes
from storage import tables
from storage.prepared import Prepared
from storage.unit import Row, Unit

_preference = tables.table(tables.Preference)
_person = tables.table(tables.Person)
_org = tables.table(tables.Org)
_OWN = and_(_preference.c.org_id == _person.c.org_id, _preference.c.person_id == _person.c.id)


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """ISO weekdays that are worked, and where the holidays are ("" = nowhere: none are known)."""

    weekdays: frozenset[int]
    country: str


_COLUMNS = ("opens", "closes", "back_on", "snoozed_until", "stopped", "digest_day", "workspace_id")
_ASKED = select(_person.c.zone, *(_preference.c[name] for name in _COLUMNS)).select_from(
    _person.outerjoin(_preference, _OWN)
)
_FIND = _ASKED.where(_person.c.org_id == bindparam("org"), _person.c.id == bindparam("person"))


def find(unit: Unit, org: str, person: str) -> Wishes:
    """Return what the person asked for, in their own zone; the defaults until they ask for anything."""
    row = unit.first(_FIND, {"org": org, "person": person})
    if row is None:
        raise LookupError("nobody has this id")
    return _wishes_or_defaults(row)


_FIND_ALL = Prepared(
    _ASKED.add_columns(_person.c.id).where(
        _person.c.org_id == bindparam("org"), _person.c.id.in_(bindparam("ids", expanding=True))
    )
)


def find_all(unit: Unit, org: str, people: Collection[str]) -> Mapping[str, Wishes]:
    """Return what each of these people asked for."""
    rows = unit.rows(_FIND_ALL, {"org": org, "ids": tuple(people)}) if people else ()
    return {row["id"]: _wishes_or_defaults(row) for row in rows}


def save(unit: Unit, org: str, person: str, wishes: Wishes) -> None:
    row = {"org_id": org, "person_id": person, **_columns(wishes)}
    insert = (sqlite if unit.dialect == "sqlite" else postgresql).insert(_preference)
    changed = {name: insert.excluded[name] for name in _columns(wishes)}
    unit.run(insert.on_conflict_do_update(index_elements=list(_preference.primary_key), set_=changed), row)


def working_days(unit: Unit, org: str) -> WorkingDays:
    row = unit.first(select(_org.c.weekdays, _org.c.country).where(_org.c.id == org))
    if row is None:
        raise LookupError("there is no such org")
    return WorkingDays(frozenset(map(int, row["weekdays"])), row["country"])


def set_working_days(unit: Unit, org: str, days: WorkingDays) -> None:
    weekdays = "".join(map(str, sorted(days.weekdays)))
    unit.run(_org.update().where(_org.c.id == org).values(weekdays=weekdays, country=days.country))


def _wishes_or_defaults(row: Row) -> Wishes:
    return Wishes(zone=row["zone"]) if row["opens"] is None else _wishes(row)


def _wishes(row: Row) -> Wishes:
    return Wishes(
        zone=row["zone"],
        opens=time.fromisoformat(row["opens"]),
        closes=time.fromisoformat(row["closes"]),
        back_on=date.fromisoformat(row["back_on"]) if row["back_on"] else None,
        snoozed_until=row["snoozed_until"],
        stopped=frozenset(row["stopped"].split(",")) - {""},
        digest_day=row["digest_day"],
        workspace=row["workspace_id"],
    )


def _columns(wishes: Wishes) -> dict[str, Any]:
    return {
        "opens": wishes.opens.isoformat("minutes"),
        "closes": wishes.closes.isoformat("minutes"),
        "back_on": wishes.back_on.isoformat() if wishes.back_on else "",
        "snoozed_until": wishes.snoozed_until,
        "stopped": ",".join(sorted(wishes.stopped)),
        "digest_day": wishes.digest_day,
        "workspace_id": wishes.workspace,
    }
