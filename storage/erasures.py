"""Wishes for erasure as rows: asked for, decided, and how far they have come. What is erased: storage/erasing.py."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, insert, select, update

from domain import ids
from domain.privacy import OPEN, Erasure, State
from storage import due, holding, people, tables
from storage.due import Due
from storage.unit import Row, Unit

KIND = "erasure"  # of the due row that erases; its subject is the wish's id
SWEEP = "erasure.sweep"  # of those that look through other people's texts
_erasure = tables.table(tables.Erasure)
_person = tables.table(tables.Person)


def add(unit: Unit, org: str, erasure: Erasure) -> None:
    row = {"org_id": org, "id": erasure.id, "person_id": erasure.person, "state": erasure.state.value}
    decided = {"approved_by": erasure.approved_by, "approved_at": erasure.approved_at}
    unit.run(insert(_erasure), {**row, "asked_by": erasure.asked_by, "asked_at": erasure.asked_at, **decided})


def locked(unit: Unit, org: str, id: str) -> Erasure | None:
    """Return it as it stands, and let nobody else decide on it until this unit ends."""
    return next(iter(_read(unit, org, unit.rows(unit.locked(select(_erasure).where(*_one(org, id)))))), None)


def open_of(unit: Unit, org: str, person: str) -> Erasure | None:
    """Return the wish about the person that is not settled; one at a time is locked."""
    people.lock(unit, org, person)
    return next((one for one in of_person(unit, org, person) if one.state in OPEN), None)


def of_person(unit: Unit, org: str, person: str) -> list[Erasure]:
    """Return the wishes about the person, the newest first."""
    mine = (_erasure.c.org_id == org, _erasure.c.person_id == person)
    return _read(unit, org, unit.rows(select(_erasure).where(*mine).order_by(_erasure.c.asked_at.desc())))


def waiting(unit: Unit, org: str) -> list[Erasure]:
    """Return what waits for a second person, the oldest first."""
    open_still = (_erasure.c.org_id == org, _erasure.c.state == State.REQUESTED.value)
    return _read(unit, org, unit.rows(select(_erasure).where(*open_still).order_by(_erasure.c.asked_at)))


def approvers(unit: Unit, org: str, *, but: str) -> list[str]:
    """Return the ids of the HR administrators who may decide on data of this person."""
    hr = (_person.c.org_id == org, _person.c.is_hr, _person.c.active, _person.c.id != but)
    return list(unit.run(select(_person.c.id).where(*hr).order_by(_person.c.id)).scalars())


def everything(unit: Unit, org: str) -> list[Erasure]:
    """Return every wish there is a row of, the oldest first."""
    return _read(unit, org, unit.rows(select(_erasure).where(_erasure.c.org_id == org).order_by(_erasure.c.asked_at)))


def settle(unit: Unit, org: str, id: str, state: State) -> None:
    change(unit, org, id, state=state.value)


def approve(unit: Unit, org: str, erasure: Erasure, *, by: str | None, now: int) -> None:
    """Let it be done, by a due row. `by` None is the operator."""
    change(unit, org, erasure.id, state=State.APPROVED.value, approved_by=by, approved_at=now)
    due.plan(unit, [Due(org=org, kind=KIND, subject=erasure.id, step="once", due_at=now)])


def of_leaver(unit: Unit, org: str, person: str, *, now: int, rng: random.Random) -> None:
    """Whoever has been gone for long enough is erased: nobody has to ask for it."""
    wish = Erasure(id=ids.new(rng), person=person, state=State.REQUESTED, asked_by=None, asked_at=now)
    add(unit, org, wish)
    approve(unit, org, wish, by=None, now=now)


def change(unit: Unit, org: str, id: str, **values: Any) -> None:
    unit.run(update(_erasure).where(*_one(org, id)), values)


# --- Outside the database -----------------------------------------------------------------------------------------


def unlisted(unit: Unit) -> list[tuple[str, Erasure]]:
    """Return what was erased, with its org, and does not stand outside the database yet."""
    done = (_erasure.c.shredded_at.is_not(None), _erasure.c.listed_at.is_(None))
    rows = unit.rows(select(_erasure).where(*done).order_by(_erasure.c.shredded_at))
    return [(row["org_id"], found) for row in rows for found in _read(unit, row["org_id"], [row])]


def _one(org: str, id: str) -> tuple[ColumnElement[bool], ...]:
    return (_erasure.c.org_id == org, _erasure.c.id == id)


def _read(unit: Unit, org: str, rows: Sequence[Row]) -> list[Erasure]:
    held = holding.held(unit, org) if rows else frozenset()
    return [
        Erasure(
            id=row["id"],
            person=row["person_id"],
            state=State(row["state"]),
            asked_by=row["asked_by"],
            asked_at=row["asked_at"],
            approved_by=row["approved_by"],
            approved_at=row["approved_at"],
            verified_at=row["verified_at"],
            held=row["person_id"] in held,
        )
        for row in rows
    ]
