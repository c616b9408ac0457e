"""Post-mortems that grow too old, from what hangs on them down. Each returns how many rows went.

With a post-mortem goes all that was said and done about it, unless somebody under a hold is named there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import Select, delete, exists, select

from storage import sparing, tables
from storage.unit import Unit

_postmortem = tables.table(tables.Postmortem)
_PARTS = {
    "postmortem_action": tables.table(tables.PostmortemAction),
    "postmortem_score": tables.table(tables.PostmortemScore),
    "postmortem_responder": tables.table(tables.PostmortemResponder),
}


def part(name: str) -> Callable[[Unit, str, int, Collection[str]], int]:
    """Return what forgets the rows of a table that hangs on post-mortems."""
    table = _PARTS[name]

    def forget(unit: Unit, org: str, before: int, spared: Collection[str]) -> int:
        here = (table.c.org_id == org, table.c.postmortem_id.in_(_old(org, before)))
        return unit.run(delete(table).where(*here, sparing.free(name, org, spared))).rowcount

    return forget


def postmortems(unit: Unit, org: str, before: int, spared: Collection[str]) -> int:
    """Those on which nothing hangs any more."""
    kept = [exists().where(one.c.org_id == org, one.c.postmortem_id == _postmortem.c.id) for one in _PARTS.values()]
    here = (_postmortem.c.org_id == org, _postmortem.c.id.in_(_old(org, before)), *(~one for one in kept))
    return unit.run(delete(_postmortem).where(*here, sparing.free("postmortem", org, spared))).rowcount


def _old(org: str, before: int) -> Select[Any]:
    return select(_postmortem.c.id).where(_postmortem.c.org_id == org, _postmortem.c.created_at < before)
