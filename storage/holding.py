"""Legal holds: whoever stands under one is neither erased nor forgotten with time."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from domain.privacy import Hold
from storage import tables
from storage.unit import Row, Unit

_TABLE = "legal_hold"
_hold = tables.table(tables.LegalHold)


def place(unit: Unit, org: str, hold: Hold) -> None:
    row = {"org_id": org, "id": hold.id, "person_id": hold.person, "placed_by": hold.placed_by}
    sealed = unit.keys.seal(hold.reason, org, _TABLE, hold.id, "reason")
    unit.run(insert(_hold), {**row, "placed_at": hold.placed_at, "reason": sealed})


def lift(unit: Unit, org: str, id: str, *, by: str | None, now: int) -> bool:
    """Lift it; say whether it stood."""
    standing = (_hold.c.org_id == org, _hold.c.id == id, _hold.c.lifted_at.is_(None))
    return unit.run(update(_hold).where(*standing), {"lifted_at": now, "lifted_by": by}).rowcount == 1


def held(unit: Unit, org: str) -> frozenset[str]:
    """Return the ids of the people on whom a hold stands."""
    standing = (_hold.c.org_id == org, _hold.c.lifted_at.is_(None))
    return frozenset(unit.run(select(_hold.c.person_id).where(*standing)).scalars())


def of_person(unit: Unit, org: str, person: str) -> list[Hold]:
    """Return the holds that stand on the person, the oldest first."""
    return [one for one in standing(unit, org) if one.person == person]


def standing(unit: Unit, org: str) -> list[Hold]:
    """Return every hold that stands, the oldest first."""
    rows = unit.rows(select(_hold).where(_hold.c.org_id == org, _hold.c.lifted_at.is_(None)))
    return [_read(unit, row) for row in sorted(rows, key=lambda row: (row["placed_at"], row["id"]))]


def _read(unit: Unit, row: Row) -> Hold:
    return Hold(
        id=row["id"],
        person=row["person_id"],
        reason=unit.keys.open(row["reason"], row["org_id"], _TABLE, row["id"], "reason"),
        placed_by=row["placed_by"],
        placed_at=row["placed_at"],
        lifted_at=row["lifted_at"],
    )
