"""What groups do about their results, as rows, with the votes for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from domain import local_time
from domain.errors import StaleError
from domain.pulses_actions import Action, State
from domain.pulses_wave import Wave
from storage import due, tables
from storage.due import Due
from storage.prepared import Prepared
from storage.unit import Row, Unit

OVERDUE, UNDECIDED, SINCE = "pulse.action.overdue", "pulse.action.undecided", "pulse.since"  # of due rows
TOLD = "pulse.results"  # of notices: results, and what is done about them
TOLD_AT = time(10)
_action = tables.table(tables.PulseAction)
_vote = tables.table(tables.PulseVote)


def add(unit: Unit, org: str, action: Action, *, now: int) -> None:
    unit.run(insert(_action), {"org_id": org, "created_at": now, **_written(action)})


def save(unit: Unit, org: str, action: Action) -> None:
    """Raises StaleError when somebody changed it meanwhile."""
    here = (_action.c.org_id == org, _action.c.id == action.id, _action.c.version == action.version - 1)
    if not unit.run(update(_action).where(*here), dict(_written(action))).rowcount:
        raise StaleError


def find(unit: Unit, org: str, id: str) -> Action | None:
    row = unit.first(_ONE, {"org": org, "id": id})
    return _read(row) if row else None


def of_group(unit: Unit, org: str, wave: str, group: str) -> list[Action]:
    """Return those of one wave, in the order in which they were proposed."""
    return [_read(row) for row in unit.rows(_OF_GROUP, {"org": org, "wave": wave, "group": group})]


def decided_groups(unit: Unit, org: str, wave: str) -> Mapping[str, list[Action]]:
    """Return by group what was chosen in a wave, whatever became of it."""
    found: dict[str, list[Action]] = {}
    for row in unit.rows(_DECIDED, {"org": org, "wave": wave, "proposed": State.PROPOSED.value}):
        found.setdefault(row["group_id"], []).append(_read(row))
    return found


def toggle(unit: Unit, org: str, action: str, person: str) -> None:
    """Vote for it, or take the vote back."""
    row = {"org_id": org, "action_id": action, "person_id": person}
    if not unit.insert_if_new(_vote, row):
        here = (_vote.c.org_id == org, _vote.c.action_id == action, _vote.c.person_id == person)
        unit.run(delete(_vote).where(*here))


def votes(unit: Unit, org: str, actions: Sequence[Action]) -> Mapping[str, int]:
    """Return how many are for each: who, nobody is told."""
    here = (_vote.c.org_id == org, _vote.c.action_id.in_([action.id for action in actions]))
    rows = unit.rows(select(_vote.c.action_id, func.count().label("n")).where(*here).group_by(_vote.c.action_id))
    return {row["action_id"]: row["n"] for row in rows}


def voted(unit: Unit, org: str, person: str) -> frozenset[str]:
    """Return what the person is for."""
    here = (_vote.c.org_id == org, _vote.c.person_id == person)
    return frozenset(unit.run(select(_vote.c.action_id).where(*here)).scalars())


def watch(unit: Unit, org: str, action: Action, zone: str) -> None:
    """Plan that its owner is reminded, the day after it was to be done."""
    if action.due_on is not None:
        at = local_time.instant(action.due_on + timedelta(days=1), TOLD_AT, zone)
        step = action.due_on.isoformat()
        due.replan(unit, org, OVERDUE, action.id, [Due(org=org, kind=OVERDUE, subject=action.id, step=step, due_at=at)])


def unwatch(unit: Unit, org: str, action: str) -> None:
    due.cancel(unit, org, OVERDUE, action)


def watch_groups(unit: Unit, org: str, wave: Wave, zone: str) -> None:
    """Plan that whoever leads a group that chose nothing by the day that was promised hears of it."""
    on = wave.contract.share_back_on
    at = local_time.instant(on, TOLD_AT, zone)
    due.plan(unit, [Due(org=org, kind=UNDECIDED, subject=wave.id, step=on.isoformat(), due_at=at)])


# --- Pieces -------------------------------------------------------------------------------------------------------

_ONE = Prepared(select(_action).where(_action.c.org_id == bindparam("org"), _action.c.id == bindparam("id")))
_OF_WAVE = (_action.c.org_id == bindparam("org"), _action.c.wave_id == bindparam("wave"))
_OF_GROUP = Prepared(
    select(_action)
    .where(*_OF_WAVE, _action.c.group_id == bindparam("group"))
    .order_by(_action.c.created_at, _action.c.id)
)
_DECIDED = Prepared(
    select(_action)
    .where(*_OF_WAVE, _action.c.state != bindparam("proposed"))
    .order_by(_action.c.created_at, _action.c.id)
)


def _written(action: Action) -> Mapping[str, Any]:
    return {
        "id": action.id,
        "wave_id": action.wave,
        "group_id": action.group,
        "words": action.words,
        "author_id": action.author,
        "owner_id": action.owner,
        "due_on": action.due_on.isoformat() if action.due_on else "",
        "state": action.state.value,
        "outcome": action.outcome,
        "version": action.version,
    }


def _read(row: Row) -> Action:
    return Action(
        id=row["id"],
        wave=row["wave_id"],
        group=row["group_id"],
        words=row["words"],
        author=row["author_id"],
        owner=row["owner_id"],
        due_on=date.fromisoformat(row["due_on"]) if row["due_on"] else None,
        state=State(row["state"]),
        outcome=row["outcome"],
        version=row["version"],
    )
