"""When somebody is reminded of a goal that lacks a part, and what of all that was left to be told still holds."""

from __future__ import annotations

from collections.abc import Sequence

from domain import goals_agreement as rules
from domain.goals_agreement import Agreement
from domain.local_time import DAY_MS
from storage import due, goals
from storage.due import Due
from storage.notices import Notice
from storage.unit import Unit

KIND = "goals.unpaired"  # also of the notices
READY = "goals.ready"  # notices that something is ready to read


def plan(unit: Unit, org: str, held: Agreement, *, cooldown_days: int, now: int) -> None:
    """After a day and once more, from now on, while it lacks a part; nothing once it does not."""
    steps = {"first": now + DAY_MS, "again": now + (1 + cooldown_days) * DAY_MS} if rules.lacks(held) else {}
    planned = [Due(org=org, kind=KIND, subject=held.goal.id, step=step, due_at=at) for step, at in steps.items()]
    due.replan(unit, org, KIND, held.goal.id, planned)


def forget(unit: Unit, org: str, held: Agreement) -> None:
    due.cancel(unit, org, KIND, held.goal.id)


def subject(held: Agreement) -> str:
    """Return what a notice is about: the goal as it was then."""
    return f"{held.goal.id}/{held.goal.version}"


def latest(unit: Unit, org: str, _person: str, waiting: Sequence[Notice]) -> list[Notice]:
    """Return those of which nothing newer has happened to their goal: whoever reads one reads all there is."""
    return [one for one in waiting if (held := _about(unit, org, one)) is not None and one.subject == subject(held)]


def still_lacking(unit: Unit, org: str, _person: str, waiting: Sequence[Notice]) -> list[Notice]:
    return [one for one in waiting if (held := _about(unit, org, one)) is not None and rules.lacks(held)]


def _about(unit: Unit, org: str, one: Notice) -> Agreement | None:
    return goals.plain(unit, org, one.subject.partition("/")[0])
