"""The plan: which week it is, how tasks stand, and which questions wait for an answer."""

from __future__ import annotations

from datetime import date

import pytest

from content import plan as content
from domain import cycles
from domain import plan as rules
from domain.contact import Calendar
from domain.cycles import Cycle, State
from domain.evidence import Period
from domain.plan import NAMED, Auto, Check, Owner, Plan, Standing, Tick

CYCLE = Cycle(
    id="c1",
    name="Pilot",
    period=Period(start=date(2026, 1, 5), end=date(2026, 7, 5)),
    checkpoints=(),
    framework="default",
    framework_version=1,
    state=State.OPEN,
)
TICK = Tick(shown_by="https://example.org/why", by="fay", at=0)


@pytest.fixture(scope="module")
def plan() -> Plan:
    found = content.of_template("six_months")
    assert found is not None
    return found


@pytest.mark.parametrize(("on", "week"), [(4, 0), (5, 1), (11, 1), (12, 2)])
def test_the_first_week_begins_with_the_first_day(on: int, week: int) -> None:
    """Before it there is none, which is told as week 0."""
    assert rules.week_of(CYCLE, date(2026, 1, on)) == week


def test_a_pause_makes_nothing_late() -> None:
    """The plan goes on where it stood, as the checkpoints do: a week that was begun is a whole one."""
    paused = cycles.pause(CYCLE, today=date(2026, 4, 8))
    assert [rules.week_of(paused, date(2026, month, 8)) for month in (4, 5)] == [14, 14]
    resumed = cycles.resume(paused, today=date(2026, 5, 6), calendar=Calendar())
    assert [rules.week_of(resumed, date(2026, 5, day)) for day in (6, 10, 11)] == [14, 14, 15]
    assert rules.week_after(resumed, 14) == date(2026, 5, 11)
    again = cycles.resume(cycles.pause(resumed, today=date(2026, 5, 11)), today=date(2026, 5, 18), calendar=Calendar())
    assert rules.week_of(again, date(2026, 5, 18)) == 15


def test_a_share_is_rounded_up_and_nothing_is_never_done() -> None:
    """80 % of 6 people are 5; where there is nobody, nobody was reached."""
    assert [rules.share(have, 6, 80).is_done for have in (4, 5)] == [False, True]
    assert not rules.NOTHING.is_done
    assert rules.reached(25, 20) == Check(have=25, of=25, need=20)


def test_what_the_store_can_tell_nobody_ticks(plan: Plan) -> None:
    """A tick on such a task counts for nothing; and what only its owner knows, the store does not claim."""
    every = {task.id: TICK for task in plan.tasks}
    ticked = rules.items(plan, {}, every, {}, week=27)
    assert {one.task.auto for one in ticked if one.standing is Standing.DONE} == rules.BY_HAND
    told = rules.items(plan, {task.id: rules.reached(1, 1) for task in plan.tasks}, {}, {}, week=27)
    assert {one.task.auto for one in told if one.standing is Standing.LATE} == rules.BY_HAND


def test_a_task_is_late_once_its_week_is_over(plan: Plan) -> None:
    """In its week it is for now, before that for later; done is done in any week."""
    first = plan.tasks[0]
    assert first.week == 1
    for week, standing in ((0, Standing.LATER), (1, Standing.NOW), (2, Standing.LATE)):
        assert rules.items(plan, {}, {}, {}, week=week)[0].standing is standing
    assert rules.items(plan, {}, {first.id: TICK}, {}, week=2)[0].standing is Standing.DONE
    assert rules.counted(rules.items(plan, {}, {}, {}, week=0))[Standing.LATER] == len(plan.tasks)


def test_a_task_belongs_to_whoever_was_named_for_its_role(plan: Plan) -> None:
    """HR and managers need not be named: they are known."""
    found = rules.items(plan, {}, {}, {Owner.SPONSOR: "ana"}, week=1)
    assert {one.owner for one in found if one.task.owner is Owner.SPONSOR} == {"ana"}
    assert {one.owner for one in found if one.task.owner is not Owner.SPONSOR} == {None}
    assert set(Owner) - set(NAMED) == {Owner.HR, Owner.MANAGER}


def test_a_question_waits_from_its_week_on_until_it_is_decided(plan: Plan) -> None:
    """Six of them in half a year."""
    assert [one.id for one in rules.waiting(plan, (), week=8)] == ["c1", "c2"]
    assert [one.id for one in rules.waiting(plan, ("c1",), week=8)] == ["c2"]
    assert len(plan.gates) == 6


def test_the_shipped_plan_is_read_whole(plan: Plan) -> None:
    """23 tasks within its 26 weeks, each found by its id; a cycle without phases has no plan."""
    assert len(plan.tasks) == 23
    assert {one.week for one in plan.tasks} <= set(range(1, plan.weeks + 1))
    assert plan.task("k07") is not None
    assert plan.gate("c9") is None
    assert {one.auto for one in plan.tasks} == set(Auto)
    assert content.of_template("quarter") is None
