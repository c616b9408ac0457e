"""Broadcasts of somebody who is erased: what was not sent goes, what is being sent is cancelled, the counts stay."""

from __future__ import annotations

from sqlalchemy import and_, delete, func, select, update

from domain.broadcasts import State
from storage import broadcasts, erasing_messages, sparing, tables
from storage.erasing_messages import Case
from storage.sealing import SealingError
from storage.unit import Row, Unit
from views import codec
from views.privacy import ERASED_WORDS
from views.vocabulary import Card

_broadcast = tables.table(tables.Broadcast)
_approval = tables.table(tables.BroadcastApproval)
_answer = tables.table(tables.BroadcastAnswer)
_batch = tables.table(tables.Batch)
_outbox = tables.table(tables.Outbox)
_due = tables.table(tables.Due)
_WORDS = ("title", "message")
_TOLD = (State.SENDING, State.CANCELLED, State.SENT)


def under_way(unit: Unit, org: str, person: str) -> int:
    """Return how many broadcasts of the person are planned or being sent, and would be cancelled."""
    mine = (_broadcast.c.org_id == org, _broadcast.c.author_id == person, _broadcast.c.state == State.SENDING.value)
    return int(unit.run(select(func.count()).select_from(_broadcast).where(*mine)).scalar_one())


def take_back(case: Case) -> int:
    """What others were told about an approval goes, too; the reasons the person gave for theirs are forgotten.

    What is being sent is cancelled whoever is under a hold: that keeps what there is, and lets nothing more leave.
    """
    cancelled = _cancel(case)
    free = sparing.free("broadcast", case.org, case.spared)
    mine = (_broadcast.c.org_id == case.org, _broadcast.c.author_id == case.person, free)
    found = case.unit.rows(select(_broadcast.c.id, _broadcast.c.state).where(*mine))
    free = sparing.free("broadcast_approval", case.org, case.spared)
    theirs = (_approval.c.org_id == case.org, _approval.c.by_id == case.person, free, _approval.c.reason.is_not(None))
    reasons = case.unit.run(update(_approval).where(*theirs), {"reason": None}).rowcount
    return cancelled + reasons + sum([_take_back(case, row["id"], State(row["state"])) for row in found])


def _cancel(case: Case) -> int:
    mine = (_broadcast.c.org_id == case.org, _broadcast.c.author_id == case.person)
    sending = select(_broadcast.c.id).where(*mine, _broadcast.c.state == State.SENDING.value)
    count = 0
    for id in case.unit.run(sending).scalars().all():
        found = broadcasts.locked(case.unit, case.org, id)
        if found is not None and found.state is State.SENDING:
            broadcasts.cancel(case.unit, case.org, found, now=case.now)
            count += 1
    return count


def _take_back(case: Case, id: str, state: State) -> int:
    key = _outbox.c.dedupe_key.like(f"broadcast/{id}/%")
    told = erasing_messages.take_back(case, and_(key, _outbox.c.batch.is_(None)))
    if state in _TOLD:
        return told + _lose_words(case, id)
    _delete(case, id)
    return told + 1


def _lose_words(case: Case, id: str) -> bool:
    """Say whether there were words left."""
    one = (_broadcast.c.org_id == case.org, _broadcast.c.id == id)
    row = case.unit.first(select(_broadcast.c.title, _broadcast.c.message, _broadcast.c.request).where(*one))
    if row is None or _is_erased(case, id, row):
        return False
    seal, org = case.unit.keys.seal, case.org
    words = {name: seal(ERASED_WORDS, org, "broadcast", id, name) for name in _WORDS}
    case.unit.run(update(_broadcast).where(*one), {**words, "request": None})
    card = seal(codec.dump(Card(ERASED_WORDS, ())), org, "batch", id, "card")
    case.unit.run(update(_batch).where(_batch.c.org_id == org, _batch.c.id == id), {"card": card})
    return True


def _is_erased(case: Case, id: str, row: Row) -> bool:
    try:
        words = {case.unit.keys.open(row[name], case.org, "broadcast", id, name) for name in _WORDS}
    except SealingError:
        return False
    return words == {ERASED_WORDS} and row["request"] is None


def _delete(case: Case, id: str) -> None:
    for part in (_answer, _approval):
        case.unit.run(delete(part).where(part.c.org_id == case.org, part.c.broadcast_id == id))
    case.unit.run(delete(_due).where(_due.c.org_id == case.org, _due.c.subject == id))
    case.unit.run(delete(_batch).where(_batch.c.org_id == case.org, _batch.c.id == id))
    case.unit.run(delete(_broadcast).where(_broadcast.c.org_id == case.org, _broadcast.c.id == id))
