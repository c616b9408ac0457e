"""What was sent about or to somebody who is erased: its words go from the store, and posts of ours from chat."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_, case, delete, func, or_, select, update

from storage import outbox, tables
from storage.outbox import LEFT, Kind, Message, State, Urgency
from storage.unit import Row, Unit
from views import codec
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
_NEVER = -1  # as the moment up to which a message may be begun: a mark of ours, as all others are moments
_DOUBTFUL = (State.SENDING, State.AMBIGUOUS)
_IN_DOUBT = _outbox.c.state.in_([state.value for state in _DOUBTFUL])


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Whose data is erased, in one unit of work, and when (UTC epoch ms). `spared` are others, under a hold."""

    unit: Unit
    org: str
    person: str
    now: int
    rng: random.Random = field(repr=False)
    spared: frozenset[str] = frozenset()


def take_back_kudos(one: Case, those: Sequence[str]) -> int:
    """Forget every message about these kudos, and remove from chat what stands there; return how many that were."""
    here = (_receiver.c.org_id == one.org, _receiver.c.kudos_id.in_(those))
    copies = [f"kudos/{row['kudos_id']}/to/{row['person_id']}" for row in one.unit.rows(select(_receiver).where(*here))]
    spaces = one.unit.run(select(_workspace.c.id).where(_workspace.c.org_id == one.org)).scalars().all()
    posts = [f"kudos/{id}/in/{workspace}" for id in those for workspace in spaces]
    keys = [*copies, *posts]
    pieces = [keys[start : start + SOME] for start in range(0, len(keys), SOME)]
    return sum([take_back(one, or_(_outbox.c.dedupe_key.in_(some), _outbox.c.of.in_(some))) for some in pieces])


def take_back(one: Case, those: ColumnElement[bool]) -> int:
    """Forget these messages; return how many. A post that was sent keeps, without its words, where it stands until it
    is removed; and so does one that is being sent, or may have been: its removal waits until that is known.

    What was sent to the erased person alone stays in their own chat: without their account nobody can reach it.
    """
    here = and_(_outbox.c.org_id == one.org, _outbox.c.batch.is_(None), those)
    mine = select(_outbox).where(here, _outbox.c.kind != Kind.REMOVE.value).order_by(_outbox.c.id)
    found = one.unit.rows(one.unit.locked(mine))  # all of them: what is queued may be begun before it is deleted
    removed = [row for row in found if _stays(one, row)]
    outbox.owe(one.unit, one.org, [_removal(row, one.now) for row in removed], now=one.now, rng=one.rng)
    return _delete(one, [row["id"] for row in found if not _stays(one, row)]) + sum(
        [_lose_words(one, row) for row in removed]
    )


def _stays(one: Case, message: Row) -> bool:
    """A post that others see, or may come to see."""
    stands = message["state"] == State.SENT.value and message["platform_ref"] != ""
    is_of_others = message["kind"] == Kind.POST.value and message["reader_id"] != one.person
    return is_of_others and (stands or State(message["state"]) in _DOUBTFUL)


def _delete(one: Case, ids: Sequence[str]) -> int:
    here = (_outbox.c.org_id == one.org,)
    pieces = [ids[start : start + SOME] for start in range(0, len(ids), SOME)]
    return sum([one.unit.run(delete(_outbox).where(*here, _outbox.c.id.in_(some))).rowcount for some in pieces])


def _lose_words(one: Case, post: Row) -> bool:
    """Say whether there were words left. One in doubt needs a card to be looked for by, and is not begun again."""
    is_sent = post["state"] == State.SENT.value
    is_erased = not post["card"] if is_sent else post["not_after"] == _NEVER
    if is_erased:
        return False
    card = one.unit.keys.seal(codec.dump(Card(ERASED_WORDS, ())), one.org, "outbox", post["id"], "card")
    blank = {"card": b""} if is_sent else {"card": card, "not_after": _NEVER}
    one.unit.run(update(_outbox).where(_outbox.c.org_id == one.org, _outbox.c.id == post["id"]), blank)
    return True


def unsettled(one: Case) -> int:
    """Forget what was in doubt when it was taken back and was never sent after all; return how many still are."""
    taken = and_(_outbox.c.org_id == one.org, _outbox.c.not_after == _NEVER)
    over = _outbox.c.state.in_([State.QUEUED.value, State.FAILED.value, State.DROPPED.value])
    one.unit.run(delete(_outbox).where(taken, over))
    still = select(func.count()).select_from(_outbox).where(taken, _IN_DOUBT)
    return int(one.unit.run(still).scalar_one())


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


def forget(one: Case) -> int:
    """What was for the person: queued messages never leave, and what was sent is not known any more. How many."""
    seats = one.unit.rows(select(_account).where(_account.c.org_id == one.org, _account.c.person_id == one.person))
    lanes = [f"{seat['workspace_id']}/{seat['external']}" for seat in seats]
    theirs = or_(_outbox.c.reader_id == one.person, _outbox.c.lane.in_(lanes))
    mine = and_(_outbox.c.org_id == one.org, theirs)
    count = one.unit.run(delete(_outbox).where(mine, _outbox.c.batch.is_(None))).rowcount
    count += _lose_address(one, mine)
    one.unit.run(delete(_pace).where(_pace.c.org_id == one.org, _pace.c.key.in_(lanes)))
    return count + _clear_room(one, [seat["external"] for seat in seats])


def _lose_address(one: Case, mine: ColumnElement[bool]) -> int:
    """The messages of a long send are counted, so they stay, and say no more than that."""
    waiting = _outbox.c.state.in_([State.QUEUED.value, State.AMBIGUOUS.value, State.FAILED.value])
    state = case((waiting, State.DROPPED.value), else_=_outbox.c.state)
    error = case((waiting, LEFT), else_=_outbox.c.error)
    blank = {"address": _GONE, "lane": _GONE, "platform_ref": ""}
    known = (_outbox.c.batch.is_not(None), _outbox.c.address != _GONE)
    return one.unit.run(update(_outbox).where(mine, *known).values(state=state, error=error, **blank)).rowcount


def _clear_room(one: Case, externals: Collection[str]) -> int:
    """The rehearsal room: what they wrote anywhere, and all that stands in the chat with them."""
    here = _room.c.org_id == one.org
    count = one.unit.run(delete(_room).where(here, _room.c.place.in_(externals))).rowcount
    for id in one.unit.run(select(_room.c.id).where(here, _room.c.author.in_(externals))).scalars().all():
        empty = one.unit.keys.seal("", one.org, "room_message", id, "body")
        blank = {"body": empty, "author": "", "removed": True}
        count += one.unit.run(update(_room).where(here, _room.c.id == id), blank).rowcount
    return count
