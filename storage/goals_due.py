"""When somebody is reminded of a goal they began and that lacks a part: after a day, and once more."""

from __future__ import annotations

from domain import goals_agreement as rules
from domain.goals_agreement import Agreement
from storage import due
from storage.due import Due
from storage.unit import Unit

KIND = "goals.unpaired"
DAY_MS = 86_400_000


def plan(unit: Unit, org: str, held: Agreement, *, cooldown_days: int, now: int) -> None:
    """Plan it anew from now on while it lacks a part; nothing once it does not."""
    steps = {"first": now + DAY_MS, "again": now + (1 + cooldown_days) * DAY_MS} if rules.lacks(held) else {}
    planned = [Due(org=org, kind=KIND, subject=held.goal.id, step=step, due_at=at) for step, at in steps.items()]
    due.replan(unit, org, KIND, held.goal.id, planned)


def forget(unit: Unit, org: str, held: Agreement) -> None:
    due.cancel(unit, org, KIND, held.goal.id)
