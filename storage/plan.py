"""The plan of a cycle as rows: who owns what, what was done by hand, what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

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
    unit.run(delete(_owner).where(*_of(_owner, org, cycle), _owner.c.role.not_in([role.value for role in named])))
    insert = (sqlite if unit.dialect == "sqlite" else postgresql).insert(_owner)
    another = {"person_id": insert.excluded.person_id}
    put = insert.on_conflict_do_update(index_elements=list(_owner.primary_key), set_=another)
    for role, who in named.items():
        unit.run(put, {"org_id": org, "cycle_id": cycle, "role": role.value, "person_id": who})


def ticks(unit: Unit, org: str, cycle: str) -> Mapping[str, Tick]:
    """Return by task what was done by hand, and not taken back since."""
    found: dict[str, Tick] = {}
    for row in unit.rows(_TICKS, {"org": org, "cycle": cycle}):
        found.pop(row["task_id"], None)
        if row["is_done"]:
            found[row["task_id"]] = Tick(shown_by=row["shown_by"], by=row["by_id"], at=row["at"])
    return found


def last_shown(unit: Unit, org: str, cycle: str, task: str) -> str:
    """Return what showed last that a task was done, also where that was taken back; "" where nothing did."""
    rows = unit.rows(_TICKS, {"org": org, "cycle": cycle})
    said = [row["shown_by"] for row in rows if row["task_id"] == task and row["is_done"]]
    return said[-1] if said else ""


def tick(unit: Unit, org: str, cycle: str, task: str, said: Tick) -> None:
    """Keep that it is done; what was said before is kept, too."""
    _add_tick(unit, {"org_id": org, "cycle_id": cycle, "task_id": task}, said, is_done=True)


def untick(unit: Unit, org: str, cycle: str, task: str, *, by: str, at: int) -> None:
    """Keep that it is not done after all."""
    said = Tick(shown_by="", by=by, at=at)
    _add_tick(unit, {"org_id": org, "cycle_id": cycle, "task_id": task}, said, is_done=False)


def decisions(unit: Unit, org: str, cycle: str) -> Mapping[str, Decided]:
    """Return by question what was decided, each with what stood there before."""
    found: dict[str, Decided] = {}
    for row in unit.rows(_DECISIONS, {"org": org, "cycle": cycle}):
        found[row["gate_id"]] = Decided(
            decision=Decision(row["decision"]),
            reason=row["reason"],
            by=row["by_id"],
            at=row["at"],
            before=found.get(row["gate_id"]),
        )
    return found


def decide(unit: Unit, org: str, cycle: str, gate: str, said: Decided) -> None:
    """Keep it; what was decided before is kept, too."""
    row = {"decision": said.decision.value, "reason": said.reason, "by_id": said.by, "at": said.at}
    unit.insert_if_new(_decision, {"org_id": org, "cycle_id": cycle, "gate_id": gate, **row})


def _add_tick(unit: Unit, key: Mapping[str, str], said: Tick, *, is_done: bool) -> None:
    row = {"is_done": is_done, "shown_by": said.shown_by, "by_id": said.by, "at": said.at}
    unit.insert_if_new(_tick, {**key, **row})


def _of(table: Table, org: str, cycle: str) -> tuple[Any, ...]:
    return table.c.org_id == org, table.c.cycle_id == cycle


def _every(table: Table, *order: str) -> Prepared:
    here = (table.c.org_id == bindparam("org"), table.c.cycle_id == bindparam("cycle"))
    return Prepared(select(table).where(*here).order_by(*(table.c[name] for name in order)))


_OWNERS = _every(_owner)
_TICKS, _DECISIONS = (_every(table, "at", "by_id") for table in (_tick, _decision))  # the latest word comes last
