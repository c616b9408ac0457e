"""The relay's side of the outbox: take what is due and allowed, and record what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, case, func, select, update

from domain.pace import Bucket, Limits
from storage import owing, pacing, tables, turns, workspaces
from storage.outbox import Kind, Owed, State
from storage.owing import UnreadableError
from storage.prepared import Prepared
from storage.unit import Row, Unit
from storage.workspaces import Workspace

_outbox = tables.table(tables.Outbox)
_workspace = tables.table(tables.Workspace)
_pace = tables.table(tables.Pace)
MOST_TRIES = 5  # of a message that cannot be read or drawn: meanwhile a newer replica may know its words
FIRST_PAUSE_MS = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of one leased message.

    `in_doubt`: whatever its state, it may have arrived. `pause_until`: nothing more of its bucket before that (UTC
    epoch ms). `workspace_gone`: keep it and everything else of that workspace queued.
    """

    owed: Owed
    state: State
    ref: str = ""
    error: str = ""
    in_doubt: bool = False
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


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A message that cannot be opened; `is_final`: it was tried often enough and stands as failed."""

    id: str
    reason: str
    is_final: bool


@dataclass(frozen=True, slots=True)
class Leased:
    owed: tuple[Owed, ...]
    unreadable: tuple[Unreadable, ...]


def lease(unit: Unit, taking: Lease, *, now: int) -> Leased:
    """Mark what is due and allowed as being sent, at most one message per lane, and return it.

    Every workspace gets an equal share of what may be taken, so that a long queue of one does not hold up another.
    What cannot be opened is set aside, so that it does not hold up the rest.
    """
    places = _places(unit, taking, now)
    found: list[Owed | Unreadable] = []
    for waiting, place in enumerate(places):
        share = -(-(taking.most - len(found)) // (len(places) - waiting))
        found += _of_workspace(unit, place, taking, share, now)
    owed = tuple(one for one in found if isinstance(one, Owed))
    return Leased(owed, tuple(one for one in found if isinstance(one, Unreadable)))


def release(unit: Unit, owed: Iterable[Owed]) -> None:
    """Give back what was taken and not begun, as if it had never been taken."""
    for one in owed:
        state = State.AMBIGUOUS if one.doubtful else State.QUEUED
        held = (_outbox.c.org_id == one.org, _outbox.c.id == one.id, _outbox.c.lease_token == one.lease)
        back = {"state": state.value, "lease_token": "", "attempts": one.attempts - 1, "started_at": one.started_at}
        unit.run(update(_outbox).where(*held, _outbox.c.state == State.SENDING.value), back)
    unit.wake("outbox")


def pause_ms(attempts: int) -> int | None:
    """Return how long to leave alone what cannot be read or drawn; None once it was tried often enough."""
    return FIRST_PAUSE_MS * 2 ** (attempts - 1) if attempts < MOST_TRIES else None


def settle(unit: Unit, verdicts: Iterable[Verdict], limits: Mapping[str, Limits], *, now: int) -> None:
    """Record the verdicts. One whose lease was lost meanwhile changes nothing of its message."""
    for verdict in verdicts:
        owed = verdict.owed
        in_doubt = verdict.in_doubt or verdict.state is State.AMBIGUOUS
        outcome = _settled(verdict, now)
        unit.do(_SETTLE_IN_DOUBT if in_doubt else _SETTLE, outcome if in_doubt else {**outcome, "started_at": 0})
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
        if unit.rows(_DIED, {"org": org.id, "now": now}):
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
    later = [moment for org in workspaces.orgs(unit) if not org.is_held for moment in _moments(unit, org.id, now)]
    return min(later, default=None)


def bucket_of(limits: Limits, kind: Kind) -> Bucket:
    return next(bucket for bucket in limits.buckets if kind.value in bucket.kinds)


# --- Statements ---------------------------------------------------------------------------------------------------


def _soonest(column: Any, *conditions: Any) -> Prepared:
    return Prepared(select(func.min(column).label("at")).where(*conditions))


_HERE = _outbox.c.org_id == bindparam("org")
_OPEN = (_HERE, _outbox.c.state.in_(turns.OPEN))
_SENDING = (_HERE, _outbox.c.state == State.SENDING.value)
_DIED = Prepared(select(_outbox.c.id).where(*_SENDING, _outbox.c.lease_until <= bindparam("now")).limit(1))
_MOMENTS = (
    _soonest(_outbox.c.not_before, *_OPEN, _outbox.c.not_before > bindparam("now")),
    _soonest(_outbox.c.lease_until, *_SENDING),
    _soonest(
        _pace.c.opens_at,
        _pace.c.org_id == bindparam("org"),
        _pace.c.opens_at > bindparam("now"),
        select(_outbox.c.id).where(*_OPEN).exists(),
    ),
)
_WAITS = select(_outbox.c.id).where(
    _outbox.c.org_id == _workspace.c.org_id,
    _outbox.c.workspace_id == _workspace.c.id,
    _outbox.c.state.in_(turns.OPEN),
    _outbox.c.not_before <= bindparam("now"),
)
_PLACES = Prepared(
    select(_workspace.c.org_id, _workspace.c.id, _workspace.c.platform).where(
        _workspace.c.org_id == bindparam("org"),
        _workspace.c.state == workspaces.ACTIVE,
        _workspace.c.platform.in_(bindparam("platforms", expanding=True)),
        _WAITS.exists(),
    )
)
_MARK = Prepared(
    update(_outbox)
    .where(_HERE, _outbox.c.id.in_(bindparam("ids", expanding=True)))
    .values(
        state=State.SENDING.value,
        lease_token=bindparam("token"),
        lease_until=bindparam("until"),
        attempts=_outbox.c.attempts + 1,
        started_at=case((_outbox.c.state == State.AMBIGUOUS.value, _outbox.c.started_at), else_=bindparam("now")),
    )
)
_TAKEN = update(_outbox).where(
    *_SENDING, _outbox.c.id == bindparam("message"), _outbox.c.lease_token == bindparam("lease")
)
_OUTCOME = ("state", "platform_ref", "error", "not_before", "lease_token", "sent_at")
_SETTLE = Prepared(_TAKEN, (*_OUTCOME, "started_at"))
_SETTLE_IN_DOUBT = Prepared(_TAKEN, _OUTCOME)  # it may have arrived at any time from `started_at` on


# --- Pieces -------------------------------------------------------------------------------------------------------


def _moments(unit: Unit, org: str, now: int) -> Iterator[int]:
    """Yield when the next message is due, when the next limit opens, and when the next lease ends."""
    for moment in _MOMENTS:
        [row] = unit.rows(moment, {"org": org, "now": now})
        if row["at"] is not None:
            yield row["at"]


def _places(unit: Unit, taking: Lease, now: int) -> list[Row]:
    """Return the active workspaces where something is due, of orgs that are not on hold."""
    told = {"now": now, "platforms": sorted(taking.limits)}
    orgs = [one for one in workspaces.orgs(unit) if not one.is_held]
    return [place for org in orgs for place in unit.rows(_PLACES, told | {"org": org.id})]


def _of_workspace(unit: Unit, place: Row, taking: Lease, share: int, now: int) -> list[Owed | Unreadable]:
    limits = taking.limits[place["platform"]]
    found: list[Owed | Unreadable] = []
    for bucket in limits.buckets:
        room = min(share, limits.at_once - taking.busy.get(place["id"], 0)) - len(found)
        found += _of_bucket(unit, place, bucket, taking, room, now) if room > 0 else []
    return found


def _of_bucket(unit: Unit, place: Row, bucket: Bucket, taking: Lease, room: int, now: int) -> list[Owed | Unreadable]:
    org, workspace, lane = place["org_id"], place["id"], taking.limits[place["platform"]].lane
    opens_at = pacing.opens_at(unit, org, workspace, bucket)
    room = 0 if opens_at is None else min(room, bucket.pace.room(opens_at, now))
    rows = turns.candidates(unit, (org, workspace), bucket, room, now)
    if opens_at is None or not rows:
        return []
    for _ in rows:
        opens_at = bucket.pace.charged(opens_at, now)
    lanes = [(row["lane"], lane.charged(row["lane_opens_at"] or 0, now)) for row in rows]
    pacing.charge(unit, org, workspace, [(bucket.name, opens_at), *lanes])
    _mark(unit, org, [row["id"] for row in rows], taking, now)
    return [_opened(unit, row, taking, now) for row in rows]


def _opened(unit: Unit, row: Row, taking: Lease, now: int) -> Owed | Unreadable:
    try:
        return owing.owed(unit, row, taking.token, doubtful=row["state"] == State.AMBIGUOUS)
    except UnreadableError as error:
        pause, reason = pause_ms(row["attempts"] + 1), f"cannot be read: {error}"
        state = State.FAILED.value if pause is None else row["state"]
        aside = {"state": state, "error": reason, "lease_token": "", "not_before": now + (pause or 0)}
        one = (_outbox.c.org_id == row["org_id"], _outbox.c.id == row["id"])
        unit.run(update(_outbox).where(*one), {**aside, "started_at": row["started_at"]})
        return Unreadable(row["id"], reason, pause is None)


def _mark(unit: Unit, org: str, ids: list[str], taking: Lease, now: int) -> None:
    """One that is to be looked for was begun when it was sent, however often the looking itself has broken off."""
    unit.do(_MARK, {"org": org, "ids": ids, "now": now, "token": taking.token, "until": taking.until})


def _settled(verdict: Verdict, now: int) -> dict[str, Any]:
    owed = verdict.owed
    return {
        "org": owed.org,
        "message": owed.id,
        "lease": owed.lease,
        "state": verdict.state.value,
        "platform_ref": verdict.ref,
        "error": verdict.error,
        "not_before": verdict.not_before,
        "lease_token": "",
        "sent_at": now if verdict.state is State.SENT else None,
    }
