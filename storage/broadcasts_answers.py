"""Who has done what a broadcast asks, and who of those it reached has not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, func, select

from domain import broadcasts_request as rules
from domain import local_time
from domain.broadcasts import AHEAD_DAYS, Broadcast, begins_at
from domain.broadcasts import State as Stage
from domain.people import MemberKind
from storage import broadcasts, notices, people, tables
from storage import broadcasts_sending as sending
from storage.notices import Notice
from storage.notices import State as NoticeState
from storage.outbox import State
from storage.unit import Unit

NOTICE = "broadcast.request"  # the kind of notice that reminds
LOOKED_AT = 20  # of the latest that ask for something
_UNDER_WAY = (State.SENDING.value, State.AMBIGUOUS.value, State.SENT.value, State.FAILED.value)
_AHEAD_MS = AHEAD_DAYS * 86_400_000
_SENT = (Stage.SENDING.value, Stage.SENT.value)
_broadcast = tables.table(tables.Broadcast)
_answer = tables.table(tables.BroadcastAnswer)
_outbox = tables.table(tables.Outbox)
_person = tables.table(tables.Person)


def add(unit: Unit, org: str, broadcast: Broadcast, person: str, *, now: int) -> bool:
    """Keep that the person has done it; say whether that was new. What was to remind them of it does not any more.

    Nothing is sent to the person meanwhile: a reminder leaves before the answer, or not at all.
    """
    people.lock(unit, org, person)
    row = {"org_id": org, "broadcast_id": broadcast.id, "person_id": person, "at": now}
    is_new = unit.insert_if_new(_answer, row)
    waiting = notices.waiting(unit, org, person)
    over = [one for one in waiting if one.kind == NOTICE and one.subject.startswith(f"{broadcast.id}/")]
    notices.mark(unit, org, over, NoticeState.DROPPED, now=now)
    return is_new


def worth_telling(unit: Unit, org: str, person: str, reminders: Sequence[Notice]) -> list[Notice]:
    """Return those of the person's reminders of what is still asked of them and not done; of each request the latest.

    It may have been cancelled, its author erased, or done while the reminders of many were made.
    """
    latest = {one.subject.partition("/")[0]: one for one in reminders}
    asked = (_broadcast.c.org_id == org, _broadcast.c.id.in_(latest), _broadcast.c.request.is_not(None))
    mine = (_answer.c.org_id == org, _answer.c.person_id == person, _answer.c.broadcast_id.in_(latest))
    still = select(_broadcast.c.id).where(*asked, _broadcast.c.state.in_(_SENT))
    wanted = set(unit.run(still).scalars()) - set(unit.run(select(_answer.c.broadcast_id).where(*mine)).scalars())
    return [one for id, one in latest.items() if id in wanted]


def answered_at(unit: Unit, org: str, broadcast: str, person: str) -> int | None:
    """Return when the person has done it (UTC epoch ms)."""
    those = (_answer.c.org_id == org, _answer.c.broadcast_id == broadcast, _answer.c.person_id == person)
    row = unit.first(select(_answer.c.at).where(*those))
    return None if row is None else int(row["at"])


def was_sent(unit: Unit, org: str, broadcast: Broadcast, person: str) -> bool:
    """Whether the person has the message, as far as we know: whoever presses its button may be ahead of us."""
    return bool(_sent_to(unit, org, [broadcast.id], person))


def _sent_to(unit: Unit, org: str, those: Sequence[str], person: str) -> set[str]:
    """Return which of these broadcasts the person has, as far as we know."""
    keys = {sending.key_of(id, person): id for id in those}
    mine = (_outbox.c.org_id == org, _outbox.c.dedupe_key.in_(keys), _outbox.c.state.in_(_UNDER_WAY))
    found = unit.run(select(_outbox.c.dedupe_key).where(*mine)).scalars() if keys else ()
    return {keys[key] for key in found}


def still_open(unit: Unit, org: str, person: str, *, since: int, now: int) -> list[Broadcast]:
    """Return what has reached the person since then, asks for something, and they have not done, the newest first.

    In four looks, however many there are. One may have been written long before the day for which it was planned.
    """
    asks = (
        _broadcast.c.created_at > since - _AHEAD_MS,
        _broadcast.c.request.is_not(None),
        _broadcast.c.state.in_(_SENT),
    )
    same = (_answer.c.org_id == org, _answer.c.broadcast_id == _broadcast.c.id, _answer.c.person_id == person)
    undone = ~select(_answer.c.at).where(*same).exists()
    those = select(_broadcast).where(_broadcast.c.org_id == org, *asks, undone)
    rows = unit.rows(those.order_by(_broadcast.c.created_at.desc()).limit(LOOKED_AT))
    theirs = _sent_to(unit, org, [row["id"] for row in rows], person)
    found = broadcasts.read(unit, org, [row for row in rows if row["id"] in theirs])
    ends = {one.id: rules.ends_at(one.wish.request, local_time.LAST_ZONE) for one in found}
    timely = [one for one in found if (end := ends[one.id]) is None or now < end]
    return [one for one in timely if begins_at(one.wish.start, now=one.sent_at or one.created_at) > since]


def with_confirmed(unit: Unit, org: str, broadcast: Broadcast) -> Broadcast:
    """Return it with how many have done what it asks, if it asks for anything."""
    if not broadcast.wish.request.is_one:
        return broadcast
    those = select(func.count()).where(_answer.c.org_id == org, _answer.c.broadcast_id == broadcast.id)
    return replace(broadcast, tally=replace(broadcast.tally, confirmed=int(unit.run(those).scalar_one())))


def all_sent(unit: Unit, org: str, broadcast: Broadcast) -> list[str]:
    """Return the ids of the people who have it."""
    those = (_outbox.c.org_id == org, _outbox.c.batch == broadcast.id, _outbox.c.state == State.SENT.value)
    return list(unit.run(select(_outbox.c.reader_id).where(*those)).scalars())


def missing(unit: Unit, org: str, broadcast: Broadcast, ends: tuple[str, str]) -> list[str]:
    """Return who of those between two ids has it, still takes part, and has not done what it asks.

    By the keys of their messages: no index has the readers of a long send, and a chunk would read all of it.
    """
    found = list(unit.run(select(_person.c.id).where(*_taking_part(org), _person.c.id.between(*ends))).scalars())
    keys = [sending.key(broadcast, person) for person in found]
    sent = (_outbox.c.org_id == org, _outbox.c.dedupe_key.in_(keys), _outbox.c.state == State.SENT.value)
    have = set(unit.run(select(_outbox.c.reader_id).where(*sent)).scalars())
    theirs = (_answer.c.org_id == org, _answer.c.broadcast_id == broadcast.id, _answer.c.person_id.between(*ends))
    done = set(unit.run(select(_answer.c.person_id).where(*theirs)).scalars())
    return [person for person in found if person in have - done]


def missing_names(unit: Unit, org: str, broadcast: Broadcast, *, most: int) -> tuple[list[str], int]:
    """Return the names, by name, of so many who have not done it, and how many those are altogether."""
    mine = (_outbox.c.org_id == org, _outbox.c.batch == broadcast.id, _outbox.c.state == State.SENT.value)
    same = (_answer.c.org_id == org, _answer.c.broadcast_id == broadcast.id, _answer.c.person_id == _person.c.id)
    not_done = ~select(_answer.c.at).where(*same).exists()
    those = (*mine, _outbox.c.reader_id == _person.c.id, *_taking_part(org), not_done)
    named = select(_person.c.name).where(*those).order_by(_person.c.name).limit(most)
    number = int(unit.run(select(func.count()).select_from(_person, _outbox).where(*those)).scalar_one())
    return list(unit.run(named).scalars()), number


def _taking_part(org: str) -> tuple[ColumnElement[bool], ...]:
    return (_person.c.org_id == org, _person.c.active, _person.c.kind == MemberKind.FULL.value)
