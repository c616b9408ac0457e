"""Who holds which office: HR administrators stand with the person, every other office in appointments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, bindparam, delete, insert, select, update

from domain.roles import Change, Holders, Office
from storage import directory, people, tables
from storage.prepared import Prepared
from storage.unit import Unit

WAS_HR = "was_hr"  # an appointment that says until when its person was an HR administrator, not that they are one
_person = tables.table(tables.Person)
_appointment = tables.table(tables.Appointment)
_HOLDS = Prepared(
    select(_appointment.c.person_id).where(
        _appointment.c.org_id == bindparam("org"),
        _appointment.c.person_id == bindparam("person"),
        _appointment.c.office == bindparam("which"),
    )
)


def holds(unit: Unit, org: str, person: str, office: Office) -> bool:
    """Ask for any office but HR, which the actor of a request already tells."""
    return unit.first(_HOLDS, {"org": org, "person": person, "which": office.value}) is not None


def holders(unit: Unit, org: str) -> Holders:
    """Return who holds each office, by name: also whoever has left with it."""
    hr = unit.run(select(_person.c.id).where(_person.c.org_id == org, _person.c.is_hr)).scalars().all()
    ombud = unit.run(select(_appointment.c.person_id).where(*_of(org, Office.OMBUD))).scalars().all()
    known = sorted(people.by_ids(unit, org, {*hr, *ombud}).values(), key=lambda person: (person.name, person.id))
    return Holders(
        hr=tuple(person for person in known if person.id in set(hr)),
        ombud=tuple(person for person in known if person.id in set(ombud)),
    )


def holders_to_change(unit: Unit, org: str) -> Holders:
    """The same; one unit at a time changes the org's people and their offices."""
    directory.alone_in(unit, org)
    return holders(unit, org)


def change(unit: Unit, org: str, changes: Iterable[Change], *, now: int) -> None:
    for one in changes:
        if one.office is Office.HR:
            this = (_person.c.org_id == org, _person.c.id == one.person.id)
            unit.run(update(_person).where(*this).values(is_hr=one.appointed, version=_person.c.version + 1))
            _remember(unit, org, one, now)
        elif one.appointed:
            row = {"org_id": org, "person_id": one.person.id, "office": one.office.value, "appointed_at": now}
            unit.run(insert(_appointment), row)
        else:
            unit.run(delete(_appointment).where(*_of(org, one.office), _appointment.c.person_id == one.person.id))


def hr_until(unit: Unit, org: str, *, since: int) -> Mapping[str, int]:
    """Return whose HR office was taken after the moment, and when (UTC epoch ms): of those who still take part."""
    taken = (*_of(org, WAS_HR), _appointment.c.appointed_at > since)
    same = (_person.c.org_id == _appointment.c.org_id, _person.c.id == _appointment.c.person_id, ~_person.c.is_hr)
    those = select(_person.c.id, _appointment.c.appointed_at).where(*taken, *same, people.taking_part())
    return {row["id"]: row["appointed_at"] for row in unit.rows(those)}


def _remember(unit: Unit, org: str, one: Change, now: int) -> None:
    """Note until when somebody was HR, and forget it of whoever is again."""
    unit.run(delete(_appointment).where(*_of(org, WAS_HR), _appointment.c.person_id == one.person.id))
    if not one.appointed:
        row = {"org_id": org, "person_id": one.person.id, "office": WAS_HR, "appointed_at": now}
        unit.run(insert(_appointment), row)


def _of(org: str, office: str) -> tuple[ColumnElement[bool], ...]:
    return _appointment.c.org_id == org, _appointment.c.office == office
