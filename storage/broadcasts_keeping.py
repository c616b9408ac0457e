"""How long what belongs to a broadcast is kept: the counts of what was sent stay."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, func, select

from domain.broadcasts import State
from storage import sparing, tables
from storage.unit import Unit

_broadcast = tables.table(tables.Broadcast)
_approval = tables.table(tables.BroadcastApproval)
_batch = tables.table(tables.Batch)
_UNSENT = (State.DRAFT.value, State.DISCARDED.value)


def purge_unsent(unit: Unit, org: str, before: int, spared: Collection[str] = ()) -> int:
    """Forget what was changed last before the moment and never sent; return how many."""
    changed_at = func.coalesce(_broadcast.c.settled_at, _broadcast.c.created_at)
    free = sparing.free("broadcast", org, spared)
    old = (_broadcast.c.org_id == org, changed_at < before, _broadcast.c.state.in_(_UNSENT), free)
    asked = select(_broadcast.c.id).where(*old)
    unit.run(delete(_approval).where(_approval.c.org_id == org, _approval.c.broadcast_id.in_(asked)))
    return unit.run(delete(_broadcast).where(*old)).rowcount


def purge_cards(unit: Unit, org: str, before: int, spared: Collection[str] = ()) -> int:
    """Forget the card of each that was settled before the moment: no message needs it any more. Return how many."""
    settled = select(_broadcast.c.id).where(_broadcast.c.org_id == org, _broadcast.c.settled_at < before)
    old = (_batch.c.org_id == org, _batch.c.id.in_(settled), sparing.free("batch", org, spared))
    return unit.run(delete(_batch).where(*old)).rowcount
