"""HR brings the next checkpoint forward, and reads first what that changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain import cycles_advance
from domain.contact import Calendar
from domain.cycles import State
from domain.cycles_advance import Caution, HasOpenedError
from domain.cycles_plan import Step
from domain.errors import StaleError
from tests.domain.test_cycles import DAY, EVIDENCE, MONDAY, OPEN, RATING, RELEASE

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
