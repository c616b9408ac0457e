"""To whom Vouchsafe has been introduced: once each."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, select

from storage import tables
from storage.prepared import Prepared
from storage.unit import Unit

KIND = "introduction"  # of the due row after a first kudos; its subject is the person, its step the kudos
_introduction = tables.table(tables.Introduction)
_FIND = Prepared(
    select(_introduction.c.person_id).where(
        _introduction.c.org_id == bindparam("org"), _introduction.c.person_id.in_(bindparam("people", expanding=True))
    )
)


def strangers(unit: Unit, org: str, people: Iterable[str]) -> list[str]:
    """Return those to whom it has not been introduced."""
    asked = list(dict.fromkeys(people))
    known = {row["person_id"] for row in unit.rows(_FIND, {"org": org, "people": asked})}
    return [person for person in asked if person not in known]


def record(unit: Unit, org: str, person: str, *, now: int) -> bool:
    """Say whether this is the first time."""
    return unit.insert_if_new(_introduction, {"org_id": org, "person_id": person, "at": now})
