"""The operator's side of what happens by itself: what was given up, and another try for it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select, update

from storage import tables
from storage.due import State
from storage.unit import Unit

_due = tables.table(tables.Due)


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenUp:
    """So many occurrences of a kind failed for one reason; the first was given up at `since` (UTC epoch ms)."""

    kind: str
    reason: str
    count: int
    since: int


def given_up(unit: Unit, org: str) -> list[GivenUp]:
    """Return what failed for good, without whom or what it was for."""
    those = (
        select(_due.c.kind, _due.c.reason, func.count().label("count"), func.min(_due.c.settled_at).label("since"))
        .where(_due.c.org_id == org, _due.c.state == State.FAILED.value)
        .group_by(_due.c.kind, _due.c.reason)
        .order_by(_due.c.kind, _due.c.reason)
    )
    return [GivenUp(**row) for row in unit.rows(those)]


def retry(unit: Unit, org: str, kinds: Collection[str] | None, *, now: int) -> int:
    """Let what was given up of these kinds (None: of all) be done after all; return how many occurrences that were.

    At the moment it had: a newer one of its subject that was done meanwhile still stands in its place.
    """
    lasts = _due.c.expires_at.is_(None) | (_due.c.expires_at > now)
    those = [_due.c.org_id == org, _due.c.state == State.FAILED.value, lasts]
    if kinds is not None:
        those.append(_due.c.kind.in_(kinds))
    anew = {"state": State.PLANNED.value, "attempts": 0, "reason": "", "settled_at": None}
    unit.wake("due")
    return unit.run(update(_due).where(*those).values(anew)).rowcount
