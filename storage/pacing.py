"""How much may go now in each bucket of a workspace, kept as rows so that no restart forgets a limit or a pause."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, case, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from domain.pace import Bucket
from storage import tables
from storage.prepared import Prepared, unheld
from storage.unit import Unit

_pace = tables.table(tables.Pace)
_MINE = (
    _pace.c.org_id == bindparam("org"),
    _pace.c.workspace_id == bindparam("workspace"),
    _pace.c.key == bindparam("bucket"),
)
_OPENS_AT = unheld(select(_pace.c.opens_at).where(*_MINE), _pace)


def opens_at(unit: Unit, org: str, workspace: str, bucket: Bucket) -> int | None:
    """Return from when the bucket takes a message (UTC epoch ms), and hold it; None while another replica holds it."""
    mine = {"org": org, "workspace": workspace, "bucket": bucket.name}
    found = unit.first(_OPENS_AT, mine)
    if found is None and unit.insert_if_new(_pace, _row(org, workspace, bucket.name, 0)):
        return 0
    return None if found is None else int(found["opens_at"])


def charge(unit: Unit, org: str, workspace: str, opens: Iterable[tuple[str, int]]) -> None:
    """Record from when each bucket or lane takes the next message; never an earlier moment than is recorded."""
    rows = [_row(org, workspace, key, opens_at) for key, opens_at in opens]
    if rows:
        unit.do(_CHARGE[unit.dialect], rows)


def purge(unit: Unit, org: str, before: int) -> int:
    """Forget limits that have long been open; return how many."""
    return unit.run(delete(_pace).where(_pace.c.org_id == org, _pace.c.opens_at < before)).rowcount


def _charging(insert: Any) -> Prepared:
    new, old = insert.excluded.opens_at, _pace.c.opens_at
    later = case((new > old, new), else_=old)
    moved = insert.on_conflict_do_update(index_elements=list(_pace.primary_key), set_={"opens_at": later})
    return Prepared(moved, _pace.columns.keys())


_CHARGE = {"sqlite": _charging(sqlite.insert(_pace)), "postgresql": _charging(postgresql.insert(_pace))}


def _row(org: str, workspace: str, key: str, opens_at: int) -> dict[str, str | int]:
    return {"org_id": org, "workspace_id": workspace, "key": key, "opens_at": opens_at}
