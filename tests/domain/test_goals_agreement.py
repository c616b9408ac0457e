"""A goal is agreed by two: whoever of them writes it, the other one agrees; and only as they have read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain import goals_agreement as rules
from domain.errors import StaleError
from domain.goals import Goal, NotPairedError, Part, Result, State
from domain.goals_agreement import Agreement, NotYoursToAgreeError, Problem
from domain.policy import Condition

TODAY = date(2026, 9, 21)
GOAL = Goal(
    id="g",
    owner="ben",
    title="Fewer repeat incidents",
    outcome="Cut repeat incidents in checkout by a third",
    process="Verify review actions within thirty days",
    learning="Explain one failure class with data",
    learn_by=TODAY + timedelta(days=80),
    due_on=TODAY + timedelta(days=180),
)
DRAFT = replace(GOAL, process="")


def proposed(by: str = "ben") -> Agreement:
    return rules.begin(GOAL, by, alone=False)


def agreed() -> Agreement:
    return rules.agree(proposed(), "mara", version=1)


def changing(by: str = "mara") -> Agreement:
    one = agreed()
    return rules.write(one, replace(one.goal, outcome="Cut repeat incidents in checkout by half"), by, alone=False)


def test_a_goal_that_lacks_a_part_is_its_authors_alone() -> None:
    """Nobody is asked, and nobody else reads it."""
    one = rules.begin(DRAFT, "ben", alone=False)
    assert rules.lacks(one) == (Part.PROCESS,)
    assert rules.conditions(one) == {Condition.UNSENT, Condition.CHANGEABLE}
    assert not rules.waits_for(one, "mara")
    with pytest.raises(StaleError):
        rules.agree(one, "mara", version=1)


@pytest.mark.parametrize(("writer", "other"), [("ben", "mara"), ("mara", "ben")])
def test_either_writes_and_the_other_agrees(writer: str, other: str) -> None:
    """Nobody agrees to their own words."""
    one = proposed(writer)
    assert rules.waits_for(one, other)
    assert rules.conditions(one) == {Condition.PROPOSED, Condition.CHANGEABLE}
    with pytest.raises(NotYoursToAgreeError):
        rules.agree(one, writer, version=1)
    assert rules.agree(one, other, version=1).goal.state is State.ACTIVE


def test_whoever_leads_the_person_now_agrees_for_their_side() -> None:
    """Not whoever led them when it was put forward."""
    assert rules.agree(proposed(), "the new manager", version=1).goal.state is State.ACTIVE


def test_with_nobody_above_the_goal_starts_by_itself() -> None:
    """There is nobody to ask."""
    one = rules.begin(GOAL, "ceo", alone=True)
    assert one.goal.state is State.ACTIVE
    changed = rules.write(one, replace(one.goal, title="Other"), "ceo", alone=True)
    assert (changed.goal.title, changed.change) == ("Other", None)


def test_one_agrees_only_to_what_one_has_read() -> None:
    """Changed meanwhile, it has to be read again."""
    one = rules.write(proposed(), replace(GOAL, guard="No unplanned data loss"), "ben", alone=False)
    with pytest.raises(StaleError):
        rules.agree(one, "mara", version=1)


def test_who_changes_a_proposal_asks_the_other_in_turn() -> None:
    """It goes to and fro until both say the same."""
    one = rules.write(proposed("ben"), replace(GOAL, title="Less"), "mara", alone=False)
    assert rules.waits_for(one, "ben")
    assert not rules.waits_for(one, "mara")


def test_a_goal_under_way_holds_until_the_other_side_agrees_to_a_change() -> None:
    """Nobody moves the posts alone."""
    one = changing()
    assert one.goal.outcome == GOAL.outcome
    assert one.goal.state is State.ACTIVE
    assert rules.waits_for(one, "ben")
    changed = rules.agree(one, "ben", version=one.goal.version)
    assert changed.goal.outcome.endswith("by half")
    assert (changed.change, changed.goal.state) == (None, State.ACTIVE)


def test_a_change_can_be_declined() -> None:
    """Then everything is as it was; each step is a version of its own, so that nobody acts on an older one."""
    one = changing()
    kept = rules.keep(one)
    assert (kept.goal.outcome, kept.change) == (GOAL.outcome, None)
    assert [each.goal.version for each in (agreed(), one, kept)] == [2, 3, 4]
    with pytest.raises(StaleError):
        rules.agree(kept, "ben", version=one.goal.version)
    with pytest.raises(StaleError):
        rules.keep(kept)


def test_what_was_put_forward_keeps_its_parts() -> None:
    """Else what the other side reads would turn back into somebody's draft."""
    for one in (proposed(), agreed()):
        with pytest.raises(NotPairedError):
            rules.write(one, replace(one.goal, learning=""), "ben", alone=False)


def test_a_missed_goal_still_becomes_a_learned_one() -> None:
    """With the way kept, from the moment the learning is written down."""
    one = rules.close(agreed(), Result(outcome_met=False, process_met=True))
    assert one.goal.state is State.MISSED
    assert Condition.CHANGEABLE in rules.conditions(one)
    assert rules.add_learning(one, "The export was never the bottleneck").goal.state is State.LEARNED
    lax = rules.close(agreed(), Result(outcome_met=False, process_met=False))
    assert rules.add_learning(lax, "The export was never the bottleneck").goal.state is State.MISSED


def test_what_is_over_is_changed_no_more() -> None:
    """Neither what was reached nor what was dropped; a change that waited goes with it."""
    over = rules.close(changing(), Result(outcome_met=True, process_met=True))
    dropped = rules.drop(changing(), "The product was given up")
    assert rules.lacks(rules.drop(rules.begin(DRAFT, "ben", alone=False), "The product was given up")) == ()
    for one in (over, dropped):
        assert rules.conditions(one) == {Condition.PROPOSED}
        assert one.change is None
        with pytest.raises(StaleError):
            rules.write(one, one.goal, "ben", alone=False)


def test_days_are_checked_as_they_are_written() -> None:
    """A day that has passed since it was written is no reason to refuse another change."""
    yesterday = TODAY - timedelta(days=1)
    late = replace(GOAL, title=" ", due_on=yesterday, learn_by=None)
    assert rules.problems(late, None, today=TODAY) == {"title": Problem.UNTITLED, "due_on": Problem.DAY_OVER}
    assert rules.problems(replace(late, title="A"), late, today=TODAY) == {}
    past = replace(GOAL, learn_by=yesterday)
    assert rules.problems(past, None, today=TODAY) == {"learn_by": Problem.DAY_OVER}
    assert rules.problems(past, past, today=TODAY) == {}
    today = replace(GOAL, due_on=TODAY, learn_by=TODAY)
    assert rules.problems(today, None, today=TODAY) == {}
    after = replace(GOAL, learn_by=GOAL.due_on + timedelta(days=1))
    assert rules.problems(after, None, today=TODAY) == {"learn_by": Problem.LEARNED_TOO_LATE}
