"""The messages of a broadcast: owed, counted from an index alone, dropped or tried again in pieces."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, delete, func, select, update

from domain import broadcasts as rules
from domain.broadcasts import SOON_MS, Broadcast, Tally
from storage import broadcasts_audience, direct, notices, preferences, tables
from storage.due import State as DueState
from storage.outbox import LEFT, Message, Promise, State, Urgency
from storage.people import Reach
from storage.prepared import Prepared
from storage.unit import Row, Unit
from views.vocabulary import Card

CANCELLED = "the broadcast was cancelled"
_outbox = tables.table(tables.Outbox)
_account = tables.table(tables.Account)
_due = tables.table(tables.Due)
_CHANGES = select(_outbox.c.state, _outbox.c.sent_at)


def letters(
    unit: Unit, org: str, broadcast: Broadcast, card: Card, those: Sequence[str], *, now: int
) -> tuple[list[Message], Tally]:
    """Return what to owe to these people, each when it is welcome, and what there is to count."""
    reaches = _nearest(unit, org, those)
    at = moments(unit, org, broadcast, reaches, now=now)
    ready = {person: moment for person, moment in at.items() if moment is not None}
    messages = [_message(broadcast, reaches[person], card, moment) for person, moment in ready.items()]
    missing = {"no_account": len(those) - len(reaches), "away": len(at) - len(ready)}
    return messages, Tally(planned=len(those), **missing)


def moments(
    unit: Unit, org: str, broadcast: Broadcast, those: Collection[str], *, now: int
) -> Mapping[str, int | None]:
    """Return when each of the people gets it; people with the same wishes share one reckoning."""
    calendar, found = notices.calendar(unit, org, now), preferences.find_all(unit, org, those)
    start = broadcast.wish.start
    at = {wishes: rules.moment(start, wishes, calendar, now=now) for wishes in set(found.values())}
    return {person: at[wishes] for person, wishes in found.items()}


def key(broadcast: Broadcast, person: str) -> str:
    """Return what makes a second message to the same person the same message."""
    return f"{_prefix(broadcast)}{person}"


def progress_key(broadcast: Broadcast) -> str:
    return f"broadcast/{broadcast.id}/progress"


# --- Counting -----------------------------------------------------------------------------------------------------

_BATCH = (_outbox.c.org_id == bindparam("org"), _outbox.c.batch == bindparam("broadcast"))
_COUNT = Prepared(
    select(
        _outbox.c.state,
        func.count().label("count"),
        func.sum(case((_outbox.c.not_before > bindparam("soon"), 1), else_=0)).label("later"),
    )
    .where(*_BATCH)
    .group_by(_outbox.c.state)
)


def counted(unit: Unit, org: str, broadcast: Broadcast, *, now: int) -> Tally:
    """Return how it stands now: one look at an index, however many people it is for."""
    rows = unit.rows(_COUNT, {"org": org, "broadcast": broadcast.id, "soon": now + SOON_MS})
    by_state = {row["state"]: row for row in rows}
    count = {state: by_state[state]["count"] if state in by_state else 0 for state in State}
    later = int(by_state[State.QUEUED]["later"]) if State.QUEUED in by_state else 0
    left = _left(unit, org, broadcast) if count[State.DROPPED] else 0
    return replace(
        broadcast.tally,
        queued=count[State.QUEUED] - later,
        waiting=later,
        under_way=count[State.SENDING] + count[State.AMBIGUOUS],
        sent=count[State.SENT],
        failed=count[State.FAILED],
        dropped=count[State.DROPPED] - left,
        left=left,
    )


def current(unit: Unit, org: str, broadcast: Broadcast, *, now: int) -> Broadcast:
    """Return it as it stands now."""
    tally = counted(unit, org, broadcast, now=now)
    return replace(broadcast, tally=tally, stretch=rules.beat(broadcast.stretch, tally, now=now))


def next_at(unit: Unit, org: str, broadcast: Broadcast) -> int | None:
    """Return when the next message is due (UTC epoch ms), None when none is queued."""
    soonest = select(func.min(_outbox.c.not_before)).where(*_of(org, broadcast), _outbox.c.state == State.QUEUED.value)
    at: int | None = unit.run(soonest).scalar()
    return at


def reasons(unit: Unit, org: str, broadcast: Broadcast) -> dict[str, int]:
    """Return how many messages failed for which reason, the most frequent first."""
    failed = (*_of(org, broadcast), _outbox.c.state == State.FAILED.value)
    number = func.count().label("number")
    rows = unit.rows(select(_outbox.c.error, number).where(*failed).group_by(_outbox.c.error).order_by(number.desc()))
    return {row["error"]: row["number"] for row in rows}


def is_planned(unit: Unit, org: str, broadcast: Broadcast, kinds: Collection[str]) -> bool:
    """Some of its due rows of these kinds has yet to happen."""
    mine = (_due.c.org_id == org, _due.c.kind.in_(kinds), _due.c.subject == broadcast.id)
    return unit.first(select(_due.c.step).where(*mine, _due.c.state == DueState.PLANNED.value).limit(1)) is not None


def last_told(unit: Unit, org: str, broadcast: Broadcast, *, now: int) -> int:
    """Return when the message of progress last changed in its chat (UTC epoch ms): now while it is being sent."""
    told = progress_key(broadcast)
    changes = [
        unit.rows(_CHANGES.where(_outbox.c.org_id == org, one == told)) for one in (_outbox.c.dedupe_key, _outbox.c.of)
    ]
    return max((_changed_at(row, now) for rows in changes for row in rows), default=0)


def forget_edits(unit: Unit, org: str, broadcast: Broadcast, *, before: int) -> None:
    """Of thousands of edits of one message nobody needs any but the last."""
    old = (_outbox.c.state == State.DROPPED.value) | (
        (_outbox.c.state == State.SENT.value) & (_outbox.c.sent_at < before)
    )
    unit.run(delete(_outbox).where(_outbox.c.org_id == org, _outbox.c.of == progress_key(broadcast), old))


# --- Dropping and trying again ------------------------------------------------------------------------------------


def drop(unit: Unit, org: str, broadcast: Broadcast, *, most: int) -> int:
    """Take back so many of what is queued, the next ones first; return how many that were."""
    queued = (*_of(org, broadcast), _outbox.c.state == State.QUEUED.value)
    some = select(_outbox.c.id).where(*queued).order_by(_outbox.c.not_before).limit(most)
    free = some if unit.is_alone else some.with_for_update(skip_locked=True)
    ids = [{"org": org, "message": id} for id in unit.run(free).scalars()]
    if ids:
        unit.run(_DROP, ids)
    return len(ids)


def failed(unit: Unit, org: str, broadcast: Broadcast) -> list[str]:
    """Return the ids of the messages that failed."""
    those = (*_of(org, broadcast), _outbox.c.state == State.FAILED.value)
    return list(unit.run(select(_outbox.c.id).where(*those)).scalars())


def requeue(unit: Unit, org: str, broadcast: Broadcast, ends: tuple[str, str], *, now: int) -> None:
    """Let what failed, between two ids of messages, be sent once more, when it is welcome.

    One that may have arrived is looked for first, and repeated if nobody can tell: HR asked for it.
    """
    those = (*_of(org, broadcast), _outbox.c.state == State.FAILED.value, _outbox.c.id.between(*ends))
    found = unit.rows(unit.locked(select(_outbox.c.id, _outbox.c.reader_id, _outbox.c.started_at).where(*those)))
    at = moments(unit, org, broadcast, {row["reader_id"] for row in found}, now=now)
    again = [_again(org, row, at[row["reader_id"]] or now) for row in found]
    if again:
        unit.run(_REQUEUE, again)
        unit.wake("outbox")


def take_given_up(unit: Unit, org: str, broadcast: Broadcast, kind: str) -> list[str]:
    """Return the steps of this kind that were tried for the last time, and let others take their place."""
    mine = (_due.c.org_id == org, _due.c.kind == kind, _due.c.subject == broadcast.id)
    lost = (*mine, _due.c.state == DueState.FAILED.value)
    steps = list(unit.run(select(_due.c.step).where(*lost)).scalars())
    unit.run(update(_due).where(*lost).values(state=DueState.SUPERSEDED.value))
    return steps


# --- Pieces -------------------------------------------------------------------------------------------------------

_REQUEUE = (
    update(_outbox)
    .where(_outbox.c.org_id == bindparam("org"), _outbox.c.id == bindparam("message"))
    .values(
        state=bindparam("to"), not_before=bindparam("at"), promise=Promise.AT_LEAST_ONCE.value, attempts=0, error=""
    )
)


def _left(unit: Unit, org: str, broadcast: Broadcast) -> int:
    gone = (*_of(org, broadcast), _outbox.c.state == State.DROPPED.value, _outbox.c.error == LEFT)
    return int(unit.run(select(func.count()).where(*gone)).scalar_one())


def _changed_at(row: Row, now: int) -> int:
    return now if row["state"] in (State.SENDING.value, State.AMBIGUOUS.value) else row["sent_at"] or 0


def _again(org: str, row: Row, at: int) -> dict[str, Any]:
    state = State.AMBIGUOUS if row["started_at"] > 0 else State.QUEUED
    return {"org": org, "message": row["id"], "to": state.value, "at": at}


_DROP = (
    update(_outbox)
    .where(_outbox.c.org_id == bindparam("org"), _outbox.c.id == bindparam("message"))
    .values(state=State.DROPPED.value, error=CANCELLED)
)


_ACCOUNTS = Prepared(
    select(*(_account.c[name] for name in ("person_id", "workspace_id", "external", "address")))
    .where(
        _account.c.org_id == bindparam("org"),
        _account.c.person_id.in_(bindparam("ids", expanding=True)),
        _account.c.active,
    )
    .order_by(_account.c.person_id, _account.c.workspace_id)
)


def _nearest(unit: Unit, org: str, those: Sequence[str]) -> dict[str, Reach]:
    """Return one way to reach each of the people, if there is one.

    Without a join: for a list this long PostgreSQL takes a plan of seconds while it has no statistics.
    """
    rows = unit.rows(_ACCOUNTS, {"org": org, "ids": tuple(those)}) if those else ()
    open_ones = set(broadcasts_audience.workspaces(unit, org))
    usable = [row for row in reversed(rows) if row["workspace_id"] in open_ones]
    return {row["person_id"]: _reach(row) for row in usable}


def _reach(row: Row) -> Reach:
    return Reach(
        person=row["person_id"],
        workspace=row["workspace_id"],
        external=row["external"],
        address=row["address"] or row["external"],
        channel="",
        channel_name="",
    )


def _message(broadcast: Broadcast, reach: Reach, card: Card, at: int) -> Message:
    return direct.message(
        reach, card, key=key(broadcast, reach.person), not_before=at, urgency=Urgency.BULK, batch=broadcast.id
    )


def _prefix(broadcast: Broadcast) -> str:
    return f"broadcast/{broadcast.id}/to/"


def _of(org: str, broadcast: Broadcast) -> tuple[ColumnElement[bool], ...]:
    return (_outbox.c.org_id == org, _outbox.c.batch == broadcast.id)
