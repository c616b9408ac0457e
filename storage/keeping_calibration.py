"""What was said in calibration sessions grows too old with the reviews it is about: from the end of their cycle on."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, Table, delete, select

from storage import sparing, tables
from storage.keeping import AT_ONCE
from storage.unit import Unit

_cycle = tables.table(tables.Cycle)
_session = tables.table(tables.CalibrationSession)
_OF_SESSION = tuple(
    tables.table(row)
    for row in (
        tables.CalibrationHabit,
        tables.CalibrationReport,
        tables.CalibrationDecision,
        tables.CalibrationView,
        tables.CalibrationPacket,
        tables.CalibrationAnchor,
        tables.CalibrationSeat,
    )
)


def sessions(unit: Unit, org: str, before: int, spared: Collection[str]) -> int:
    """Forget what hangs on sessions of cycles that closed before the moment, some sessions of each table at once."""
    closed = select(_cycle.c.id).where(_cycle.c.org_id == org, _cycle.c.closed_at < before)
    over = select(_session.c.id).where(_session.c.org_id == org, _session.c.cycle_id.in_(closed))
    return sum(_forget(unit, org, table, over, spared) for table in _OF_SESSION)


def _forget(unit: Unit, org: str, table: Table, over: Select[Any], spared: Collection[str]) -> int:
    old = (table.c.org_id == org, table.c.session_id.in_(over), sparing.free(table.name, org, spared))
    ids = list(unit.run(select(table.c.session_id).where(*old).distinct().limit(AT_ONCE)).scalars())
    return unit.run(delete(table).where(*old, table.c.session_id.in_(ids))).rowcount if ids else 0
