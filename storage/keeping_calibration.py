"""What was said in calibration sessions grows too old with the reviews it is about: from the end of their cycle on.

Who practiced in a sprint, and how they read its cases, does from the end of the sprint on.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, Table, delete, select

from storage import sparing, tables
from storage.keeping import AT_ONCE
from storage.unit import Unit

_cycle = tables.table(tables.Cycle)
_session = tables.table(tables.CalibrationSession)
_sprint = tables.table(tables.CalibrationSprint)
_OF_SPRINT = tuple(tables.table(row) for row in (tables.CalibrationSprintSeat, tables.CalibrationSprintReading))
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


def sprints(unit: Unit, org: str, before: int, spared: Collection[str]) -> int:
    """Forget what hangs on sprints that ended before the moment."""
    over = select(_sprint.c.id).where(_sprint.c.org_id == org, _sprint.c.ends_at < before)
    return sum(_forget(unit, org, table, over, spared) for table in _OF_SPRINT)


def _forget(unit: Unit, org: str, table: Table, over: Select[Any], spared: Collection[str]) -> int:
    """`over` are ids of what they hang on."""
    of = table.c.sprint_id if "sprint_id" in table.c else table.c.session_id
    old = (table.c.org_id == org, of.in_(over), sparing.free(table.name, org, spared))
    ids = list(unit.run(select(of).where(*old).distinct().limit(AT_ONCE)).scalars())
    return unit.run(delete(table).where(*old, of.in_(ids))).rowcount if ids else 0
