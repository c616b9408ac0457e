"""HR administrators whom a people file appoints or dismisses: each named in the audit log, and never the last one."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from domain.people import MemberKind
from domain.roles import Change, Office
from storage import audit, people, roles, tables
from storage.unit import Unit

_person = tables.table(tables.Person)
_ACTIONS = {True: "role.given", False: "role.taken"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One unit's work on one import, or on its undoing; `run` is the id of the import."""

    unit: Unit
    org: str
    run: str
    now: int
    rng: random.Random


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Who loses the office or leaves with it, who gets it, and who is back; those who get it may not be here yet."""

    losing: Collection[str]
    gaining: Collection[str] = ()
    back: Collection[str] = ()


def indispensable(unit: Unit, org: str, shift: Shift) -> set[str]:
    """Return who of those who lose the office has to keep it: nobody who can act would be left."""
    if not shift.losing:
        return set()
    here = (_person.c.org_id == org, _person.c.is_hr, people.taking_part())
    acting = set(unit.run(select(_person.c.id).where(*here)).scalars())
    lost = acting.intersection(shift.losing)
    if not lost or acting - lost or _come(unit, org, shift) - set(shift.losing):
        return set()
    return lost


def change(work: Work, changes: Mapping[str, bool]) -> None:
    """Appoint (True) and dismiss people who are here."""
    known = people.by_ids(work.unit, work.org, list(changes)) if changes else {}
    those = [Change(office=Office.HR, person=known[one], appointed=appointed) for one, appointed in changes.items()]
    roles.change(work.unit, work.org, those, now=work.now)


def record(work: Work, changes: Mapping[str, bool], by: str) -> None:
    """Name each of them, and by what: an operator did it, who is nobody of the org. Call it last in a unit."""
    for person, appointed in changes.items():
        note(work, _ACTIONS[appointed], person, {"office": Office.HR.value, "by": by, "import": work.run})


def note(work: Work, action: str, object: str, detail: Mapping[str, str]) -> None:
    """Write one line into the audit log. Call it last in a unit."""
    audit.record(
        work.unit,
        org=work.org,
        actor=None,
        action=action,
        object=object,
        detail=detail,
        now=work.now,
        rng=work.rng,
    )


def _come(unit: Unit, org: str, shift: Shift) -> set[str]:
    """Return who can act as HR once it is done, and could not before."""
    those = {*shift.gaining, *shift.back}
    columns = (_person.c.id, _person.c.kind, _person.c.active, _person.c.is_hr)
    rows = unit.rows(select(*columns).where(_person.c.org_id == org, _person.c.id.in_(those))) if those else ()
    able = {
        row["id"]
        for row in rows
        if row["kind"] == MemberKind.FULL.value
        and (row["active"] or row["id"] in shift.back)
        and (row["is_hr"] or row["id"] in shift.gaining)
    }
    return able | (set(shift.gaining) - {row["id"] for row in rows})
