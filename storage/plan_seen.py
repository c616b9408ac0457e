"""The plan of a cycle as people see it on a day: put together whole, or cut down to what somebody owns of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from content import plan as content
from domain import plan as rules
from domain.cycles import State
from domain.plan import Plan
from storage import cycles, people, plan, plan_checks
from storage.cycles import Kept
from storage.unit import Unit
from views.plan_words import Seen


def running(unit: Unit, org: str) -> list[tuple[Kept, Plan]]:
    """Return the running cycles that have a plan, with it, the one that began last first."""
    every = reversed(cycles.running(unit, org))
    return [(kept, found) for kept in every if (found := content.of_template(kept.template))]


def on(unit: Unit, org: str, kept: Kept, whole: Plan, today: date) -> Seen:
    """Return all of it as it is on a day; once the cycle is closed its weeks do not go on."""
    cycle = kept.cycle
    owners, ticks = plan.owners(unit, org, cycle.id), plan.ticks(unit, org, cycle.id)
    week = rules.week_of(cycle, cycles.last_seen(unit, org, kept, today))
    decided = plan.decisions(unit, org, cycle.id)
    named = {*owners.values(), *(one.by for one in ticks.values()), *(one.by for one in decided.values())}
    return Seen(
        cycle=cycle.id,
        title=cycle.name,
        week=week,
        plan=whole,
        items=rules.items(whole, plan_checks.checks(unit, org, kept, whole, today), ticks, owners, week=week),
        decided=decided,
        names={one.id: one.name for one in people.by_ids(unit, org, named).values()} if named else {},
        is_over=cycle.state is State.CLOSED,
    )


def own(whole: Seen, person: str) -> Seen:
    """Return the part of it that somebody was named for."""
    return replace(whole, items=tuple(one for one in whole.items if one.owner == person), decided={})
