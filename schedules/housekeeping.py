"""Forgets, once a day, what has been kept for long enough: the rules are in storage/retention.py."""

from __future__ import annotations

from schedules.schedule import Occasion
from storage import retention


def tidy(occasion: Occasion) -> int | None:
    """In pieces, so that others may write in between."""
    has_more = retention.forget(occasion.unit, occasion.due.org, now=occasion.now)
    return occasion.now if has_more else None
