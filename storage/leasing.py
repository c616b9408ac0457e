"""The relay's side of the outbox: take what is due, hand it over whole, and record what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, bindparam, func, or_, select, tuple_, update

from storage import tables, workspaces
from storage.outbox import Kind, Owed, State
from storage.unit import Unit
from views import codec
from views.vocabulary import Card, Mention

_outbox = tables.table(tables.Outbox)
_earlier = tables.table(tables.Outbox).alias("earlier")
_post = tables.table(tables.Outbox).alias("post")
_person = tables.table(tables.Person)
_account = tables.table(tables.Account)
_workspace = tables.table(tables.Workspace)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of one leased message. `workspace_gone`: keep it and everything else of that workspace queued."""

    owed: Owed
    state: State
    ref: str = ""
    error: str = ""
    not_before: int = 0
    workspace_gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """Who takes messages, until when, and for which platforms."""

    token: str
    until: int
    platforms: Sequence[str]
    limit: int


def lease(unit: Unit, taking: Lease, *, now: int) -> list[Owed]:
    """Mark what is due as being sent, at most one message per lane, and return it. Others skip what is taken."""
    found: list[Owed] = []
    for org in _orgs(unit):
        if len(found) < taking.limit:
            found += _lease_of(unit, org, taking, now)
    return found


def settle(unit: Unit, verdicts: Iterable[Verdict], *, now: int) -> None:
    """Record the verdicts. One whose lease was lost meanwhile changes nothing."""
    for verdict in verdicts:
        owed = verdict.owed
        held = (_outbox.c.org_id == owed.org, _outbox.c.id == owed.id, _outbox.c.lease_token == owed.lease)
        sending = (*held, _outbox.c.state == State.SENDING.value)
        unit.run(update(_outbox).where(*sending), _settled(verdict, now))
        if verdict.workspace_gone:
            workspaces.mark_gone(unit, owed.platform, owed.tenant)


def expire(unit: Unit, *, now: int) -> int:
    """Queue again what may or may not have been sent: its sender died, or its quiet period is over. Return how many."""
    died = and_(_outbox.c.state == State.SENDING.value, _outbox.c.lease_until <= now)
    quiet_is_over = and_(_outbox.c.state == State.AMBIGUOUS.value, _outbox.c.not_before <= now)
    again = {"state": State.QUEUED.value, "lease_token": "", "not_before": now}
    return sum(
        unit.run(update(_outbox).where(_outbox.c.org_id == org, or_(died, quiet_is_over)), again).rowcount
        for org in _orgs(unit)
    )


def next_due(unit: Unit) -> int | None:
    """Return when there will be something to do (UTC epoch ms), None when nothing is owed."""
    moments: list[int] = []
    for org in _orgs(unit):
        for state, column in (
            (State.QUEUED, "not_before"),
            (State.AMBIGUOUS, "not_before"),
            (State.SENDING, "lease_until"),
        ):
            soonest = select(func.min(_outbox.c[column]).label("at")).where(
                _outbox.c.org_id == org, _outbox.c.state == state.value
            )
            row = unit.first(soonest)
            moments += [row["at"]] if row and row["at"] is not None else []
    return min(moments, default=None)


# --- Taking -------------------------------------------------------------------------------------------------------


def _orgs(unit: Unit) -> list[str]:
    return [org.id for org in workspaces.orgs(unit)]


def _lease_of(unit: Unit, org: str, taking: Lease, now: int) -> list[Owed]:
    rows = unit.rows(_skipping_locked(unit, _due(org, taking, now)))
    if not rows:
        return []
    taken = (_outbox.c.org_id == org, _outbox.c.id.in_([row["id"] for row in rows]))
    marks = {"state": State.SENDING.value, "lease_token": taking.token, "lease_until": taking.until}
    unit.run(update(_outbox).where(*taken).values(attempts=_outbox.c.attempts + 1, **marks))
    return [_owed(unit, row, taking.token) for row in rows]


def _due(org: str, taking: Lease, now: int) -> Any:
    same_workspace = and_(_workspace.c.org_id == _outbox.c.org_id, _workspace.c.id == _outbox.c.workspace_id)
    same_post = and_(_post.c.org_id == _outbox.c.org_id, _post.c.dedupe_key == _outbox.c.of)
    return (
        select(
            _outbox,
            _post.c.platform_ref.label("post_ref"),
            *(_workspace.c[name] for name in ("platform", "tenant", "token", "service_url", "bot")),
        )
        .select_from(_outbox.join(_workspace, same_workspace).outerjoin(_post, same_post))
        .where(
            _outbox.c.org_id == org,
            _outbox.c.state == State.QUEUED.value,
            _outbox.c.not_before <= now,
            _workspace.c.state == workspaces.ACTIVE,
            _workspace.c.platform.in_(taking.platforms),
            ~_blocked(now),
        )
        .order_by(_outbox.c.not_before, _outbox.c.seq, _outbox.c.id)
        .limit(taking.limit)
    )


def _blocked(now: int) -> ColumnElement[bool]:
    """An earlier message of the lane is due, under way, unsettled, or waiting for another try."""
    under_way = _earlier.c.state.in_([State.SENDING.value, State.AMBIGUOUS.value])
    first_in_line = and_(
        _earlier.c.state == State.QUEUED.value, or_(_earlier.c.not_before <= now, _earlier.c.attempts > 0)
    )
    comes_before = tuple_(_earlier.c.seq, _earlier.c.id) < tuple_(_outbox.c.seq, _outbox.c.id)
    same_lane = and_(_earlier.c.org_id == _outbox.c.org_id, _earlier.c.lane == _outbox.c.lane)
    return select(_earlier.c.id).where(same_lane, or_(under_way, first_in_line), comes_before).exists()


def _skipping_locked(unit: Unit, statement: Any) -> Any:
    if unit.connection.dialect.name != "postgresql":
        return statement
    return statement.with_for_update(of=_outbox, skip_locked=True)


def _owed(unit: Unit, row: RowMapping, token: str) -> Owed:
    card: Card = codec.load(unit.keys.open(row["card"], row["org_id"], "outbox", row["id"], "card"))
    reader = _reader(unit, row)
    return Owed(
        org=row["org_id"],
        id=row["id"],
        kind=Kind(row["kind"]),
        platform=row["platform"],
        tenant=row["tenant"],
        token=workspaces.open_token(unit, row["org_id"], row["workspace_id"], row["token"]),
        service_url=row["service_url"],
        bot=row["bot"],
        address=row["address"],
        card=card,
        dedupe_key=row["dedupe_key"],
        ref=row["post_ref"] or "",
        reader=reader["external"] if reader else "",
        zone=reader["zone"] if reader else "UTC",
        mentions=_mentions(unit, row, card),
        attempts=row["attempts"] + 1,
        lease=token,
    )


_READER = (
    select(_account.c.external, _person.c.zone)
    .select_from(
        _account.join(_person, and_(_account.c.org_id == _person.c.org_id, _account.c.person_id == _person.c.id))
    )
    .where(
        _account.c.org_id == bindparam("org"),
        _account.c.workspace_id == bindparam("workspace"),
        _account.c.person_id == bindparam("person"),
    )
)


def _reader(unit: Unit, row: RowMapping) -> RowMapping | None:
    if not row["reader_id"]:
        return None
    return unit.first(_READER, {"org": row["org_id"], "workspace": row["workspace_id"], "person": row["reader_id"]})


def _mentions(unit: Unit, row: RowMapping, card: Card) -> Mapping[str, str]:
    """Map the people the card mentions to their accounts where it is sent."""
    people = sorted(set(_mentioned(card)))
    if not people:
        return {}
    accounts = select(_account.c.person_id, _account.c.external).where(
        _account.c.org_id == row["org_id"],
        _account.c.workspace_id == row["workspace_id"],
        _account.c.person_id.in_(people),
        _account.c.active,
    )
    return {found["person_id"]: found["external"] for found in unit.rows(accounts)}


def _mentioned(card: Card) -> Iterable[str]:
    return (span.person for span in codec.walk(card) if isinstance(span, Mention))


def _settled(verdict: Verdict, now: int) -> dict[str, Any]:
    return {
        "state": verdict.state.value,
        "platform_ref": verdict.ref,
        "error": verdict.error,
        "not_before": verdict.not_before,
        "lease_token": "",
        "sent_at": now if verdict.state is State.SENT else None,
    }
