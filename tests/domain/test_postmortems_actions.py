"""What follows from a post-mortem: taken on, moved in time, done, and verified by somebody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain import postmortems_actions as rules
from domain.errors import StaleError
from domain.postmortems_actions import MOST, Action, Flaw, Kept, Kind, OwnWorkError, Plan, State, TooManyError

DUE = date(2026, 10, 20)
PLAN = Plan(owner="ben", due_on=DUE, tracker="https://tracker.example.org/42", check="The retry test fails without it")
NEW = Action(id="a1", postmortem="p1", author="ana", kind=Kind.PREVENT, words="Add a time-out to each charge")
TAKEN = rules.take_on(NEW, PLAN)
QUARTER = (date(2026, 10, 1), date(2027, 1, 1))


def verified(action: Action, on: date) -> Action:
    return rules.verify(
        rules.finish(action, "ben", "It is in"), "chi", "The test is red without it", works=True, today=on
    )


def test_somebody_else_verifies_what_was_done() -> None:
    """Its owner says that it is done, and another looks."""
    done = rules.finish(TAKEN, "ben", "It is in")
    with pytest.raises(OwnWorkError):
        rules.verify(done, "ben", "I looked", works=True, today=DUE)
    found = rules.verify(done, "chi", "I saw it", works=True, today=DUE)
    assert (found.state, found.verified_by, found.verified_on) == (State.VERIFIED, "chi", DUE)


def test_neither_its_owner_nor_who_says_that_it_is_done_verifies_it() -> None:
    """Ana wrote down that Ben's is done: both of them look at their own word."""
    done = rules.finish(TAKEN, "ana", "It is in")
    assert [rules.may_verify(done, who) for who in ("ana", "ben", "chi")] == [False, False, True]
    with pytest.raises(OwnWorkError):
        rules.verify(done, "ana", "I looked", works=True, today=DUE)


def test_it_is_handed_over_by_the_same_date() -> None:
    """Whoever gets it may move it like any other."""
    plan = rules.hand_over(TAKEN, "chi").plan
    assert plan == replace(PLAN, owner="chi")


@pytest.mark.parametrize(("days", "due"), [(0, 0), (1, 1)])
def test_what_its_owner_can_t_see_to_is_a_recommendation_again(days: int, due: int) -> None:
    """In time that is planning; once its date has passed, that date was missed."""
    back = rules.hand_back(TAKEN, today=DUE + timedelta(days=days))
    assert (back.state, back.plan) == (State.RECOMMENDED, None)
    assert rules.kept([back], *QUARTER) == Kept(due=due, verified=0, moved=0)


def test_what_does_not_work_yet_goes_back_to_its_owner() -> None:
    """With what was seen."""
    back = rules.verify(rules.finish(TAKEN, "ben", "It is in"), "chi", "Refunds lack it", works=False, today=DUE)
    assert (back.state, back.outcome, back.verified_by) == (State.TAKEN_ON, "Refunds lack it", None)


@pytest.mark.parametrize(
    ("wrong", "flaws"),
    [
        ({"tracker": "the board"}, {"tracker": Flaw.NO_LINK}),
        ({"due_on": date(2026, 9, 21)}, {"due_on": Flaw.PAST}),
        ({"due_on": date(2028, 1, 1)}, {"due_on": Flaw.FAR}),
        ({}, {}),
    ],
)
def test_a_plan_has_a_day_to_come_and_a_place_in_a_tracker(wrong: dict[str, object], flaws: dict[str, Flaw]) -> None:
    """Told by its field."""
    plan = replace(PLAN, **wrong)  # type: ignore[arg-type]  # a case
    assert rules.flaws(plan, today=date(2026, 9, 21)) == flaws


def test_it_goes_one_way() -> None:
    """What is not taken on is not done, and what is verified is over."""
    with pytest.raises(StaleError):
        rules.finish(NEW, "ben", "done")
    with pytest.raises(StaleError):
        rules.decline(verified(TAKEN, DUE), "no", today=DUE)
    with pytest.raises(StaleError):
        rules.take_on(TAKEN, PLAN)


def test_there_are_not_more_than_can_be_done() -> None:
    """What was declined makes room."""
    others = [replace(NEW, id=str(number)) for number in range(MOST)]
    with pytest.raises(TooManyError):
        rules.recommend(NEW, others)
    assert rules.recommend(NEW, [rules.decline(others[0], "no", today=DUE), *others[1:]]) == NEW


def test_verified_within_thirty_days_of_its_date_is_kept() -> None:
    """A day later is not."""
    assert rules.kept([verified(TAKEN, DUE + timedelta(days=30))], *QUARTER) == Kept(due=1, verified=1, moved=0)
    assert rules.kept([verified(TAKEN, DUE + timedelta(days=31))], *QUARTER) == Kept(due=1, verified=0, moved=0)
    assert rules.kept([TAKEN], *QUARTER) == Kept(due=1, verified=0, moved=0)


def test_moved_before_its_date_is_planning() -> None:
    """It counts where it was, as moved, and where it is now."""
    moved = rules.move(TAKEN, date(2027, 1, 15), "The vendor is late", today=DUE)
    assert rules.kept([moved], *QUARTER) == Kept(due=1, verified=0, moved=1)
    assert rules.kept([moved], date(2027, 1, 1), date(2027, 4, 1)) == Kept(due=1, verified=0, moved=0)


def test_moved_or_declined_after_its_date_was_missed() -> None:
    """However well it goes from then on."""
    late = DUE + timedelta(days=1)
    moved = rules.move(TAKEN, date(2027, 1, 15), "We forgot", today=late)
    for one in (verified(moved, late), rules.decline(TAKEN, "We forgot", today=late)):
        assert rules.kept([one], *QUARTER) == Kept(due=1, verified=0, moved=0)
        assert rules.kept([one], date(2027, 1, 1), date(2027, 4, 1)) == Kept(due=0, verified=0, moved=0)
    assert rules.kept([rules.decline(TAKEN, "No longer there", today=DUE)], *QUARTER) == Kept(
        due=0, verified=0, moved=0
    )


def test_moved_to_the_same_day_is_not_moved() -> None:
    """A date agreed again is another date."""
    assert rules.move_flaws(TAKEN, DUE, today=DUE - timedelta(days=3)) == {"due_on": Flaw.SAME}


def test_it_is_late_from_the_day_after_until_it_is_done() -> None:
    """On its day it is not."""
    assert [rules.is_late(TAKEN, today=DUE + timedelta(days=days)) for days in (0, 1)] == [False, True]
    assert not rules.is_late(rules.finish(TAKEN, "ben", "It is in"), today=DUE + timedelta(days=9))
