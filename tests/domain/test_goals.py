"""A goal pairs a result with the way to it and something to learn, so that nobody has to pick what is certain."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import goals
from domain.errors import StaleError
from domain.goals import Effect, Goal, Part, Result, State

DUE = date(2026, 6, 30)
PAIRED = Goal(
    id="g1",
    owner="sam",
    title="Shorten lead time",
    outcome="Lead time from six days to three",
    process="Review every incident within a week",
    learning="Name the two steps that wait longest",
    learn_by=date(2026, 3, 31),
    due_on=DUE,
)
ACTIVE = goals.activate(PAIRED)
LEARNED = "Two steps wait"


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"outcome": ""}, Part.OUTCOME),
        ({"process": "Work hard"}, Part.PROCESS),
        ({"process": PAIRED.outcome.upper()}, Part.PROCESS),
        ({"learning": " "}, Part.LEARNING),
        ({"learn_by": None}, Part.LEARNING),
        ({"learn_by": DUE + timedelta(days=1)}, Part.LEARNING),
    ],
)
def test_a_goal_that_lacks_a_part_does_not_start(changes: dict[str, object], part: Part) -> None:
    """The result said twice is no way to it; learning that comes after the end is none."""
    lacking = replace(PAIRED, **changes)  # type: ignore[arg-type]  # a table of changes
    assert goals.missing(lacking) == (part,)
    with pytest.raises(goals.NotPairedError):
        goals.activate(lacking)


def test_three_words_say_a_part_and_learning_may_come_on_the_last_day() -> None:
    """A goal starts once."""
    short = replace(PAIRED, process="Review each incident", learn_by=DUE)
    assert goals.missing(short) == ()
    assert goals.activate(short).version == 2
    with pytest.raises(StaleError):
        goals.activate(ACTIVE)


def test_a_goal_under_way_keeps_all_its_parts() -> None:
    """It can be changed by whoever has seen its last version; its owner and state stay."""
    changed = goals.edit(ACTIVE, replace(ACTIVE, title="Faster", owner="ben", state=State.ACHIEVED))
    assert (changed.title, changed.owner, changed.state, changed.version) == ("Faster", "sam", State.ACTIVE, 3)
    with pytest.raises(goals.NotPairedError):
        goals.edit(ACTIVE, replace(ACTIVE, learning=""))
    with pytest.raises(StaleError):
        goals.edit(ACTIVE, replace(ACTIVE, version=1))
    assert goals.edit(PAIRED, replace(PAIRED, learning="")).state is State.DRAFT
    with pytest.raises(StaleError):
        goals.edit(replace(ACTIVE, state=State.MISSED), replace(ACTIVE, state=State.MISSED))


@pytest.mark.parametrize(
    ("result", "state", "effect"),
    [
        (Result(outcome_met=True, process_met=False), State.ACHIEVED, Effect.SUPPORTS),
        (Result(outcome_met=False, process_met=True, learned=LEARNED), State.LEARNED, Effect.NEVER_AGAINST),
        (Result(outcome_met=False, process_met=True, learned="A lot"), State.MISSED, Effect.OPEN),
        (Result(outcome_met=False, process_met=False, learned=LEARNED), State.MISSED, Effect.OPEN),
    ],
)
def test_a_missed_result_with_the_way_kept_and_the_learning_written_down_is_no_failure(
    result: Result, state: State, effect: Effect
) -> None:
    """It closes as learned, and never counts against anybody."""
    closed = goals.close(ACTIVE, result)
    assert (closed.state, goals.effect(closed), closed.version) == (state, effect, 3)


@given(st.booleans(), st.booleans(), st.text())
def test_whatever_was_written_only_a_missed_way_or_missing_words_can_count(met: bool, kept: bool, said: str) -> None:
    """Nobody whose result was missed is worse off for having kept to the way and told what they learned."""
    closed = goals.close(ACTIVE, Result(outcome_met=met, process_met=kept, learned=said))
    can_count = goals.effect(closed) is Effect.OPEN
    assert can_count == (not met and not (kept and Result(learned=said).has_learned))


def test_a_goal_is_closed_once_both_are_said() -> None:
    """Not before it started, and not twice."""
    for result in (Result(process_met=True), Result(outcome_met=True)):
        with pytest.raises(goals.NotOverError):
            goals.close(ACTIVE, result)
    done = Result(outcome_met=True, process_met=True)
    for goal in (PAIRED, goals.close(ACTIVE, done)):
        with pytest.raises(StaleError):
            goals.close(goal, done)


def test_what_is_learned_later_still_counts() -> None:
    """A missed goal becomes a learned one; nothing else is changed after the end."""
    missed = goals.close(ACTIVE, Result(outcome_met=False, process_met=True))
    late = Result(outcome_met=False, process_met=True, learned=LEARNED)
    assert (goals.add_learning(missed, late).state, goals.add_learning(missed, late).version) == (State.LEARNED, 4)
    with pytest.raises(StaleError):
        goals.add_learning(goals.add_learning(missed, late), late)


def test_a_goal_is_dropped_with_a_reason_and_then_forgotten_in_reviews() -> None:
    """Plans change; that is nobody's fault."""
    dropped = goals.drop(ACTIVE, "The product was sold")
    assert (dropped.state, goals.effect(dropped), dropped.version) == (State.DROPPED, Effect.NONE, 3)
    with pytest.raises(goals.WhyMissingError):
        goals.drop(ACTIVE, "No")
    with pytest.raises(StaleError):
        goals.drop(dropped, "The product was sold")


def test_who_holds_no_paired_goal_is_found() -> None:
    """A draft or a dropped one is none."""
    others = [replace(ACTIVE, owner="ben", state=State.LEARNED), replace(ACTIVE, owner="cleo", state=State.DROPPED)]
    others.append(replace(PAIRED, owner="ana"))
    assert goals.unpaired(["ana", "sam", "ben", "cleo"], [ACTIVE, *others]) == ("ana", "cleo")
