"""Who acts for a manager who is away, in one cycle, until it is taken back."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import ColumnElement, bindparam, delete, insert, select

from storage import cycles, tables
from storage.prepared import Prepared
from storage.unit import Unit

_delegation = tables.table(tables.Delegation)
_cycle = tables.table(tables.Cycle)


def of_cycle(unit: Unit, org: str, cycle: str) -> Mapping[str, str]:
    """Return who acts, by the manager they act for."""
    return {row["away_id"]: row["acting_id"] for row in unit.rows(_OF_CYCLE, {"org": org, "cycle": cycle})}


def hand_over(unit: Unit, org: str, cycle: str, manager: str, acting: str | None, *, now: int) -> None:
    """Let somebody act for the manager from now on; None: nobody does any more."""
    unit.run(delete(_delegation).where(*_one(org, cycle, manager)))
    if acting is not None:
        row = {"org_id": org, "cycle_id": cycle, "away_id": manager, "acting_id": acting, "since": now}
        unit.run(insert(_delegation), row)


def acted_for(unit: Unit, org: str, acting: str) -> frozenset[str]:
    """Return the managers for whom somebody acts now, in cycles that run."""
    rows = unit.rows(_ACTED_FOR, {"org": org, "acting": acting, "states": cycles.RUNNING})
    return frozenset(row["away_id"] for row in rows)


def _one(org: str, cycle: str, manager: str) -> tuple[ColumnElement[bool], ...]:
    return _delegation.c.org_id == org, _delegation.c.cycle_id == cycle, _delegation.c.away_id == manager


_RUNNING = select(_cycle.c.id).where(
    _cycle.c.org_id == bindparam("org"), _cycle.c.state.in_(bindparam("states", expanding=True))
)
_OF_CYCLE = Prepared(
    select(_delegation.c.away_id, _delegation.c.acting_id).where(
        _delegation.c.org_id == bindparam("org"), _delegation.c.cycle_id == bindparam("cycle")
    )
)
_ACTED_FOR = Prepared(
    select(_delegation.c.away_id).where(
        _delegation.c.org_id == bindparam("org"),
        _delegation.c.acting_id == bindparam("acting"),
        _delegation.c.cycle_id.in_(_RUNNING),
    )
)
