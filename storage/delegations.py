"""Who acts for a manager who is away, in one cycle, until it is taken back; who did is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, select, tuple_, update

from storage import cycles, people, tables
from storage.notices import Notice
from storage.prepared import Prepared
from storage.unit import Unit

ACTING = "cycle.acting"  # a kind of notices
_delegation = tables.table(tables.Delegation)
_cycle = tables.table(tables.Cycle)
_person = tables.table(tables.Person)


def of_cycle(unit: Unit, org: str, cycle: str) -> Mapping[str, str]:
    """Return who acts, by the manager they act for: nobody who has left or come to report to them."""
    return {row["away_id"]: row["acting_id"] for row in unit.rows(_OF_CYCLE, {"org": org, "cycle": cycle})}


def hand_over(unit: Unit, org: str, cycle: str, manager: str, acting: str | None, *, now: int) -> None:
    """Let somebody act for the manager from now on; None: nobody does any more."""
    still = (*_one(org, cycle, manager), _delegation.c.ends_at.is_(None))
    unit.run(delete(_delegation).where(*still, _delegation.c.since >= now))
    unit.run(update(_delegation).where(*still).values(ends_at=now))
    if acting is not None:
        row = {"org_id": org, "cycle_id": cycle, "away_id": manager, "acting_id": acting, "since": now, "ends_at": None}
        unit.insert_those_new(_delegation, [row])


def ever(unit: Unit, org: str, cycle: str) -> list[tuple[str, str]]:
    """Return each manager who was away with whoever acted for them at any time of the cycle, or does."""
    return [(row["away_id"], row["acting_id"]) for row in unit.rows(_EVER, {"org": org, "cycle": cycle})]


def running(unit: Unit, org: str) -> list[tuple[str, str]]:
    """Return each manager who is away with whoever acts for them now, in cycles that run."""
    return [(row["away_id"], row["acting_id"]) for row in unit.rows(_NOW, {"org": org, "states": cycles.RUNNING})]


def acted_for(unit: Unit, org: str, acting: str) -> frozenset[str]:
    """Return the managers for whom somebody acts now, in cycles that run."""
    rows = unit.rows(_ACTED_FOR, {"org": org, "acting": acting, "states": cycles.RUNNING})
    return frozenset(row["away_id"] for row in rows)


def subject(cycle: str, manager: str, acting: str | None, now: int) -> str:
    """Name what people are told of who acts, so that each change is told."""
    return f"{cycle}/{manager}/{acting or ''}/{now}"


def still_acting(unit: Unit, org: str, _person: str, waiting: Sequence[Notice]) -> list[Notice]:
    """Return those that say who acts now, or that nobody does any more."""
    parts = {one.subject: one.subject.split("/") for one in waiting}
    acting = {cycle: of_cycle(unit, org, cycle) for cycle in {each[0] for each in parts.values()}}
    return [
        one for one in waiting if acting[parts[one.subject][0]].get(parts[one.subject][1], "") == parts[one.subject][2]
    ]


def _one(org: str, cycle: str, manager: str) -> tuple[ColumnElement[bool], ...]:
    return _delegation.c.org_id == org, _delegation.c.cycle_id == cycle, _delegation.c.away_id == manager


_RUNNING = select(_cycle.c.id).where(
    _cycle.c.org_id == bindparam("org"), _cycle.c.state.in_(bindparam("states", expanding=True))
)
_STILL = (
    select(_delegation.c.away_id, _delegation.c.acting_id)
    .join(_person, (_person.c.org_id == _delegation.c.org_id) & (_person.c.id == _delegation.c.acting_id))
    .where(_delegation.c.org_id == bindparam("org"), _delegation.c.ends_at.is_(None), people.taking_part())
)


def _fitting(those: Select[Any]) -> Prepared:
    """What domain.cycles_calls.may_act asks when somebody is named, asked again of the chart as it is now."""
    named = those.add_columns(_person.c.manager_id.label("over")).cte("named", recursive=True)
    over = named.alias("over")
    up = select(over.c.away_id, over.c.acting_id, _person.c.manager_id).join(
        _person, (_person.c.org_id == bindparam("org")) & (_person.c.id == over.c.over)
    )
    above = named.union(up.where(over.c.over != over.c.away_id))  # each once, so that a circle ends
    reports = select(above.c.away_id, above.c.acting_id).where(above.c.over == above.c.away_id)
    return Prepared(
        select(above.c.away_id, above.c.acting_id)
        .distinct()
        .where(tuple_(above.c.away_id, above.c.acting_id).not_in(reports))
    )


_OF_CYCLE = _fitting(_STILL.where(_delegation.c.cycle_id == bindparam("cycle")))
_EVER = Prepared(
    select(_delegation.c.away_id, _delegation.c.acting_id).where(
        _delegation.c.org_id == bindparam("org"), _delegation.c.cycle_id == bindparam("cycle")
    )
)
_OF_RUNNING = _STILL.where(_delegation.c.cycle_id.in_(_RUNNING))
_NOW = _fitting(_OF_RUNNING)
_ACTED_FOR = _fitting(_OF_RUNNING.where(_delegation.c.acting_id == bindparam("acting")))
