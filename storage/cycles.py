"""Review cycles as rows: what they are, how they stand, and which of them somebody takes part in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, insert, select, update

from content import reviews
from domain import local_time, reviews_rounds
from domain.competencies import Version
from domain.cycles import Audience, Checkpoint, Cycle, Kind, Ladder, State
from domain.errors import StaleError
from domain.evidence import Period
from storage import competencies, set_up, tables
from storage.prepared import Prepared
from storage.unit import Row, Unit

USUAL_DAYS = 365  # looked back on where no cycle says how far
RUNNING = (State.OPEN.value, State.PAUSED.value)
_cycle = tables.table(tables.Cycle)
_checkpoint = tables.table(tables.Checkpoint)
_participant = tables.table(tables.Participant)
_cycle_team = tables.table(tables.CycleTeam)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A cycle with what it was set up with; times are UTC epoch ms. `is_strict`: two pieces for every level."""

    cycle: Cycle
    author: str
    template: str = ""
    is_strict: bool = False
    created_at: int = 0
    launched_at: int | None = None
    closed_at: int | None = None


def last_seen(unit: Unit, org: str, kept: Kept, today: date) -> date:
    """Return the day as of which the cycle is told: today, or that on which it was closed, in the org's zone."""
    if kept.cycle.state is not State.CLOSED or kept.closed_at is None:
        return today
    return min(today, local_time.day_of(kept.closed_at, set_up.hours(unit, org).zone))


def add(unit: Unit, org: str, kept: Kept) -> None:
    unit.run(insert(_cycle), {"org_id": org, "id": kept.cycle.id, **_columns(kept)})
    _write_checkpoints(unit, org, kept.cycle)


def save(unit: Unit, org: str, kept: Kept, *, was: int) -> None:
    """Keep it as its version now says. Raises StaleError when it is no longer in the version `was`."""
    here = (*_one(org, kept.cycle.id), _cycle.c.version == was)
    if not unit.run(update(_cycle).where(*here), _columns(kept)).rowcount:
        raise StaleError
    unit.run(delete(_checkpoint).where(_checkpoint.c.org_id == org, _checkpoint.c.cycle_id == kept.cycle.id))
    _write_checkpoints(unit, org, kept.cycle)


def drop(unit: Unit, org: str, id: str) -> None:
    """Delete a draft, with who would have taken part."""
    for table in (_checkpoint, _participant, _cycle_team):
        unit.run(delete(table).where(table.c.org_id == org, table.c.cycle_id == id))
    unit.run(delete(_cycle).where(*_one(org, id), _cycle.c.state == State.DRAFT.value))


def find(unit: Unit, org: str, id: str) -> Cycle | None:
    kept = found(unit, org, id)
    return None if kept is None else kept.cycle


def found(unit: Unit, org: str, id: str) -> Kept | None:
    """Return it with what it was set up with."""
    return next(iter(_read(unit, org, unit.rows(_ONE, {"org": org, "id": id}))), None)


def locked(unit: Unit, org: str, id: str) -> Kept | None:
    """The same; nobody else decides on it until this unit ends."""
    return next(iter(_read(unit, org, unit.rows(unit.locked(select(_cycle).where(*_one(org, id)))))), None)


def every(unit: Unit, org: str) -> list[Kept]:
    """Return all cycles, the one that began last first."""
    rows = unit.rows(select(_cycle).where(_cycle.c.org_id == org).order_by(_cycle.c.starts_on.desc(), _cycle.c.id))
    return _read(unit, org, rows)


def running(unit: Unit, org: str) -> list[Kept]:
    """Return the cycles that are open or paused, the first to have begun first."""
    return _read(unit, org, unit.rows(_RUNS, {"org": org, "states": RUNNING}))


# --- Of one person ------------------------------------------------------------------------------------------------


def of_person(unit: Unit, org: str, person: str) -> list[Cycle]:
    """Return the open and paused cycles the person takes part in, the one that began last first."""
    rows = unit.rows(_OF_PERSON, {"org": org, "person": person, "states": RUNNING})
    return [kept.cycle for kept in _read(unit, org, rows)]


def ever_of_person(unit: Unit, org: str, person: str) -> list[Cycle]:
    """Return the cycles the person takes or took part in, the one that began last first; no drafts."""
    rows = unit.rows(_EVER, {"org": org, "person": person, "draft": State.DRAFT.value})
    return [kept.cycle for kept in _read(unit, org, rows)]


def period_of(unit: Unit, org: str, person: str, today: date) -> Period:
    """Return the period of the person's cycle; without one, the year that ends today."""
    mine = unit.first(_OF_PERSON, {"org": org, "person": person, "states": RUNNING})
    if mine is None:
        return Period(start=today - timedelta(days=USUAL_DAYS), end=today)
    return Period(start=date.fromisoformat(mine["starts_on"]), end=date.fromisoformat(mine["ends_on"]))


def gathered_days(unit: Unit, org: str, person: str, today: date) -> Period:
    """Return the days that count in the round for which evidence of the person is gathered; or else the last year."""
    mine = next(iter(of_person(unit, org, person)), None)
    return period_of(unit, org, person, today) if mine is None else reviews_rounds.gathered(mine, today).period


def framework_of(unit: Unit, org: str, person: str) -> Version:
    """Return the version the person's cycle has pinned; without one, what the org goes by now."""
    mine = unit.first(_OF_PERSON, {"org": org, "person": person, "states": RUNNING})
    pinned = competencies.find(unit, org, mine["framework"]) if mine else None
    return pinned.version if pinned else competencies.current(unit, org)


# --- Pieces -------------------------------------------------------------------------------------------------------

_TOOK_PART = (
    select(_cycle)
    .join(_participant, (_participant.c.org_id == _cycle.c.org_id) & (_participant.c.cycle_id == _cycle.c.id))
    .where(_participant.c.org_id == bindparam("org"), _participant.c.person_id == bindparam("person"))
    .order_by(_cycle.c.starts_on.desc(), _cycle.c.id)
)
_EVER = Prepared(_TOOK_PART.where(_cycle.c.state != bindparam("draft")))
_OF_PERSON = Prepared(
    _TOOK_PART.where(_participant.c.left_at.is_(None), _cycle.c.state.in_(bindparam("states", expanding=True)))
)
_ONE = Prepared(select(_cycle).where(_cycle.c.org_id == bindparam("org"), _cycle.c.id == bindparam("id")))
_RUNS = Prepared(
    select(_cycle)
    .where(_cycle.c.org_id == bindparam("org"), _cycle.c.state.in_(bindparam("states", expanding=True)))
    .order_by(_cycle.c.starts_on, _cycle.c.id)
)
_CHECKPOINTS = Prepared(
    select(_checkpoint)
    .where(_checkpoint.c.org_id == bindparam("org"), _checkpoint.c.cycle_id.in_(bindparam("cycles", expanding=True)))
    .order_by(_checkpoint.c.cycle_id, _checkpoint.c.opens_on, _checkpoint.c.due_on, _checkpoint.c.id)
)


def _one(org: str, id: str) -> tuple[ColumnElement[bool], ...]:
    return _cycle.c.org_id == org, _cycle.c.id == id


def _columns(kept: Kept) -> dict[str, Any]:
    cycle = kept.cycle
    return {
        "title": cycle.name,
        "template": kept.template,
        "framework": cycle.framework_version,
        "state": cycle.state.value,
        "starts_on": cycle.period.start.isoformat(),
        "ends_on": cycle.period.end.isoformat(),
        "is_strict": kept.is_strict,
        "paused_on": cycle.paused_on.isoformat() if cycle.paused_on else None,
        "paused_days": cycle.paused_days,
        "author_id": kept.author,
        "version": cycle.version,
        "created_at": kept.created_at,
        "launched_at": kept.launched_at,
        "closed_at": kept.closed_at,
    }


def _write_checkpoints(unit: Unit, org: str, cycle: Cycle) -> None:
    unit.insert_all(_checkpoint, [_checkpoint_row(org, cycle.id, one) for one in cycle.checkpoints])


def _checkpoint_row(org: str, cycle: str, one: Checkpoint) -> dict[str, Any]:
    content: dict[str, Any] = {"prompt": one.prompt, "audience": one.audience.value, "ladder": asdict(one.ladder)}
    if one.moved_in_pause:
        content["moved_in_pause"] = True
    return {
        "org_id": org,
        "cycle_id": cycle,
        "id": one.id,
        "kind": one.kind.value,
        "title": one.title,
        "opens_on": one.opens_on.isoformat(),
        "due_on": one.due_on.isoformat(),
        "content": json.dumps(content, sort_keys=True),
    }


def _read(unit: Unit, org: str, rows: Sequence[Row]) -> list[Kept]:
    if not rows:
        return []
    parts: dict[str, list[Checkpoint]] = {row["id"]: [] for row in rows}
    for part in unit.rows(_CHECKPOINTS, {"org": org, "cycles": tuple(parts)}):
        parts[part["cycle_id"]].append(_to_checkpoint(part))
    return [_kept(row, tuple(parts[row["id"]])) for row in rows]


def _kept(row: Row, checkpoints: tuple[Checkpoint, ...]) -> Kept:
    cycle = Cycle(
        id=row["id"],
        name=row["title"],
        period=Period(start=date.fromisoformat(row["starts_on"]), end=date.fromisoformat(row["ends_on"])),
        checkpoints=checkpoints,
        framework=reviews.FRAMEWORK,
        framework_version=row["framework"],
        state=State(row["state"]),
        paused_on=date.fromisoformat(row["paused_on"]) if row["paused_on"] else None,
        paused_days=row["paused_days"],
        version=row["version"],
    )
    return Kept(
        cycle=cycle,
        author=row["author_id"],
        template=row["template"],
        is_strict=row["is_strict"],
        created_at=row["created_at"],
        launched_at=row["launched_at"],
        closed_at=row["closed_at"],
    )


def _to_checkpoint(row: Row) -> Checkpoint:
    content: Mapping[str, Any] = json.loads(row["content"])
    ladder = content["ladder"]
    return Checkpoint(
        id=row["id"],
        kind=Kind(row["kind"]),
        title=row["title"],
        prompt=content["prompt"],
        audience=Audience(content["audience"]),
        opens_on=date.fromisoformat(row["opens_on"]),
        due_on=date.fromisoformat(row["due_on"]),
        ladder=Ladder(**{**ladder, "reminders": tuple(ladder["reminders"])}),
        moved_in_pause="moved_in_pause" in content,
    )
