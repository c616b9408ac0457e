"""Legal holds: whoever stands under one is neither erased nor forgotten with time.

On PostgreSQL whoever needs several locks takes them in this order, so that nobody waits in a ring: the wish for an
erasure, the org (storage.directory.alone_in), the holds of the org (`place` and `settled`), then rows, such as claims
and broadcasts. What is still crossed, as by one tick that does several things, the database ends, and it runs again.
"""

from __future__ import annotations

import zlib

from sqlalchemy import func, insert, select, update

from domain.privacy import DONE, Hold
from storage import tables
from storage.unit import Row, Unit

_TABLE = "legal_hold"
_LOCK = 8679834  # any number but that of storage.migrating: the first half of our locks' names on PostgreSQL
_hold = tables.table(tables.LegalHold)
_erasure = tables.table(tables.Erasure)


def place(unit: Unit, org: str, hold: Hold) -> bool:
    """Place it; say whether there is anything left to hold. An erasure or a night under way comes to its end first."""
    _one_at_a_time(unit, org)
    mine = (_erasure.c.org_id == org, _erasure.c.person_id == hold.person)
    done = select(_erasure.c.id).where(*mine, _erasure.c.state.in_([one.value for one in DONE]))
    if unit.first(done.limit(1)) is not None:
        return False
    row = {"org_id": org, "id": hold.id, "person_id": hold.person, "placed_by": hold.placed_by}
    sealed = unit.keys.seal(hold.reason, org, _TABLE, hold.id, "reason")
    unit.run(insert(_hold), {**row, "placed_at": hold.placed_at, "reason": sealed})
    return True


def lift(unit: Unit, org: str, id: str, *, by: str | None, now: int) -> bool:
    """Lift it; say whether it stood."""
    standing = (_hold.c.org_id == org, _hold.c.id == id, _hold.c.lifted_at.is_(None))
    return unit.run(update(_hold).where(*standing), {"lifted_at": now, "lifted_by": by}).rowcount == 1


def held(unit: Unit, org: str) -> frozenset[str]:
    """Return the ids of the people on whom a hold stands."""
    standing = (_hold.c.org_id == org, _hold.c.lifted_at.is_(None))
    return frozenset(unit.run(select(_hold.c.person_id).where(*standing)).scalars())


def settled(unit: Unit, org: str) -> frozenset[str]:
    """The same, and nobody places another one until this unit ends: for whoever is about to forget something."""
    _one_at_a_time(unit, org)
    return held(unit, org)


def standing(unit: Unit, org: str) -> list[Hold]:
    """Return every hold that stands, the oldest first."""
    rows = unit.rows(select(_hold).where(_hold.c.org_id == org, _hold.c.lifted_at.is_(None)))
    return [_read(unit, row) for row in sorted(rows, key=lambda row: (row["placed_at"], row["id"]))]


def _one_at_a_time(unit: Unit, org: str) -> None:
    """A lock of its own: those of the org's people and of its rows are for others, who need not wait for this."""
    if not unit.is_alone:
        number = zlib.crc32(org.encode()) - 2**31  # as PostgreSQL has integers; two orgs of one number only wait
        unit.run(select(func.pg_advisory_xact_lock(_LOCK, number)))


def _read(unit: Unit, row: Row) -> Hold:
    return Hold(
        id=row["id"],
        person=row["person_id"],
        reason=unit.keys.open(row["reason"], row["org_id"], _TABLE, row["id"], "reason"),
        placed_by=row["placed_by"],
        placed_at=row["placed_at"],
        lifted_at=row["lifted_at"],
    )
