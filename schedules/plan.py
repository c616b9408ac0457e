"""Once a week HR and whoever owns a task of a plan hear what it has for them: what is for now, late, or to decide."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

from domain import local_time
from domain import plan as rules
from domain.cycles import Cycle, State
from domain.plan import Standing
from schedules.schedule import Occasion
from storage import broadcasts_approval, notices, plan_seen
from storage.notices import Notice
from views import plan_mine as views
from views.plan_words import Seen

DAILY, WEEK = "plan.daily", "plan.week"  # the schedule, and the notice


def look_for_tasks(occasion: Occasion) -> None:
    """On each day, so that an outage costs a week nothing; what was sent in a week is not sent again in it."""
    unit, org = occasion.unit, occasion.due.org
    today = local_time.day_of(occasion.now, "UTC")
    left = [
        one
        for kept, plan in plan_seen.running(unit, org)
        if kept.cycle.state is State.OPEN and kept.cycle.period.holds(today)
        for one in _told(occasion, kept.cycle, plan_seen.on(unit, org, kept, plan, today))
    ]
    notices.leave(unit, org, left, now=occasion.now, rng=occasion.rng)


def _told(occasion: Occasion, cycle: Cycle, whole: Seen) -> Iterator[Notice]:
    """What is left for a week is worth nothing in the next, which has its own."""
    over = local_time.instant(rules.week_after(cycle, whole.week), time.min, "UTC")
    hr = {one.id for one in broadcasts_approval.hr(occasion.unit, occasion.due.org)}
    owners = {one.owner for one in whole.items if one.owner} - hr
    for person in sorted(hr | owners):
        is_hr = person in hr
        seen = whole if is_hr else plan_seen.own(whole, person)
        if _presses(seen) or (is_hr and seen.open_gates):
            card = views.this_week(seen, is_hr=is_hr)
            yield Notice(person=person, kind=WEEK, subject=f"{cycle.id}/{whole.week}", card=card, deadline=over)


def _presses(seen: Seen) -> bool:
    return any(one.standing in (Standing.NOW, Standing.LATE) for one in seen.items)
