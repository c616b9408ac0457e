"""What grows too old, where forgetting it concerns more than one table. Each function returns how many rows went."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Table, delete, exists, select, tuple_, update

from domain.privacy import State
from storage import sparing, tables
from storage.outbox import Kind
from storage.outbox import State as Sent
from storage.unit import Unit

AT_ONCE = 1_000  # rows a unit, so that others may write in between
_kudos = tables.table(tables.Kudos)
_receiver = tables.table(tables.KudosReceiver)
_endorsement = tables.table(tables.KudosEndorsement)
_line = tables.table(tables.ReportingLine)
_belonging = tables.table(tables.Belonging)
_broadcast = tables.table(tables.Broadcast)
_parts = (
    tables.table(tables.BroadcastAnswer),
    tables.table(tables.BroadcastApproval),
)
_batch = tables.table(tables.Batch)
_outbox = tables.table(tables.Outbox)
_notice = tables.table(tables.Notice)
_room = tables.table(tables.RoomMessage)
_code = tables.table(tables.ClaimCode)
_try = tables.table(tables.ClaimTry)
_hold = tables.table(tables.LegalHold)
_erasure = tables.table(tables.Erasure)
_download = tables.table(tables.Download)
_person = tables.table(tables.Person)
_imported = tables.table(tables.ImportRow)


def kudos(unit: Unit, org: str, before: int, spared: Collection[str]) -> int:
    """Kudos that concern nobody under a hold, with who received and endorsed them."""
    old = (_kudos.c.org_id == org, _kudos.c.given_at < before, sparing.free("kudos", org, spared))
    ids = unit.run(select(_kudos.c.id).where(*old).limit(AT_ONCE)).scalars().all()
    if not ids:
        return 0
    for part in (_receiver, _endorsement):
        unit.run(delete(part).where(part.c.org_id == org, part.c.kudos_id.in_(ids)))
    return unit.run(delete(_kudos).where(_kudos.c.org_id == org, _kudos.c.id.in_(ids))).rowcount


def imports(unit: Unit, org: str, before: int, spared: Collection[str]) -> int:
    """What a people file changed; what is forgotten of it can no longer be undone."""
    old = (_imported.c.org_id == org, _imported.c.at < before, sparing.free("import_row", org, spared))
    those = select(_imported.c.run_id, _imported.c.person_id).where(*old).limit(AT_ONCE)
    keys = [(row["run_id"], row["person_id"]) for row in unit.rows(those)]
    here = tuple_(_imported.c.run_id, _imported.c.person_id).in_(keys)
    return unit.run(delete(_imported).where(_imported.c.org_id == org, here)).rowcount if keys else 0


def history(unit: Unit, org: str, before: int, spared: Collection[str]) -> int:
    """Who led whom, and who was in which team, where that ended before the moment."""
    old = [
        delete(table).where(table.c.org_id == org, table.c.ends_at < before, sparing.free(table.name, org, spared))
        for table in (_line, _belonging)
    ]
    return sum(unit.run(those).rowcount for those in old)


def broadcasts(unit: Unit, org: str, before: int, spared: Collection[str]) -> int:
    """What was settled before the moment, with who answered and approved it."""
    old = (_broadcast.c.org_id == org, _broadcast.c.settled_at < before, sparing.free("broadcast", org, spared))
    ids = unit.run(select(_broadcast.c.id).where(*old).limit(AT_ONCE)).scalars().all()
    if not ids:
        return 0
    for part in _parts:
        unit.run(delete(part).where(part.c.org_id == org, part.c.broadcast_id.in_(ids)))
    unit.run(delete(_batch).where(_batch.c.org_id == org, _batch.c.id.in_(ids)))
    return unit.run(delete(_broadcast).where(_broadcast.c.org_id == org, _broadcast.c.id.in_(ids))).rowcount


def posts(unit: Unit, org: str, before: int, spared: Collection[str]) -> int:
    """That something was sent, and where it stands: until then what it is about may still be withdrawn."""
    for_others = sparing.free("outbox", org, spared)
    sent = (_outbox.c.kind == Kind.POST.value, _outbox.c.state == Sent.SENT.value)
    return _some(unit, _outbox, _outbox.c.org_id == org, _outbox.c.created_at < before, *sent, for_others)


def notices(unit: Unit, org: str, before: int, spared: Collection[str]) -> int:
    """That somebody was told something, whose words went long before."""
    told = (_notice.c.card == b"", sparing.free("notice", org, spared))
    return _some(unit, _notice, _notice.c.org_id == org, _notice.c.created_at < before, *told)


def room(unit: Unit, org: str, before: int, spared: Collection[str]) -> int:
    return _some(unit, _room, _room.c.org_id == org, _room.c.at < before, sparing.free("room_message", org, spared))


def codes(unit: Unit, org: str, before: int, spared: Collection[str]) -> int:
    """One-time codes and links that have expired, and wrong guesses."""
    ages = ((_try, _try.c.since), (_download, _download.c.expires_at), (_code, _code.c.expires_at))
    old = [
        delete(table).where(table.c.org_id == org, moment < before, sparing.free(table.name, org, spared))
        for table, moment in ages
    ]
    return sum(unit.run(those).rowcount for those in old)


def decisions(unit: Unit, org: str, before: int, spared: Collection[str]) -> int:
    """Holds that were lifted, and wishes for erasure that came to nothing."""
    lifted = (_hold.c.org_id == org, _hold.c.lifted_at < before, sparing.free("legal_hold", org, spared))
    nothing = _erasure.c.state.in_([State.WITHDRAWN.value, State.DECLINED.value])
    came = (_erasure.c.org_id == org, _erasure.c.asked_at < before, nothing, sparing.free("erasure", org, spared))
    return unit.run(delete(_hold).where(*lifted)).rowcount + unit.run(delete(_erasure).where(*came)).rowcount


def mark_leavers(unit: Unit, org: str, *, now: int) -> None:
    """Note since when who is inactive is so, and forget it of whoever came back."""
    here = _person.c.org_id == org
    unit.run(update(_person).where(here, ~_person.c.active, _person.c.left_at.is_(None)).values(left_at=now))
    unit.run(update(_person).where(here, _person.c.active, _person.c.left_at.is_not(None)).values(left_at=None))


def leavers(unit: Unit, org: str, before: int, spared: Collection[str]) -> list[str]:
    """Return some of the people who left before the moment and have not been erased."""
    erased = exists().where(
        _erasure.c.org_id == _person.c.org_id,
        _erasure.c.person_id == _person.c.id,
        _erasure.c.state.not_in([State.WITHDRAWN.value, State.DECLINED.value]),
    )
    gone = (_person.c.org_id == org, ~_person.c.active, _person.c.left_at < before)
    those = select(_person.c.id).where(*gone, _person.c.id.not_in(spared), ~erased).order_by(_person.c.id)
    return list(unit.run(those.limit(10)).scalars())


def _some(unit: Unit, table: Table, *old: ColumnElement[bool]) -> int:
    """Delete so many at most."""
    ids = unit.run(select(table.c.id).where(*old).limit(AT_ONCE)).scalars().all()
    return unit.run(delete(table).where(*old, table.c.id.in_(ids))).rowcount if ids else 0
