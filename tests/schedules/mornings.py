"""Days of a test: what happens every day has happened on the first, and need not all happen on those that follow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from domain import local_time
from schedules import SCHEDULES
from schedules.schedule import Schedules
from storage import tables
from storage.unit import Row, Unit

# For tests that let weeks pass in which nothing grows too old: all that happens by itself but the nightly forgetting.
KEEPING = Schedules(one for kind, one in SCHEDULES._by_kind.items() if kind != "housekeeping")
_due = tables.table(tables.Due)


def pass_by(unit: Unit, org: str, *, now: int) -> None:
    """Let nothing that happens every day happen before the next one."""
    unit.insert_those_new(_due, [*rows(org, now=now)])


def rows(org: str, *, now: int) -> Iterator[Row]:
    """What happens every day, as done: yesterday's, too, which would be caught up with before today's hour."""
    day = local_time.day_of(now, "UTC")
    settled = {"due_at": now, "expires_at": None, "state": "done", "attempts": 1, "reason": "", "settled_at": now}
    for kind, _ in SCHEDULES.daily:
        for step in (day - timedelta(days=1), day):
            yield {"org_id": org, "kind": kind, "subject": "", "step": step.isoformat(), **settled}
