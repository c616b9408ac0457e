"""What people say of a plan: the latest word stands, and what they said before is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from content import plan as content
from domain.cycles import State
from domain.plan import Decided, Decision, Owner, Tick
from storage import cycles, plan, plan_seen
from storage.unit import Unit
from tests.storage.test_plan import DAY_MS, NOW, Desk, desk

__all__ = ["desk"]


def test_a_task_that_was_said_to_be_done_by_mistake_is_open_again(desk: Desk) -> None:
    """What showed it is kept: it was written once, and stands in the form the next time."""
    first, second = (Tick(shown_by=said, by="ana", at=NOW + at) for at, said in enumerate(("here", "there")))
    for said in (first, second):
        desk.happens(partial(plan.tick, org="org", cycle="c1", task="k01", said=said))
    read = desk.store.read
    assert read(lambda unit: plan.ticks(unit, "org", "c1")).result() == {"k01": second}
    desk.happens(partial(plan.untick, org="org", cycle="c1", task="k01", by="hana", at=NOW + 2))
    assert read(lambda unit: plan.ticks(unit, "org", "c1")).result() == {}
    assert read(lambda unit: plan.last_shown(unit, "org", "c1", "k01")).result() == "there"
    desk.happens(
        partial(plan.tick, org="org", cycle="c1", task="k01", said=Tick(shown_by="again", by="ana", at=NOW + 3))
    )
    assert read(lambda unit: plan.ticks(unit, "org", "c1")).result()["k01"].shown_by == "again"


def test_whoever_decides_again_does_not_unsay_what_was_decided(desk: Desk) -> None:
    """The plan says both, with why."""
    stop, go = (
        Decided(decision=one, reason=why, by="hana", at=NOW + at)
        for at, (one, why) in enumerate(((Decision.STOP, "I pressed wrongly"), (Decision.GO, "Both read it")))
    )
    for said in (stop, go):
        desk.happens(partial(plan.decide, org="org", cycle="c1", gate="c1", said=said))
    [found] = desk.store.read(lambda unit: plan.decisions(unit, "org", "c1")).result().values()
    assert (found.decision, found.reason, found.before) == (Decision.GO, "Both read it", stop)


def test_of_each_role_the_last_who_was_named_owns_its_tasks(desk: Desk) -> None:
    """And nobody where nobody is named any more."""
    for named in ({Owner.SPONSOR: "ana", Owner.ADMIN: "ben"}, {Owner.SPONSOR: "ben"}):
        desk.happens(partial(plan.name, org="org", cycle="c1", named=named))
    assert desk.store.read(lambda unit: plan.owners(unit, "org", "c1")).result() == {Owner.SPONSOR: "ben"}
    desk.happens(partial(plan.name, org="org", cycle="c1", named={}))
    assert desk.store.read(lambda unit: plan.owners(unit, "org", "c1")).result() == {}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_plan_of_a_cycle_that_was_closed_in_week_ten_went_no_further(desk: Desk) -> None:
    """Months later nothing of week 26 reads as if it had come."""
    whole = content.of_template("six_months")
    assert whole is not None

    def play(unit: Unit) -> list[tuple[int, bool]]:
        running = cycles.found(unit, "org", "c1")
        assert running is not None
        closed = replace(running, cycle=replace(running.cycle, state=State.CLOSED), closed_at=NOW + 65 * DAY_MS)
        days = (date(2026, 3, 10), date(2026, 9, 1))
        seen = [plan_seen.on(unit, "org", kept, whole, day) for kept in (running, closed) for day in days]
        return [(one.week, one.is_over) for one in seen]

    assert desk.store.read(play).result() == [(10, False), (35, False), (10, True), (10, True)]
