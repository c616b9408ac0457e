"""The plan of a cycle as rows: who owns what, what was done by hand, what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, bindparam, delete, select

from domain.plan import Decided, Decision, Owner, Tick
from storage import tables
from storage.prepared import Prepared
from storage.unit import Unit

_owner = tables.table(tables.PlanOwner)
_tick = tables.table(tables.PlanTick)
_decision = tables.table(tables.PlanDecision)


def owners(unit: Unit, org: str, cycle: str) -> Mapping[Owner, str]:
    """Return whom HR named (an id) for each role that somebody was named for."""
    return {Owner(row["role"]): row["person_id"] for row in unit.rows(_OWNERS, {"org": org, "cycle": cycle})}


def name(unit: Unit, org: str, cycle: str, named: Mapping[Owner, str]) -> None:
    """Name these, and nobody for the other roles."""
    unit.run(delete(_owner).where(*_of(_owner, org, cycle)))
    rows = [{"org_id": org, "cycle_id": cycle, "role": role.value, "person_id": who} for role, who in named.items()]
    unit.insert_all(_owner, rows)


def ticks(unit: Unit, org: str, cycle: str) -> Mapping[str, Tick]:
    """Return by task what was done by hand."""
    rows = unit.rows(_TICKS, {"org": org, "cycle": cycle})
    return {row["task_id"]: Tick(shown_by=row["shown_by"], by=row["by_id"], at=row["at"]) for row in rows}


def tick(unit: Unit, org: str, cycle: str, task: str, said: Tick) -> None:
    """Keep that it is done, in the place of what was said before."""
    row = {"shown_by": said.shown_by, "by_id": said.by, "at": said.at}
    _replace(unit, _tick, {"org_id": org, "cycle_id": cycle, "task_id": task}, row)


def untick(unit: Unit, org: str, cycle: str, task: str) -> None:
    unit.run(delete(_tick).where(*_of(_tick, org, cycle), _tick.c.task_id == task))


def decisions(unit: Unit, org: str, cycle: str) -> Mapping[str, Decided]:
    """Return by question what was decided."""
    rows = unit.rows(_DECISIONS, {"org": org, "cycle": cycle})
    return {
        row["gate_id"]: Decided(decision=Decision(row["decision"]), reason=row["reason"], by=row["by_id"], at=row["at"])
        for row in rows
    }


def decide(unit: Unit, org: str, cycle: str, gate: str, said: Decided) -> None:
    """Keep it in the place of what was decided before; the log says what that was."""
    row = {"decision": said.decision.value, "reason": said.reason, "by_id": said.by, "at": said.at}
    _replace(unit, _decision, {"org_id": org, "cycle_id": cycle, "gate_id": gate}, row)


def _replace(unit: Unit, table: Table, key: Mapping[str, str], row: Mapping[str, Any]) -> None:
    unit.run(delete(table).where(*(table.c[name] == value for name, value in key.items())))
    unit.insert_all(table, [{**key, **row}])


def _of(table: Table, org: str, cycle: str) -> tuple[Any, ...]:
    return table.c.org_id == org, table.c.cycle_id == cycle


def _every(table: Table) -> Prepared:
    here = (table.c.org_id == bindparam("org"), table.c.cycle_id == bindparam("cycle"))
    return Prepared(select(table).where(*here))


_OWNERS, _TICKS, _DECISIONS = (_every(table) for table in (_owner, _tick, _decision))
