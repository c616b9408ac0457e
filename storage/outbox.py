"""Messages owed: added in the unit that causes them, leased by the relay, settled by what the platform said."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update

from domain import ids
from storage import sparing, tables
from storage.unit import Row, Unit
from views import codec
from views.vocabulary import Card

_outbox = tables.table(tables.Outbox)
_batch = tables.table(tables.Batch)
_TABLE = "outbox"
LEFT = "the person has left"
SOON_MS = 5_000  # what is due later is found in time by whoever looks this often


class Kind(StrEnum):
    """What is to be done with the message. An edit or a removal names the post it changes by `of`."""

    POST = "post"
    EDIT = "edit"
    REMOVE = "remove"


class Urgency(IntEnum):
    """What goes first, in a lane and in a workspace: an answer before news, news before what goes to many."""

    ANSWER = 0
    NEWS = 1
    BULK = 2


class Promise(StrEnum):
    """What becomes of a message that may have been sent, when the platform cannot tell (TRUST.md section 4)."""

    AT_LEAST_ONCE = "at_least_once"
    AT_MOST_ONCE = "at_most_once"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One leased message with all a sender needs: no sender reads the store.

    `address` is a Slack channel or user id, a Teams conversation id (or the Entra object id when none is known yet),
    or a place in the rehearsal room. `ref` is the platform's name of the post an edit changes.
    `reader` is the account a personal card is drawn for ("" in a channel); `mentions` maps person ids to accounts.
    `doubtful`: an earlier attempt, begun at `started_at` (UTC epoch ms), may have arrived. `is_late`: it may still be
    looked for, and is not to be sent.
    """

    org: str
    id: str
    workspace: str
    kind: Kind
    platform: str
    tenant: str
    token: str = field(repr=False)
    service_url: str
    bot: str
    address: str
    card: Card = field(repr=False)
    dedupe_key: str
    ref: str = ""
    reader: str = ""
    zone: str = "UTC"
    mentions: Mapping[str, str] = field(default_factory=dict, repr=False)
    promise: Promise = Promise.AT_LEAST_ONCE
    doubtful: bool = False
    is_late: bool = False
    started_at: int = 0
    attempts: int = 0
    lease: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message to owe. A second one with the same `dedupe_key` is the same message and is not owed again.

    `lane` keeps its messages in order (one per channel or person), the more urgent first. `batch` is the long send
    it is a part of: its card is the one that was shared for that. From `not_after` (UTC epoch ms) on it is not begun;
    it stays queued until whoever owed it says what becomes of it.
    """

    workspace: str
    kind: Kind
    lane: str
    address: str
    dedupe_key: str
    card: Card
    not_before: int
    urgency: Urgency = Urgency.NEWS
    promise: Promise = Promise.AT_LEAST_ONCE
    reader_id: str | None = None
    not_after: int | None = None
    of: str | None = None
    batch: str | None = None


class State(StrEnum):
    """`sending` is committed before the call to the platform, so that a crash leaves a trace."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    AMBIGUOUS = "ambiguous"
    DROPPED = "dropped"


def owe(unit: Unit, org: str, messages: Sequence[Message], *, now: int, rng: random.Random) -> None:
    """Owe the messages once this unit is committed, each lane in the order given."""
    rows = [_row(unit, org, one, ids.new(rng), now * 1_000 + place, now) for place, one in enumerate(messages)]
    unit.insert_those_new(_outbox, rows)
    if any(one.not_before < now + SOON_MS for one in messages):
        unit.wake("outbox")


def share(unit: Unit, org: str, batch: str, card: Card) -> None:
    """Keep the card of a long send once, instead of with each of its messages."""
    sealed = unit.keys.seal(codec.dump(card), org, "batch", batch, "card")
    unit.insert_if_new(_batch, {"org_id": org, "id": batch, "card": sealed})


def close(unit: Unit, org: str, batch: str, *, now: int) -> None:
    """Begin nothing more of the long send; what may have been sent is still looked for, and not sent again."""
    unit.run(update(_batch).where(_batch.c.org_id == org, _batch.c.id == batch), {"closed_at": now})


def recall(unit: Unit, org: str, people: Sequence[str], *, now: int) -> None:
    """Let what is queued for these people as part of a long send wait until somebody asks anew when it is welcome."""
    theirs = (_outbox.c.org_id == org, _outbox.c.state == State.QUEUED.value, _outbox.c.reader_id.in_(people))
    parts = (_outbox.c.batch.is_not(None), _outbox.c.not_after > now)
    if people:
        unit.run(update(_outbox).where(*theirs, *parts), {"not_after": now})


def hold(unit: Unit, org: str, people: Collection[str], *, now: int) -> None:
    """The same also for what may go at any hour: Vouchsafe is not open to these people any more."""
    theirs = (_outbox.c.org_id == org, _outbox.c.state == State.QUEUED.value, _outbox.c.reader_id.in_(people))
    if people:
        unit.run(update(_outbox).where(*theirs, _outbox.c.batch.is_not(None)), {"not_after": now})


def amend(unit: Unit, org: str, dedupe_key: str, card: Card, *, now: int, rng: random.Random) -> None:
    """Let the message say something else: in place while it is queued, by an edit once the platform may have it."""
    found = unit.first(unit.locked(select(_outbox).where(_outbox.c.org_id == org, _outbox.c.dedupe_key == dedupe_key)))
    if found is None or found["state"] in (State.FAILED, State.DROPPED):
        return
    if found["state"] == State.QUEUED:
        sealed = unit.keys.seal(codec.dump(card), org, _TABLE, found["id"], "card")
        unit.run(update(_outbox).where(*_one(org, found["id"])), {"card": sealed})
        return
    _owe_edit(unit, org, found, card, now, rng)


def cancel(unit: Unit, org: str, dedupe_keys: Sequence[str]) -> bool:
    """Drop the messages if none has left yet; say whether that was so. All or nothing."""
    those = (_outbox.c.org_id == org) & _outbox.c.dedupe_key.in_(dedupe_keys)
    states = {row["state"] for row in unit.rows(unit.locked(select(_outbox.c.state).where(those)))}
    if not states <= {State.QUEUED.value, State.DROPPED.value}:
        return False
    unit.run(update(_outbox).where(those), {"state": State.DROPPED.value})
    return True


def withhold(unit: Unit, org: str, people: Sequence[str]) -> None:
    """Drop what is queued for these people: they have left, or take part no more."""
    theirs = (_outbox.c.org_id == org, _outbox.c.state == State.QUEUED.value, _outbox.c.reader_id.in_(people))
    if people:
        unit.run(update(_outbox).where(*theirs), {"state": State.DROPPED.value, "error": LEFT})


def hasten(unit: Unit, org: str, dedupe_keys: Sequence[str], *, now: int) -> None:
    """Send what is still waiting among these now."""
    waiting = (_outbox.c.org_id == org, _outbox.c.dedupe_key.in_(dedupe_keys), _outbox.c.state == State.QUEUED.value)
    unit.run(update(_outbox).where(*waiting), {"not_before": now})
    unit.wake("outbox")


def counts(unit: Unit) -> Mapping[str, int]:
    """Return how many messages stand in each state."""
    rows = unit.rows(select(_outbox.c.state, func.count().label("n")).group_by(_outbox.c.state))
    return {row["state"]: row["n"] for row in rows}


def purge(unit: Unit, org: str, before: int, spared: Collection[str] = ()) -> int:
    """Forget what was settled before the moment, but what concerns whoever is spared; return how many rows.

    A post that was sent keeps the platform's name of it, so that it can still be edited or withdrawn; its words go.
    """
    old = (_outbox.c.org_id == org, _outbox.c.created_at < before, sparing.free("outbox", org, spared))
    stands = (_outbox.c.kind == Kind.POST.value) & (_outbox.c.state == State.SENT.value)
    over = _outbox.c.state.in_([State.SENT.value, State.FAILED.value, State.DROPPED.value])
    unit.run(update(_outbox).where(*old, stands, _outbox.c.card != b"").values(card=b""))
    return unit.run(delete(_outbox).where(*old, over, ~stands)).rowcount


def _owe_edit(unit: Unit, org: str, post: Row, card: Card, now: int, rng: random.Random) -> None:
    """Owe the newest edit only: older ones still queued have nothing left to say."""
    older = (_outbox.c.org_id == org, _outbox.c.of == post["dedupe_key"], _outbox.c.state == State.QUEUED.value)
    unit.run(update(_outbox).where(*older), {"state": State.DROPPED.value})
    edit = Message(
        workspace=post["workspace_id"],
        kind=Kind.EDIT,
        lane=post["lane"],
        urgency=Urgency(post["urgency"]),
        address=post["address"],
        dedupe_key=f"{post['dedupe_key']}/edit/{ids.new(rng)}",
        card=card,
        not_before=now,
        reader_id=post["reader_id"],
        of=post["dedupe_key"],
    )
    owe(unit, org, [edit], now=now, rng=rng)


def _row(unit: Unit, org: str, message: Message, id: str, seq: int, now: int) -> dict[str, Any]:
    return {
        "org_id": org,
        "id": id,
        "seq": seq,
        "workspace_id": message.workspace,
        "kind": message.kind.value,
        "lane": message.lane,
        "urgency": message.urgency.value,
        "promise": message.promise.value,
        "address": message.address,
        "reader_id": message.reader_id,
        "dedupe_key": message.dedupe_key,
        "of": message.of,
        "batch": message.batch,
        "card": b"" if message.batch else unit.keys.seal(codec.dump(message.card), org, _TABLE, id, "card"),
        "not_before": message.not_before,
        "not_after": message.not_after,
        "state": State.QUEUED.value,
        "attempts": 0,
        "started_at": 0,
        "lease_until": 0,
        "lease_token": "",
        "platform_ref": "",
        "error": "",
        "created_at": now,
    }


def _one(org: str, id: str) -> tuple[ColumnElement[bool], ...]:
    return (_outbox.c.org_id == org, _outbox.c.id == id)
