"""The operator's side of the outbox: what stands in it, another try, never mind, hold and release."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, func, select, update

from storage import tables
from storage.outbox import Kind, Promise, State
from storage.unit import Row, Unit

_outbox = tables.table(tables.Outbox)
_workspace = tables.table(tables.Workspace)
UNSETTLED = (State.QUEUED, State.SENDING, State.AMBIGUOUS, State.FAILED)
DROPPABLE = frozenset({State.QUEUED, State.AMBIGUOUS, State.FAILED})
DROPPED = "dropped by the operator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One message, without its words and without whom it is for. `created_at` is UTC epoch ms."""

    id: str
    platform: str
    workspace: str
    workspace_name: str
    kind: Kind
    state: State
    attempts: int
    created_at: int
    reason: str


def listed(unit: Unit, org: str, states: Collection[State], *, most: int) -> list[Entry]:
    """Return the messages in these states, the oldest first."""
    those = _entries.where(_outbox.c.org_id == org, _outbox.c.state.in_([one.value for one in states]))
    return [_entry(row) for row in unit.rows(those.order_by(_outbox.c.created_at, _outbox.c.seq).limit(most))]


def find(unit: Unit, org: str, ids: Collection[str]) -> list[Entry]:
    """Return those of the messages that there are."""
    return [_entry(row) for row in unit.rows(_entries.where(_outbox.c.org_id == org, _outbox.c.id.in_(ids)))]


def retry(unit: Unit, org: str, ids: Sequence[str] | None, *, now: int) -> int:
    """Let what failed (all of it, when `ids` is None) be sent after all; return how many messages that were.

    A post that may have arrived is looked for first, and repeated if nobody can tell: the operator asked for it.
    """
    failed = [_outbox.c.org_id == org, _outbox.c.state == State.FAILED.value]
    if ids is not None:
        failed.append(_outbox.c.id.in_(ids))
    in_doubt = and_(_outbox.c.kind == Kind.POST.value, _outbox.c.started_at > 0)
    state = case((in_doubt, State.AMBIGUOUS.value), else_=State.QUEUED.value)
    anew = {"promise": Promise.AT_LEAST_ONCE.value, "attempts": 0, "not_before": now, "error": ""}
    unit.wake("outbox")
    return unit.run(update(_outbox).where(*failed).values(state=state, **anew)).rowcount


def drop(unit: Unit, org: str, ids: Sequence[str]) -> int:
    """Never send these; return how many messages that were. One that is being sent this moment is left alone."""
    open_still = _outbox.c.state.in_([one.value for one in DROPPABLE])
    those = (_outbox.c.org_id == org, _outbox.c.id.in_(ids), open_still)
    return unit.run(update(_outbox).where(*those).values(state=State.DROPPED.value, error=DROPPED)).rowcount


def waiting(unit: Unit, org: str) -> int:
    """Return how many messages would go, sooner or later, if nothing held them."""
    owed = _outbox.c.state.in_((State.QUEUED.value, State.AMBIGUOUS.value))
    return int(unit.run(select(func.count()).where(_outbox.c.org_id == org, owed)).scalar_one())


def doubt(unit: Unit, *, now: int) -> int:
    """After a restore: whatever was due may have been sent since the backup, so let it be looked for before it is sent.

    Return how many messages that were.
    """
    due = (_outbox.c.state == State.QUEUED.value, _outbox.c.kind == Kind.POST.value, _outbox.c.not_before <= now)
    began: ColumnElement[int] = case((_outbox.c.started_at > 0, _outbox.c.started_at), else_=_outbox.c.created_at)
    tried: ColumnElement[int] = case((_outbox.c.attempts > 0, _outbox.c.attempts), else_=1)
    doubtful = {"state": State.AMBIGUOUS.value, "started_at": began, "attempts": tried}
    return unit.run(update(_outbox).where(*due).values(doubtful)).rowcount


_HOME = and_(_workspace.c.org_id == _outbox.c.org_id, _workspace.c.id == _outbox.c.workspace_id)
_entries = select(
    *(_outbox.c[name] for name in ("id", "workspace_id", "kind", "state", "attempts", "created_at", "error")),
    _workspace.c.platform,
    _workspace.c.name,
).select_from(_outbox.join(_workspace, _HOME))


def _entry(row: Row) -> Entry:
    return Entry(
        id=row["id"],
        platform=row["platform"],
        workspace=row["workspace_id"],
        workspace_name=row["name"],
        kind=Kind(row["kind"]),
        state=State(row["state"]),
        attempts=row["attempts"],
        created_at=row["created_at"],
        reason=row["error"],
    )
