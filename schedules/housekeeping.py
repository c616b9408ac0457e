"""Forgets, once a day, what has been kept for long enough: the rules are in storage/retention.py."""

from __future__ import annotations

from schedules.schedule import Occasion
from storage import erasures, retention


def tidy(occasion: Occasion) -> int | None:
    """In pieces, so that others may write in between. Whoever left long enough ago is erased like anybody else."""
    unit, org, now = occasion.unit, occasion.due.org, occasion.now
    has_more = retention.forget(unit, org, now=now)
    for person in retention.leavers(unit, org, now=now):
        erasures.of_leaver(unit, org, person, now=now, rng=occasion.rng)
        has_more = True
    return now if has_more else None
