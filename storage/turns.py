"""Whose turn it is in one bucket of a workspace: what is due, whose lane is free, the most urgent first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, func, not_, or_, select, true, tuple_

from domain.pace import Bucket
from storage import tables
from storage.outbox import Kind, State, Urgency
from storage.prepared import unheld
from storage.unit import Row, Unit

OPEN = (State.QUEUED.value, State.AMBIGUOUS.value)  # waiting to be sent, or to be looked for
_outbox = tables.table(tables.Outbox)
_other = tables.table(tables.Outbox).alias("other")
_post = tables.table(tables.Outbox).alias("post")
_workspace = tables.table(tables.Workspace)
_pace = tables.table(tables.Pace)
_batch = tables.table(tables.Batch)


def candidates(unit: Unit, where: tuple[str, str], bucket: Bucket, room: int, now: int) -> list[Row]:
    """First what must be looked for, then the most urgent: one exact range of the index after another."""
    found: list[Row] = []
    here = {"org": where[0], "workspace": where[1], "kinds": sorted(bucket.kinds), "now": now}
    for state, urgency in ((state, urgency) for state in reversed(OPEN) for urgency in Urgency):
        if room > len(found):
            exact = {"state": state, "urgency": urgency.value, "room": room - len(found)}
            found += unit.rows(_WAITING, here | exact)
    return found


def _waiting() -> Any:
    """What is due, whose lane is open, and that nothing of its lane goes before."""
    now: ColumnElement[int] = bindparam("now")
    same_post = and_(_post.c.org_id == _outbox.c.org_id, _post.c.dedupe_key == _outbox.c.of)
    same_lane = and_(*_of(_pace, _outbox, "workspace_id"), _pace.c.key == _outbox.c.lane)
    home = and_(_workspace.c.org_id == _outbox.c.org_id, _workspace.c.id == _outbox.c.workspace_id)
    told = (_workspace.c[name] for name in ("platform", "tenant", "token", "service_url", "bot"))
    may_begin = _may_begin(_outbox, now)
    extra = (
        _post.c.platform_ref.label("post_ref"),
        _pace.c.opens_at.label("lane_opens_at"),
        may_begin.label("may_begin"),
    )
    place = (_outbox.c.org_id == bindparam("org"), _outbox.c.workspace_id == bindparam("workspace"))
    exact = (
        _outbox.c.state == bindparam("state"),
        _outbox.c.urgency == bindparam("urgency"),
        _outbox.c.kind.in_(bindparam("kinds", expanding=True)),
    )
    return (
        select(_outbox, *extra, *told)
        .select_from(_outbox.join(_workspace, home).outerjoin(_post, same_post).outerjoin(_pace, same_lane))
        .where(*place, *exact, _outbox.c.not_before <= now)
        .where(or_(_outbox.c.state == State.AMBIGUOUS.value, may_begin))
        .where(func.coalesce(_pace.c.opens_at, 0) <= now, not_(_is_behind(now)))
        .order_by(_outbox.c.not_before, _outbox.c.seq)
        .limit(bindparam("room"))
    )


def _is_behind(now: ColumnElement[int]) -> ColumnElement[bool]:
    """Another message of the lane is under way or in doubt, or comes first and is due or waits for another try.

    Of several in doubt, as after a restore, the first is settled first. What is in doubt waits for nothing that is only
    queued, however urgent that is: it waits for what is in doubt. An edit that waits for another try lets others
    pass, but not a newer edit of the same post: made after that one, it would bring the old words back.
    """
    in_lane = (_other.c.org_id == _outbox.c.org_id, _other.c.lane == _outbox.c.lane, _other.c.id != _outbox.c.id)
    open_still = _other.c.state.in_([State.SENDING.value, *OPEN])
    waits_again = and_(_other.c.attempts > 0, or_(_other.c.kind == Kind.POST.value, _other.c.of == _outbox.c.of))
    has_its_turn = or_(_other.c.not_before <= now, waits_again)
    comes_first = tuple_(*_rank(_other)) < tuple_(*_rank(_outbox))
    both_in_doubt = and_(_other.c.state == State.AMBIGUOUS.value, _outbox.c.state == State.AMBIGUOUS.value)
    in_turn = and_(_outbox.c.state == State.QUEUED.value, has_its_turn, comes_first, _may_begin(_other, now))
    blocks = case((_other.c.state == State.QUEUED.value, in_turn), (both_in_doubt, comes_first), else_=true())
    those = select(_other.c.id).where(*in_lane, open_still, blocks)
    return those.limit(1).scalar_subquery().is_not(None)  # asked for one message at a time: else PostgreSQL joins all


def _may_begin(message: Any, now: ColumnElement[int]) -> ColumnElement[bool]:
    """It is not too late for it, and the long send it is a part of is not closed."""
    closed = select(_batch.c.id).where(_batch.c.org_id == message.c.org_id, _batch.c.id == message.c.batch)
    is_closed = closed.where(_batch.c.closed_at.is_not(None)).limit(1).scalar_subquery().is_not(None)
    in_time = or_(message.c.not_after.is_(None), message.c.not_after > now)
    return and_(in_time, or_(message.c.batch.is_(None), not_(is_closed)))


def _rank(table: Any) -> tuple[ColumnElement[Any], ...]:
    return table.c.urgency, table.c.seq, table.c.id


def _of(rows: Any, workspace: Any, key: str = "id") -> tuple[ColumnElement[bool], ...]:
    return rows.c.org_id == workspace.c.org_id, rows.c.workspace_id == workspace.c[key]


_WAITING = unheld(_waiting(), _outbox)
