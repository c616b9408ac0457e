"""What was sent about or to somebody who is erased: its words go from the store, and posts of ours from chat."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_, case, delete, or_, select, update

from storage import outbox, tables
from storage.outbox import LEFT, Kind, Message, State, Urgency
from storage.unit import Row, Unit
from views.privacy import ERASED_WORDS
from views.vocabulary import Card

SOME = 500  # keys a statement
_outbox = tables.table(tables.Outbox)
_receiver = tables.table(tables.KudosReceiver)
_workspace = tables.table(tables.Workspace)
_account = tables.table(tables.Account)
_pace = tables.table(tables.Pace)
_room = tables.table(tables.RoomMessage)
_GONE = "erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Whose data is erased, in one unit of work, and when (UTC epoch ms)."""

    unit: Unit
    org: str
    person: str
    now: int
    rng: random.Random = field(repr=False)


def take_back_kudos(one: Case, those: Sequence[str]) -> None:
    """Forget every message about these kudos, and remove from chat what stands there."""
    here = (_receiver.c.org_id == one.org, _receiver.c.kudos_id.in_(those))
    copies = [f"kudos/{row['kudos_id']}/to/{row['person_id']}" for row in one.unit.rows(select(_receiver).where(*here))]
    spaces = one.unit.run(select(_workspace.c.id).where(_workspace.c.org_id == one.org)).scalars().all()
    posts = [f"kudos/{id}/in/{workspace}" for id in those for workspace in spaces]
    keys = [*copies, *posts]
    for start in range(0, len(keys), SOME):
        some = keys[start : start + SOME]
        take_back(one, or_(_outbox.c.dedupe_key.in_(some), _outbox.c.of.in_(some)))


def take_back(one: Case, those: ColumnElement[bool]) -> None:
    """Forget these messages. A post that was sent keeps, without its words, where it stands until it is removed.

    What was sent to the erased person alone stays in their own chat: without their account nobody can reach it.
    """
    here = and_(_outbox.c.org_id == one.org, _outbox.c.batch.is_(None), those)
    mine = _outbox.c.reader_id == one.person
    stands = and_(_outbox.c.kind == Kind.POST.value, _outbox.c.state == State.SENT.value, _outbox.c.platform_ref != "")
    removed = one.unit.rows(select(_outbox).where(here, stands, or_(_outbox.c.reader_id.is_(None), ~mine)))
    outbox.owe(one.unit, one.org, [_removal(row, one.now) for row in removed], now=one.now, rng=one.rng)
    kept = [row["id"] for row in removed]
    one.unit.run(update(_outbox).where(_outbox.c.org_id == one.org, _outbox.c.id.in_(kept)), {"card": b""})
    one.unit.run(delete(_outbox).where(here, _outbox.c.id.not_in(kept), _outbox.c.kind != Kind.REMOVE.value))


def _removal(post: Row, now: int) -> Message:
    return Message(
        workspace=post["workspace_id"],
        kind=Kind.REMOVE,
        lane=post["lane"],
        urgency=Urgency.BULK,
        address=post["address"],
        dedupe_key=f"{post['dedupe_key']}/erased",
        card=Card(ERASED_WORDS, ()),
        not_before=now,
        reader_id=post["reader_id"],
        of=post["dedupe_key"],
    )


def forget(one: Case) -> None:
    """What was for the person: queued messages never leave, and what was sent is not known any more."""
    seats = one.unit.rows(select(_account).where(_account.c.org_id == one.org, _account.c.person_id == one.person))
    lanes = [f"{seat['workspace_id']}/{seat['external']}" for seat in seats]
    theirs = or_(_outbox.c.reader_id == one.person, _outbox.c.lane.in_(lanes))
    mine = and_(_outbox.c.org_id == one.org, theirs)
    one.unit.run(delete(_outbox).where(mine, _outbox.c.batch.is_(None)))
    _lose_address(one, mine)
    one.unit.run(delete(_pace).where(_pace.c.org_id == one.org, _pace.c.key.in_(lanes)))
    _clear_room(one, [seat["external"] for seat in seats])


def _lose_address(one: Case, mine: ColumnElement[bool]) -> None:
    """The messages of a long send are counted, so they stay, and say no more than that."""
    waiting = _outbox.c.state.in_([State.QUEUED.value, State.AMBIGUOUS.value, State.FAILED.value])
    state = case((waiting, State.DROPPED.value), else_=_outbox.c.state)
    error = case((waiting, LEFT), else_=_outbox.c.error)
    blank = {"address": _GONE, "lane": _GONE, "platform_ref": ""}
    one.unit.run(update(_outbox).where(mine, _outbox.c.batch.is_not(None)).values(state=state, error=error, **blank))


def _clear_room(one: Case, externals: Collection[str]) -> None:
    """The rehearsal room: what they wrote anywhere, and all that stands in the chat with them."""
    here = _room.c.org_id == one.org
    one.unit.run(delete(_room).where(here, _room.c.place.in_(externals)))
    for id in one.unit.run(select(_room.c.id).where(here, _room.c.author.in_(externals))).scalars().all():
        empty = one.unit.keys.seal("", one.org, "room_message", id, "body")
        one.unit.run(update(_room).where(here, _room.c.id == id), {"body": empty, "author": "", "removed": True})
