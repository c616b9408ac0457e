"""The relay's side of the outbox: take what is due and allowed, and record what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select, update

from domain.pace import Bucket, Limits
from storage import owing, pacing, tables, turns, workspaces
from storage.outbox import Kind, Owed, State
from storage.owing import UnreadableError
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
    later = [moment for org in workspaces.orgs(unit) if not org.is_held for moment in _moments(unit, org.id, now)]
    return min(later, default=None)


def bucket_of(limits: Limits, kind: Kind) -> Bucket:
    return next(bucket for bucket in limits.buckets if kind.value in bucket.kinds)


# --- Pieces -------------------------------------------------------------------------------------------------------


def _moments(unit: Unit, org: str, now: int) -> Iterator[int]:
    """Yield when the next message is due, when the next limit opens, and when the next lease ends."""
    here = _outbox.c.org_id == org
    waits = (here, _outbox.c.state.in_(turns.OPEN))
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
    """Return the active workspaces where something is due, of orgs that are not on hold."""
    due = (_outbox.c.state.in_(turns.OPEN), _outbox.c.not_before <= now)
    here = (_outbox.c.org_id == _workspace.c.org_id, _outbox.c.workspace_id == _workspace.c.id)
    waits = select(_outbox.c.id).where(*here, *due).exists()
    found: list[Row] = []
    for org in [one for one in workspaces.orgs(unit) if not one.is_held]:
        active = (_workspace.c.org_id == org.id, _workspace.c.state == workspaces.ACTIVE)
        mine = _workspace.c.platform.in_(tuple(taking.limits))
        found += unit.rows(
            select(_workspace.c.org_id, _workspace.c.id, _workspace.c.platform).where(*active, mine, waits)
        )
    return found


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
    began = case((_outbox.c.state == State.AMBIGUOUS.value, _outbox.c.started_at), else_=now)
    marks = {"state": State.SENDING.value, "lease_token": taking.token, "lease_until": taking.until}
    taken = (_outbox.c.org_id == org, _outbox.c.id.in_(ids))
    unit.run(update(_outbox).where(*taken).values(attempts=_outbox.c.attempts + 1, started_at=began, **marks))


def _settled(verdict: Verdict, now: int) -> dict[str, Any]:
    """`started_at` stays only while the message may have arrived from then on without our knowing."""
    in_doubt = verdict.in_doubt or verdict.state is State.AMBIGUOUS
    return {
        **({} if in_doubt else {"started_at": 0}),
        "state": verdict.state.value,
        "platform_ref": verdict.ref,
        "error": verdict.error,
        "not_before": verdict.not_before,
        "lease_token": "",
        "sent_at": now if verdict.state is State.SENT else None,
    }
