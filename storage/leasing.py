"""The relay's side of the outbox: take what is due and allowed, and record what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_, update

from domain.pace import Bucket, Limits
from storage import owing, pacing, tables, workspaces
from storage.outbox import Kind, Owed, State, Urgency
from storage.unit import Row, Unit
from storage.workspaces import Workspace

_outbox = tables.table(tables.Outbox)
_other = tables.table(tables.Outbox).alias("other")
_post = tables.table(tables.Outbox).alias("post")
_workspace = tables.table(tables.Workspace)
_pace = tables.table(tables.Pace)
_OPEN = (State.QUEUED.value, State.AMBIGUOUS.value)  # waiting to be sent, or to be looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of one leased message.

    `pause_until`: nothing more of its bucket before that (UTC epoch ms). `workspace_gone`: keep it and everything
    else of that workspace queued.
    """

    owed: Owed
    state: State
    ref: str = ""
    error: str = ""
    not_before: int = 0
    pause_until: int = 0
    workspace_gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """Who takes messages, until when, and how much: `most` in all, within each platform's limits.

    `busy` says how many of the taker's sends are under way in each workspace.
    """

    token: str
    until: int
    limits: Mapping[str, Limits]
    most: int
    busy: Mapping[str, int]


def lease(unit: Unit, taking: Lease, *, now: int) -> list[Owed]:
    """Mark what is due and allowed as being sent, at most one message per lane, and return it.

    Every workspace gets an equal share of what may be taken, so that a long queue of one does not hold up another.
    """
    places = _places(unit, taking, now)
    found: list[Owed] = []
    for waiting, place in enumerate(places):
        share = -(-(taking.most - len(found)) // (len(places) - waiting))
        found += _of_workspace(unit, place, taking, share, now)
    return found


def settle(unit: Unit, verdicts: Iterable[Verdict], limits: Mapping[str, Limits], *, now: int) -> None:
    """Record the verdicts. One whose lease was lost meanwhile changes nothing of its message."""
    for verdict in verdicts:
        owed = verdict.owed
        held = (_outbox.c.org_id == owed.org, _outbox.c.id == owed.id, _outbox.c.lease_token == owed.lease)
        sending = (*held, _outbox.c.state == State.SENDING.value)
        unit.run(update(_outbox).where(*sending), _settled(verdict, now))
        if verdict.pause_until:
            name = bucket_of(limits[owed.platform], owed.kind).name
            pacing.charge(unit, owed.org, owed.workspace, [(name, verdict.pause_until)])
        if verdict.workspace_gone:
            workspaces.mark_gone(unit, owed.platform, owed.tenant)


def arrived(unit: Unit, workspace: Workspace, id: str, ref: str, *, now: int) -> bool:
    """Mark a post of this workspace as sent because the platform shows it; say whether that was news."""
    sent = {"state": State.SENT.value, "platform_ref": ref, "error": "", "lease_token": "", "sent_at": now}
    mine = (_outbox.c.org_id == workspace.org, _outbox.c.id == id, _outbox.c.workspace_id == workspace.id)
    tried = (_outbox.c.kind == Kind.POST.value, _outbox.c.attempts > 0, _outbox.c.state != State.SENT.value)
    return unit.run(update(_outbox).where(*mine, *tried), sent).rowcount > 0


def expire(unit: Unit, *, now: int) -> int:
    """Take back what a sender that died had taken, and return how many messages that were.

    A post may have arrived: it becomes ambiguous. An edit or a removal may simply be repeated.
    """
    died = (_outbox.c.state == State.SENDING.value, _outbox.c.lease_until <= now)
    back = {"lease_token": "", "not_before": now}
    count = 0
    for org in workspaces.orgs(unit):
        for kind, state in (
            (_outbox.c.kind == Kind.POST.value, State.AMBIGUOUS),
            (_outbox.c.kind != Kind.POST.value, State.QUEUED),
        ):
            lost = update(_outbox).where(_outbox.c.org_id == org.id, *died, kind)
            count += unit.run(lost, {**back, "state": state.value}).rowcount
    return count


def next_due(unit: Unit, *, now: int) -> int | None:
    """Return when to look again (UTC epoch ms), None when nothing is owed that time alone will free.

    Something due that waits for another message, not for a moment, is looked at when that one is settled.
    """
    later = [moment for org in workspaces.orgs(unit) for moment in _moments(unit, org.id, now)]
    return min(later, default=None)


def bucket_of(limits: Limits, kind: Kind) -> Bucket:
    return next(bucket for bucket in limits.buckets if kind.value in bucket.kinds)


# --- Pieces -------------------------------------------------------------------------------------------------------


def _moments(unit: Unit, org: str, now: int) -> Iterator[int]:
    """Yield when the next message is due, when the next limit opens, and when the next lease ends."""
    here = _outbox.c.org_id == org
    waits = (here, _outbox.c.state.in_(_OPEN))
    ends = (here, _outbox.c.state == State.SENDING.value)
    for column, conditions in (
        (_outbox.c.not_before, (*waits, _outbox.c.not_before > now)),
        (_outbox.c.lease_until, ends),
        (
            _pace.c.opens_at,
            (_pace.c.org_id == org, _pace.c.opens_at > now, select(_outbox.c.id).where(*waits).exists()),
        ),
    ):
        row = unit.first(select(func.min(column).label("at")).where(*conditions))
        if row is not None and row["at"] is not None:
            yield row["at"]


def _places(unit: Unit, taking: Lease, now: int) -> list[Row]:
    """Return the active workspaces where something is due."""
    due = (_outbox.c.state.in_(_OPEN), _outbox.c.not_before <= now)
    waits = select(_outbox.c.id).where(*_of(_outbox, _workspace), *due).exists()
    found: list[Row] = []
    for org in workspaces.orgs(unit):
        active = (_workspace.c.org_id == org.id, _workspace.c.state == workspaces.ACTIVE)
        mine = _workspace.c.platform.in_(tuple(taking.limits))
        found += unit.rows(
            select(_workspace.c.org_id, _workspace.c.id, _workspace.c.platform).where(*active, mine, waits)
        )
    return found


def _of_workspace(unit: Unit, place: Row, taking: Lease, share: int, now: int) -> list[Owed]:
    limits = taking.limits[place["platform"]]
    found: list[Owed] = []
    for bucket in limits.buckets:
        room = min(share, limits.at_once - taking.busy.get(place["id"], 0)) - len(found)
        found += _of_bucket(unit, place, bucket, taking, room, now) if room > 0 else []
    return found


def _of_bucket(unit: Unit, place: Row, bucket: Bucket, taking: Lease, room: int, now: int) -> list[Owed]:
    org, workspace, lane = place["org_id"], place["id"], taking.limits[place["platform"]].lane
    opens_at = pacing.opens_at(unit, org, workspace, bucket)
    room = 0 if opens_at is None else min(room, bucket.pace.room(opens_at, now))
    rows = _candidates(unit, (org, workspace), bucket, room, now)
    if opens_at is None or not rows:
        return []
    for _ in rows:
        opens_at = bucket.pace.charged(opens_at, now)
    lanes = [(row["lane"], lane.charged(row["lane_opens_at"] or 0, now)) for row in rows]
    pacing.charge(unit, org, workspace, [(bucket.name, opens_at), *lanes])
    _mark(unit, org, [row["id"] for row in rows], taking, now)
    return [owing.owed(unit, row, taking.token, doubtful=row["state"] == State.AMBIGUOUS) for row in rows]


def _mark(unit: Unit, org: str, ids: list[str], taking: Lease, now: int) -> None:
    marks = {"state": State.SENDING.value, "lease_token": taking.token, "lease_until": taking.until, "started_at": now}
    taken = (_outbox.c.org_id == org, _outbox.c.id.in_(ids))
    unit.run(update(_outbox).where(*taken).values(attempts=_outbox.c.attempts + 1, **marks))


def _candidates(unit: Unit, where: tuple[str, str], bucket: Bucket, room: int, now: int) -> list[Row]:
    """First what must be looked for, then the most urgent: one exact range of the index after another."""
    found: list[Row] = []
    for state, urgency in ((state, urgency) for state in reversed(_OPEN) for urgency in Urgency):
        if room > len(found):
            exact = (_outbox.c.state == state, _outbox.c.urgency == urgency.value, _outbox.c.kind.in_(bucket.kinds))
            ranged = _waiting(*where, now).where(*exact).limit(room - len(found))
            found += unit.rows(_skipping_locked(unit, ranged))
    return found


def _waiting(org: str, workspace: str, now: int) -> Any:
    """What is due, whose lane is open, and that nothing of its lane goes before."""
    same_post = and_(_post.c.org_id == _outbox.c.org_id, _post.c.dedupe_key == _outbox.c.of)
    same_lane = and_(*_of(_pace, _outbox, "workspace_id"), _pace.c.key == _outbox.c.lane)
    home = and_(_workspace.c.org_id == _outbox.c.org_id, _workspace.c.id == _outbox.c.workspace_id)
    told = (_workspace.c[name] for name in ("platform", "tenant", "token", "service_url", "bot"))
    extra = (_post.c.platform_ref.label("post_ref"), _pace.c.opens_at.label("lane_opens_at"))
    due = (_outbox.c.org_id == org, _outbox.c.workspace_id == workspace, _outbox.c.not_before <= now)
    return (
        select(_outbox, *extra, *told)
        .select_from(_outbox.join(_workspace, home).outerjoin(_post, same_post).outerjoin(_pace, same_lane))
        .where(*due, func.coalesce(_pace.c.opens_at, 0) <= now, ~_is_behind(now))
        .order_by(_outbox.c.not_before, _outbox.c.seq)
    )


def _is_behind(now: int) -> ColumnElement[bool]:
    """Another message of the lane is under way or unsettled, or comes first and is due or waits for another try."""
    in_lane = (_other.c.org_id == _outbox.c.org_id, _other.c.lane == _outbox.c.lane, _other.c.id != _outbox.c.id)
    open_still = _other.c.state.in_([State.SENDING.value, *_OPEN])
    has_its_turn = or_(_other.c.not_before <= now, _other.c.attempts > 0)
    comes_first = tuple_(*_rank(_other)) < tuple_(*_rank(_outbox))
    blocks = or_(_other.c.state != State.QUEUED.value, and_(has_its_turn, comes_first))
    return select(_other.c.id).where(*in_lane, open_still, blocks).exists()


def _rank(table: Any) -> tuple[ColumnElement[Any], ...]:
    return table.c.urgency, table.c.seq, table.c.id


def _of(rows: Any, workspace: Any, key: str = "id") -> tuple[ColumnElement[bool], ...]:
    return rows.c.org_id == workspace.c.org_id, rows.c.workspace_id == workspace.c[key]


def _skipping_locked(unit: Unit, statement: Any) -> Any:
    return statement if unit.is_alone else statement.with_for_update(of=_outbox, skip_locked=True)


def _settled(verdict: Verdict, now: int) -> dict[str, Any]:
    return {
        "state": verdict.state.value,
        "platform_ref": verdict.ref,
        "error": verdict.error,
        "not_before": verdict.not_before,
        "lease_token": "",
        "sent_at": now if verdict.state is State.SENT else None,
    }
