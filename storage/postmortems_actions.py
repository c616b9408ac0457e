"""Recommendations and actions of post-mortems as rows, and when their owners are reminded."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, insert, select, update

from domain import local_time
from domain.errors import NotFoundError, StaleError
from domain.postmortems_actions import Action, Kind, Plan, State
from storage import days, due, tables
from storage.due import Due
from storage.notices import Notice
from storage.prepared import Prepared
from storage.unit import Row, Unit

DUE = "postmortem.action.due"  # of due rows, and of the notices they become
TOLD_AT = time(10)
DAYS_BEFORE = 3  # that an owner hears of the date while it can still be moved
AGAIN_DAYS = 7  # until a date that has passed is reminded of again
_action = tables.table(tables.PostmortemAction)
_ADD = Prepared(insert(_action), _action.columns.keys())
_OF_ONE = Prepared(
    select(_action)
    .where(_action.c.org_id == bindparam("org"), _action.c.postmortem_id == bindparam("postmortem"))
    .order_by(_action.c.created_at, _action.c.id)
)


def add(unit: Unit, org: str, action: Action, *, now: int) -> None:
    unit.do(_ADD, {"org_id": org, "created_at": now, **_columns(unit, org, action)})


def save(unit: Unit, org: str, action: Action) -> None:
    """Raises StaleError when somebody changed it meanwhile."""
    here = (_action.c.org_id == org, _action.c.id == action.id, _action.c.version == action.version - 1)
    if not unit.run(update(_action).where(*here), _columns(unit, org, action)).rowcount:
        raise StaleError


def find(unit: Unit, org: str, id: str) -> Action:
    """Raises NotFoundError."""
    row = unit.first(select(_action).where(_action.c.org_id == org, _action.c.id == id))
    if row is None:
        raise NotFoundError
    return _from(unit, row)


def of_one(unit: Unit, org: str, postmortem: str) -> list[Action]:
    """Return those of one post-mortem in the order in which they were recommended."""
    return [_from(unit, row) for row in unit.rows(_OF_ONE, {"org": org, "postmortem": postmortem})]


def of_those(unit: Unit, org: str, postmortems: Select[Any]) -> list[Action]:
    """Return those of all post-mortems whose ids the query finds."""
    here = (_action.c.org_id == org, _action.c.postmortem_id.in_(postmortems))
    return [_from(unit, row) for row in unit.rows(select(_action).where(*here))]


def watch(unit: Unit, org: str, action: Action, zone: str, *, now: int) -> None:
    """Plan that its owner is reminded while the date can still be moved, and once it has passed; nothing once done.

    What comes back to its owner when both have passed is reminded of a week later.
    """
    planned = []
    if action.plan is not None and action.state is State.TAKEN_ON:
        when = (action.plan.due_on - timedelta(days=DAYS_BEFORE), action.plan.due_on + timedelta(days=1))
        moments = {day: local_time.instant(day, TOLD_AT, zone) for day in when}
        ahead = {day: at for day, at in moments.items() if at > now} or _a_week_on(zone, now)
        planned = [Due(org=org, kind=DUE, subject=action.id, step=str(day), due_at=at) for day, at in ahead.items()]
    due.replan(unit, org, DUE, action.id, planned)


def still_due(unit: Unit, org: str, _person: str, waiting: Sequence[Notice]) -> list[Notice]:
    """Return those notices whose action is as it was, and not done."""
    return [one for one in waiting if _is_as(unit, org, one)]


# --- Pieces -------------------------------------------------------------------------------------------------------


def _a_week_on(zone: str, now: int) -> dict[date, int]:
    day = local_time.day_of(now, zone) + timedelta(days=AGAIN_DAYS)
    return {day: local_time.instant(day, TOLD_AT, zone)}


def _is_as(unit: Unit, org: str, one: Notice) -> bool:
    id, version, _ = one.subject.split("/")
    here = (_action.c.org_id == org, _action.c.id == id, _action.c.version == int(version))
    return unit.first(select(_action.c.id).where(*here, _action.c.state == State.TAKEN_ON.value)) is not None


def _columns(unit: Unit, org: str, action: Action) -> dict[str, Any]:
    plan = action.plan
    said = {"words": action.words, "outcome": action.outcome}
    said |= {"tracker": plan.tracker, "check": plan.check} if plan else {}
    return {
        "id": action.id,
        "postmortem_id": action.postmortem,
        "author_id": action.author,
        "owner_id": plan.owner if plan else None,
        "done_by": action.done_by,
        "verified_by": action.verified_by,
        "kind": action.kind.value,
        "state": action.state.value,
        "words": unit.keys.seal(json.dumps(said), org, "postmortem_action", action.id, "words"),
        "due_on": plan.due_on.isoformat() if plan else "",
        "moved_from": days.written(action.moved_from),
        "missed_on": days.written(action.missed_on),
        "verified_on": days.written(action.verified_on),
        "version": action.version,
    }


def _from(unit: Unit, row: Row) -> Action:
    said = json.loads(unit.keys.open(row["words"], row["org_id"], "postmortem_action", row["id"], "words"))
    return Action(
        id=row["id"],
        postmortem=row["postmortem_id"],
        author=row["author_id"],
        kind=Kind(row["kind"]),
        words=said["words"],
        plan=_plan(row, said),
        state=State(row["state"]),
        outcome=said["outcome"],
        moved_from=days.read(row["moved_from"]),
        missed_on=days.read(row["missed_on"]),
        done_by=row["done_by"],
        verified_by=row["verified_by"],
        verified_on=days.read(row["verified_on"]),
        version=row["version"],
    )


def _plan(row: Row, said: Row) -> Plan | None:
    if row["owner_id"] is None:
        return None
    day = date.fromisoformat(row["due_on"])
    return Plan(owner=row["owner_id"], due_on=day, tracker=said["tracker"], check=said["check"])
