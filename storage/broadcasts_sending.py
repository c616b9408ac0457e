"""The messages of a broadcast: owed, counted from an index alone, dropped or tried again in pieces."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, delete, func, select, update

from domain import broadcasts as rules
from domain import policy
from domain.broadcasts import SOON_MS, Broadcast, Tally, Welcome
from storage import broadcasts_audience, direct, people, preferences, tables
from storage import broadcasts_hours as hours
from storage.due import State as DueState
from storage.outbox import LEFT, Message, Promise, State, Urgency
from storage.people import Reach
from storage.prepared import Prepared
from storage.unit import Row, Unit
from views import codec
from views.vocabulary import Card

CANCELLED = "the broadcast was cancelled"
AWAY = "away for long, or outside the pilot"
_outbox = tables.table(tables.Outbox)
_account = tables.table(tables.Account)
_due = tables.table(tables.Due)


def letters(
    unit: Unit, org: str, broadcast: Broadcast, card: Card, those: Sequence[str], *, now: int
) -> tuple[list[Message], Tally]:
    """Return what to owe to these people, each when it is welcome, and what there is to count."""
    reaches = _nearest(unit, org, those)
    moments = hours.welcome(unit, org, broadcast, reaches, now=now)
    ready = {person: found for person, found in moments.items() if found is not None}
    messages = [_message(broadcast, reaches[person], card, found) for person, found in ready.items()]
    missing = {"no_account": len(those) - len(reaches), "away": len(moments) - len(ready)}
    return messages, Tally(planned=len(those), **missing)


def key(broadcast: Broadcast, person: str) -> str:
    """Return what makes a second message to the same person the same message."""
    return key_of(broadcast.id, person)


def key_of(broadcast: str, person: str) -> str:
    return f"broadcast/{broadcast}/to/{person}"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """When the message of progress last changed in its chat (UTC epoch ms), now while it is being sent; and what it
    says now or will say once all that is owed has left ("" when that is forgotten).
    """

    at: int
    card: str

    def says(self, card: Card) -> bool:
        return self.card == codec.dump(card)


def last_told(unit: Unit, org: str, broadcast: Broadcast, *, now: int) -> Told:
    names = (_outbox.c.dedupe_key, _outbox.c.of)
    those = [select(_outbox).where(_outbox.c.org_id == org, one == progress_key(broadcast)) for one in names]
    rows = [row for each in those for row in unit.rows(each)]
    at = max((_changed_at(row, now) for row in rows), default=0)
    said = [row for row in rows if row["card"] and row["state"] != State.DROPPED.value]
    newest = max(said, key=lambda row: row["seq"], default=None)
    return Told(at=at, card=unit.keys.open(newest["card"], org, "outbox", newest["id"], "card") if newest else "")


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
    """Let what failed, between two ids of messages, be sent once more, when it is welcome, to whoever still takes part.

    One that may have arrived is looked for first, and repeated if nobody can tell: HR asked for it. What is for
    whoever is away for long stays failed.
    """
    those = (*_of(org, broadcast), _outbox.c.state == State.FAILED.value, _outbox.c.id.between(*ends))
    found = unit.rows(unit.locked(select(_outbox.c.id, _outbox.c.reader_id, _outbox.c.started_at).where(*those)))
    readers = people.by_ids(unit, org, {row["reader_id"] for row in found})
    gone = {reader.id for reader in readers.values() if not policy.takes_part(reader)}
    theirs = update(_outbox).where(*those, _outbox.c.reader_id.in_(gone))
    unit.run(theirs, {"state": State.DROPPED.value, "error": LEFT})
    moments = hours.welcome(unit, org, broadcast, readers.keys() - gone, now=now)
    again = [_again(org, row, known) for row in found if (known := moments.get(row["reader_id"])) is not None]
    if again:
        unit.run(_REQUEUE, again)
        unit.wake("outbox")


def put_off(unit: Unit, org: str, broadcast: Broadcast, *, most: int, now: int) -> int:
    """Let so many of what came too late for its reader's hours wait for their next ones; return how many those were.

    What is for whoever is away for long by now fails, and says so.
    """
    late = (_outbox.c.not_before <= now, _outbox.c.not_after <= now, _outbox.c.state == State.QUEUED.value)
    some = select(_outbox.c.id, _outbox.c.reader_id).where(*_of(org, broadcast), *late).limit(most)
    found = unit.rows(some if unit.is_alone else some.with_for_update(skip_locked=True))
    moments = hours.welcome(unit, org, broadcast, {row["reader_id"] for row in found}, now=now)
    waiting = [_waiting(org, row, known) for row in found if (known := moments[row["reader_id"]]) is not None]
    if waiting:
        unit.run(_PUT_OFF, waiting)
    away = [{"org": org, "message": row["id"]} for row in found if moments[row["reader_id"]] is None]
    if away:
        unit.run(_FAIL, away)
    return len(found)


def take_given_up(unit: Unit, org: str, broadcast: Broadcast, kind: str) -> list[str]:
    """Return the steps of this kind that were tried for the last time, and let others take their place."""
    mine = (_due.c.org_id == org, _due.c.kind == kind, _due.c.subject == broadcast.id)
    lost = (*mine, _due.c.state == DueState.FAILED.value)
    steps = list(unit.run(select(_due.c.step).where(*lost)).scalars())
    unit.run(update(_due).where(*lost).values(state=DueState.SUPERSEDED.value))
    return steps


# --- Pieces -------------------------------------------------------------------------------------------------------

_ONE = update(_outbox).where(_outbox.c.org_id == bindparam("org"), _outbox.c.id == bindparam("message"))
_PUT_OFF = _ONE.values(not_before=bindparam("at"), not_after=bindparam("until"))
_REQUEUE = _PUT_OFF.values(state=bindparam("to"), promise=Promise.AT_LEAST_ONCE.value, attempts=0, error="")
_FAIL = _ONE.values(state=State.FAILED.value, error=AWAY)
_DROP = _ONE.values(state=State.DROPPED.value, error=CANCELLED)


def _left(unit: Unit, org: str, broadcast: Broadcast) -> int:
    gone = (*_of(org, broadcast), _outbox.c.state == State.DROPPED.value, _outbox.c.error == LEFT)
    return int(unit.run(select(func.count()).where(*gone)).scalar_one())


def _changed_at(row: Row, now: int) -> int:
    return now if row["state"] in (State.SENDING.value, State.AMBIGUOUS.value) else row["sent_at"] or 0


def _again(org: str, row: Row, known: Welcome) -> dict[str, Any]:
    state = State.AMBIGUOUS if row["started_at"] > 0 else State.QUEUED
    return {**_waiting(org, row, known), "to": state.value}


def _waiting(org: str, row: Row, known: Welcome) -> dict[str, Any]:
    return {"org": org, "message": row["id"], "at": known.at, "until": known.until}


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
    """Return one way to reach each of the people, if there is one: where they want to be written to first.

    Without a join: for a list this long PostgreSQL takes a plan of seconds while it has no statistics.
    """
    rows = unit.rows(_ACCOUNTS, {"org": org, "ids": tuple(those)}) if those else ()
    open_ones = set(broadcasts_audience.workspaces(unit, org))
    firsts = {person: wishes.workspace for person, wishes in preferences.find_all(unit, org, those).items()}
    usable = [row for row in reversed(rows) if row["workspace_id"] in open_ones]
    usable.sort(key=lambda row: bool(row["workspace_id"] == firsts.get(row["person_id"])))  # the last one counts
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


def _message(broadcast: Broadcast, reach: Reach, card: Card, known: Welcome) -> Message:
    return direct.message(
        reach,
        card,
        key=key(broadcast, reach.person),
        not_before=known.at,
        not_after=known.until,
        urgency=Urgency.BULK,
        batch=broadcast.id,
    )


def _of(org: str, broadcast: Broadcast) -> tuple[ColumnElement[bool], ...]:
    return (_outbox.c.org_id == org, _outbox.c.batch == broadcast.id)
