"""Who acts for a manager who is away, in one cycle, until it is taken back."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import ColumnElement, delete, insert, select

from storage import cycles, tables
from storage.unit import Unit

_delegation = tables.table(tables.Delegation)
_cycle = tables.table(tables.Cycle)


def of_cycle(unit: Unit, org: str, cycle: str) -> Mapping[str, str]:
    """Return who acts, by the manager they act for."""
    here = (_delegation.c.org_id == org, _delegation.c.cycle_id == cycle)
    rows = unit.rows(select(_delegation.c.away_id, _delegation.c.acting_id).where(*here))
    return {row["away_id"]: row["acting_id"] for row in rows}


def hand_over(unit: Unit, org: str, cycle: str, manager: str, acting: str | None, *, now: int) -> None:
    """Let somebody act for the manager from now on; None: nobody does any more."""
    unit.run(delete(_delegation).where(*_one(org, cycle, manager)))
    if acting is not None:
        row = {"org_id": org, "cycle_id": cycle, "away_id": manager, "acting_id": acting, "since": now}
        unit.run(insert(_delegation), row)


def acted_for(unit: Unit, org: str, acting: str) -> frozenset[str]:
    """Return the managers for whom somebody acts now, in cycles that run."""
    running = select(_cycle.c.id).where(_cycle.c.org_id == org, _cycle.c.state.in_(cycles.RUNNING))
    here = (_delegation.c.org_id == org, _delegation.c.acting_id == acting, _delegation.c.cycle_id.in_(running))
    return frozenset(unit.run(select(_delegation.c.away_id).where(*here)).scalars())


def _one(org: str, cycle: str, manager: str) -> tuple[ColumnElement[bool], ...]:
    return _delegation.c.org_id == org, _delegation.c.cycle_id == cycle, _delegation.c.away_id == manager
