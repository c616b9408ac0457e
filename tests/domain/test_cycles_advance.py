"""HR brings the next checkpoint forward, and reads first what that changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain import cycles, cycles_advance, cycles_order
from domain.contact import Calendar
from domain.cycles import Kind, State
from domain.cycles_advance import Caution, HasOpenedError
from domain.cycles_order import AnotherRatingError, NoDaysError
from domain.cycles_plan import Step
from domain.errors import StaleError
from tests.domain.test_cycles import DAY, EVIDENCE, MONDAY, OPEN, RATING, RELEASE, checkpoint

CALENDAR = Calendar()
TUESDAY = MONDAY + DAY


def test_the_next_checkpoint_is_the_first_that_has_not_opened() -> None:
    """On the day it opens the one after it is the next; at the end there is none."""
    assert cycles_advance.coming(OPEN, today=MONDAY) == EVIDENCE
    assert cycles_advance.coming(OPEN, today=EVIDENCE.opens_on) == RATING
    assert cycles_advance.coming(OPEN, today=RELEASE.opens_on) is None


@pytest.mark.parametrize("state", [State.DRAFT, State.PAUSED, State.CLOSED])
def test_only_a_cycle_that_runs_has_a_next_one(state: State) -> None:
    """In a pause nothing opens, so nothing is brought forward either."""
    stopped = replace(OPEN, state=state, paused_on=MONDAY if state is State.PAUSED else None)
    assert cycles_advance.coming(stopped, today=MONDAY) is None
    with pytest.raises(StaleError):
        cycles_advance.open_now(stopped, EVIDENCE, today=MONDAY)


def test_people_get_more_time_and_not_another_deadline() -> None:
    """It opens today; the reminders before its deadline stay where they were."""
    seen = cycles_advance.preview(OPEN, EVIDENCE, CALENDAR, today=TUESDAY)
    assert (seen.after.opens_on, seen.after.due_on) == (TUESDAY, EVIDENCE.due_on)
    assert [one.step for one in seen.later] == [Step.REMINDER, Step.REMINDER, Step.DUE, Step.TO_MANAGER, Step.TO_HR]
    assert (seen.cautions, seen.evidence_until) == ((), None)
    moved = cycles_advance.open_now(OPEN, EVIDENCE, today=TUESDAY)
    assert moved.cycle.checkpoint(EVIDENCE.id) == seen.after
    assert not moved.is_news


def test_what_has_opened_is_not_opened_again() -> None:
    """Nobody is asked twice."""
    with pytest.raises(HasOpenedError):
        cycles_advance.open_now(OPEN, EVIDENCE, today=EVIDENCE.opens_on)


def test_a_rating_that_opens_early_takes_evidence_until_the_day_before() -> None:
    """HR reads that first: what happens afterwards does not count for it."""
    today = RATING.opens_on - timedelta(days=14)
    assert cycles_advance.preview(OPEN, RATING, CALENDAR, today=today).evidence_until == today - DAY


def test_hr_reads_what_speaks_against_it() -> None:
    """A day off, and results that would come before a rating is due."""
    sunday = RATING.opens_on - DAY
    assert cycles_advance.preview(OPEN, RATING, CALENDAR, today=sunday).cautions == (Caution.DAY_OFF,)
    early = cycles_advance.preview(OPEN, RELEASE, CALENDAR, today=RATING.due_on - DAY)
    assert early.cautions == (Caution.OUT_OF_ORDER,)


def test_second_ratings_keep_the_rating_they_are_of() -> None:
    """They do not open before it, and it does not open after them; what has opened is no reason to refuse."""
    later, second = checkpoint("r2", Kind.RATING, 70, 75), checkpoint("s2", Kind.SECOND_RATING, 72, 76)
    cycle = replace(OPEN, checkpoints=(RATING, later, second))
    with pytest.raises(AnotherRatingError):
        cycles_advance.preview(cycle, second, CALENDAR, today=later.opens_on - DAY)
    assert cycles_advance.open_now(cycle, second, today=later.opens_on).after.opens_on == later.opens_on
    put_off = cycles.move(cycle, replace(later, opens_on=second.due_on, due_on=second.due_on), today=MONDAY)
    with pytest.raises(AnotherRatingError):
        cycles_order.require(cycle, put_off.cycle)


def test_a_rating_has_days_to_rest_on() -> None:
    """It opens after the first day of the cycle, and not with another rating; a draft may yet be put in order."""
    with pytest.raises(NoDaysError):
        cycles_advance.open_now(OPEN, RATING, today=MONDAY)
    assert cycles_advance.open_now(OPEN, RATING, today=TUESDAY).after.opens_on == TUESDAY
    same_day = replace(OPEN, checkpoints=(*OPEN.checkpoints, replace(RATING, id="r2")))
    with pytest.raises(NoDaysError):
        cycles_order.require(OPEN, same_day)
    cycles_order.require(same_day, same_day)
    cycles_order.require(replace(OPEN, state=State.DRAFT), same_day)
