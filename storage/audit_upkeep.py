"""What may happen to audit lines, and leaves their chains whole: words are shredded, what is too old goes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import and_, bindparam, delete, func, or_, select, update

from storage import audit, sparing, tables
from storage.unit import Unit

_audit = tables.table(tables.Audit)
_head = tables.table(tables.AuditHead)
_MARKED = (_audit.c.org_id, _audit.c.chain, _audit.c.seq, _audit.c.digest)
IS_WHOLE = and_(_audit.c.digest.is_not(None), func.length(_audit.c.detail) != audit.MARK_BYTES)  # not shredded yet
_LINE = (
    _audit.c.org_id == bindparam("in_org"),
    _audit.c.chain == bindparam("in_chain"),
    _audit.c.seq == bindparam("at_seq"),
)


def shred(unit: Unit, org: str, person: str, spared: Collection[str] = ()) -> int:
    """Take the detail of every line by or about the person; return how many. That there was a line stays.

    Lines that also concern whoever is spared are left. Lines from before there were digests keep theirs: it holds ids
    and counts, never anybody's words.
    """
    theirs = or_(_audit.c.actor_id == person, _audit.c.object == person)
    those = (_audit.c.org_id == org, theirs, IS_WHOLE, sparing.free("audit", org, spared))
    rows = unit.rows(select(*_MARKED).where(*those))
    gone = [
        {"in_org": org, "in_chain": row["chain"], "at_seq": row["seq"], "mark": audit.shredded(unit.keys, row)}
        for row in rows
    ]
    if gone:
        unit.run(update(_audit).where(*_LINE).values(detail=bindparam("mark")), gone)
    return len(gone)


def purge(unit: Unit, org: str, before: int, spared: Collection[str] = ()) -> int:
    """Let the lines go that are older than the moment, from the oldest end of each chain; return how many."""
    lines = select(_audit.c.chain).distinct().where(_audit.c.org_id == org, _audit.c.at < before)
    return sum(_prune(unit, org, chain, before, spared) for chain in unit.run(lines).scalars().all())


def _prune(unit: Unit, org: str, chain: int, before: int, spared: Collection[str]) -> int:
    """Up to the first line that is younger, or that concerns somebody under a hold."""
    unit.rows(unit.locked(select(_head.c.seq).where(_head.c.org_id == org, _head.c.chain == chain)))
    here = and_(_audit.c.org_id == org, _audit.c.chain == chain)
    stays = or_(_audit.c.at >= before, _audit.c.actor_id.in_(spared), _audit.c.object.in_(spared))
    first: int | None = unit.run(select(func.min(_audit.c.seq)).where(here, stays)).scalar()
    old = here if first is None else and_(here, _audit.c.seq < first)
    last = unit.first(select(_audit.c.seq, _audit.c.mac).where(old).order_by(_audit.c.seq.desc()).limit(1))
    if last is None:
        return 0
    base: dict[str, Any] = audit.pruned(unit.keys, org, chain, last["seq"], bytes(last["mac"]))
    unit.run(update(_head).where(_head.c.org_id == org, _head.c.chain == chain), base)
    return unit.run(delete(_audit).where(old)).rowcount
