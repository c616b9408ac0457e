"""What happens by itself, planned as rows: each occurrence once, whatever was down and however many replicas look."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, or_, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from storage import sparing, tables, workspaces
from storage.prepared import Prepared, unheld
from storage.unit import Row, Unit

_due = tables.table(tables.Due)
_later = tables.table(tables.Due).alias("later")


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One occurrence. `due_at` and `expires_at` are UTC epoch ms; past `expires_at` it is not worth doing."""

    org: str
    kind: str
    subject: str
    step: str
    due_at: int
    expires_at: int | None = None
    attempts: int = 0


class State(StrEnum):
    """`superseded`: a newer step of the same subject was due as well, and only that one was done."""

    PLANNED = "planned"
    DONE = "done"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    FAILED = "failed"


def plan(unit: Unit, dues: Sequence[Due]) -> None:
    """Plan what is new and move what is still planned: its attempts begin anew. What has happened has happened."""
    if not dues:
        return
    unit.do(_PLAN[unit.dialect], [_row(one) for one in dues])
    unit.wake("due")


def plan_those_new(unit: Unit, dues: Sequence[Due]) -> None:
    """Plan each one that was never planned; leave the others as they are."""
    unit.insert_those_new(_due, [_row(one) for one in dues])


def plan_if_new(unit: Unit, one: Due) -> bool:
    """Plan it unless it was planned before; say whether it was new."""
    return unit.insert_if_new(_due, _row(one))


def replan(unit: Unit, org: str, kind: str, subject: str, dues: Sequence[Due]) -> None:
    """Let exactly these be planned for the subject: others that were, and have not happened, will not."""
    kept = [one.step for one in dues]
    unit.run(delete(_due).where(*_planned_of(org, kind, subject), _due.c.step.not_in(kept)))
    plan(unit, dues)


def cancel(unit: Unit, org: str, kind: str, subject: str) -> bool:
    """Let nothing more of this kind happen by itself to the subject; say whether anything would have."""
    return unit.run(delete(_due).where(*_planned_of(org, kind, subject))).rowcount > 0


def is_planned(unit: Unit, org: str, kind: str, subject: str) -> bool:
    return unit.first(select(_due.c.step).where(*_planned_of(org, kind, subject)).limit(1)) is not None


def failed(unit: Unit, org: str, kind: str, *, since: int) -> list[str]:
    """Return to which subjects it did not happen, and is not tried any more."""
    those = (_due.c.org_id == org, _due.c.kind == kind, _due.c.state == State.FAILED.value)
    return list(unit.run(select(_due.c.subject).where(*those, _due.c.settled_at >= since).distinct()).scalars())


def cancel_all(unit: Unit, org: str, kind: str, subjects: Collection[str]) -> None:
    """The same for each of these."""
    unit.run(delete(_due).where(*_planned(org), _due.c.kind == kind, _due.c.subject.in_(subjects)))


def take(unit: Unit, org: str, kinds: Collection[str], *, now: int, most: int) -> list[Due]:
    """Return what is due, the oldest first, and hold it until this unit ends. Other replicas skip what is held."""
    those = {"org": org, "kinds": sorted(kinds), "now": now, "most": most}
    return [_from(row) for row in unit.rows(_TAKE, those)]


def drop_late(unit: Unit, org: str, newest_only: Collection[str], *, now: int) -> int:
    """Mark what expired, and of these kinds what a newer due step makes pointless; return how many rows."""
    those = {"org": org, "now": now}
    late = unit.rows(_EXPIRED, those)
    for row in late:
        settle(unit, _from(row), State.EXPIRED, now=now)
    pointless = unit.rows(_SUPERSEDED, those | {"kinds": sorted(newest_only)})
    for row in pointless:
        settle(unit, _from(row), State.SUPERSEDED, now=now)
    return len(late) + len(pointless)


def settle(unit: Unit, one: Due, state: State, *, now: int, reason: str = "") -> None:
    """Record how it ended; `reason` never quotes anybody."""
    done = {"state": state.value, "settled_at": now, "reason": reason, "attempts": one.attempts + 1}
    that = {"that_org_id": one.org, "that_kind": one.kind, "that_subject": one.subject, "that_step": one.step}
    unit.do(_SETTLE, that | done)


def move(unit: Unit, one: Due, at: int) -> None:
    """Let it be due at another moment: this one was not right. Nothing failed, so only failures in a row count."""
    unit.run(update(_due).where(*_one(one)).values(due_at=at, attempts=0))


def postpone(unit: Unit, one: Due, *, until: int, reason: str) -> None:
    """Try again later: it failed this time."""
    unit.run(update(_due).where(*_one(one)).values(due_at=until, reason=reason, attempts=one.attempts + 1))


def hold(unit: Unit, one: Due, reason: str) -> bool:
    """Say whether it still waits as `postpone` left it with this reason, and let nobody change that in this unit."""
    waits = (*_one(one), *_planned(one.org), _due.c.reason == reason)
    return unit.run(update(_due).where(*waits).values(reason=reason)).rowcount > 0


def is_behind(unit: Unit, one: Due, *, now: int) -> bool:
    """Say whether a newer step of its subject is due by now, or was even done."""
    keys = {"org_id": one.org, "kind": one.kind, "subject": one.subject}
    same = and_(*(_later.c[name] == value for name, value in keys.items()))
    newer = _reached_after((one.due_at, one.step), same)
    return unit.first(select(_later.c.step).where(newer).limit(1), {"now": now}) is not None


def next_at(unit: Unit) -> int | None:
    """Return when the next occurrence is due (UTC epoch ms), None when nothing is planned."""
    moments = []
    for org in workspaces.orgs(unit):
        [row] = unit.rows(_SOONEST, {"org": org.id})
        moments += [] if row["at"] is None else [row["at"]]
    return min(moments, default=None)


def purge(unit: Unit, org: str, before: int, spared: Collection[str] = ()) -> int:
    """Forget what was settled before the moment; return how many rows."""
    old = (_due.c.org_id == org, _due.c.settled_at < before, sparing.free("due", org, spared))
    return unit.run(delete(_due).where(*old)).rowcount


# --- Pieces -------------------------------------------------------------------------------------------------------


_NOW: ColumnElement[int] = bindparam("now")
_KINDS = _due.c.kind.in_(bindparam("kinds", expanding=True))
_PLANNED = (_due.c.org_id == bindparam("org"), _due.c.state == State.PLANNED.value)
_REACHED = (*_PLANNED, _due.c.due_at <= _NOW)


def _planned(org: str) -> tuple[ColumnElement[bool], ...]:
    return (_due.c.org_id == org, _due.c.state == State.PLANNED.value)


def _planned_of(org: str, kind: str, subject: str) -> tuple[ColumnElement[bool], ...]:
    return (*_planned(org), _due.c.kind == kind, _due.c.subject == subject)


def _has_newer() -> ColumnElement[bool]:
    """A later step of the same subject is due too, or was even done already.

    Asked for one row at a time: as a join, PostgreSQL reads the whole kind for each row while it has no statistics.
    """
    same = and_(*(_later.c[name] == _due.c[name] for name in ("org_id", "kind", "subject")))
    newer = _reached_after((_due.c.due_at, _due.c.step), same)
    return select(_later.c.step).where(newer).limit(1).scalar_subquery().is_not(None)


def _reached_after(moment: tuple[Any, Any], same: ColumnElement[bool]) -> ColumnElement[bool]:
    counts = and_(_later.c.state == State.PLANNED.value, or_(_later.c.expires_at.is_(None), _later.c.expires_at > _NOW))
    comes_after = tuple_(_later.c.due_at, _later.c.step) > tuple_(*moment)
    return and_(same, _later.c.due_at <= _NOW, or_(counts, _later.c.state == State.DONE.value), comes_after)


def _one(one: Due) -> tuple[ColumnElement[bool], ...]:
    keys = {"org_id": one.org, "kind": one.kind, "subject": one.subject, "step": one.step}
    return tuple(_due.c[name] == value for name, value in keys.items())


def _row(one: Due) -> dict[str, Any]:
    return {
        "org_id": one.org,
        "kind": one.kind,
        "subject": one.subject,
        "step": one.step,
        "due_at": one.due_at,
        "expires_at": one.expires_at,
        "state": State.PLANNED.value,
        "attempts": one.attempts,
        "reason": "",
        "settled_at": None,
    }


def _from(row: Row) -> Due:
    return Due(
        org=row["org_id"],
        kind=row["kind"],
        subject=row["subject"],
        step=row["step"],
        due_at=row["due_at"],
        expires_at=row["expires_at"],
        attempts=row["attempts"],
    )


# --- Statements ---------------------------------------------------------------------------------------------------


def _planning(insert: Any) -> Prepared:
    moved = insert.on_conflict_do_update(
        index_elements=list(_due.primary_key),
        set_={name: insert.excluded[name] for name in ("due_at", "expires_at", "attempts", "reason")},
        where=_due.c.state == State.PLANNED.value,
    )
    return Prepared(moved, _due.columns.keys())


_PLAN = {"sqlite": _planning(sqlite.insert(_due)), "postgresql": _planning(postgresql.insert(_due))}
_LASTS = or_(_due.c.expires_at.is_(None), _due.c.expires_at > _NOW)
_IN_ORDER = select(_due).order_by(_due.c.due_at, _due.c.step).limit(bindparam("most"))
_TAKE = unheld(_IN_ORDER.where(*_REACHED, _LASTS, _KINDS), _due)
_EXPIRED = unheld(select(_due).where(*_REACHED, _due.c.expires_at <= _NOW), _due)
_SUPERSEDED = unheld(select(_due).where(*_REACHED, _KINDS, _has_newer()), _due)
_SOONEST = Prepared(select(func.min(_due.c.due_at).label("at")).where(*_PLANNED))
_THAT = tuple(_due.c[column] == bindparam(f"that_{column}") for column in ("org_id", "kind", "subject", "step"))
_SETTLE = Prepared(update(_due).where(*_THAT), ("state", "settled_at", "reason", "attempts"))
