"""Everybody gets each checkpoint on a morning of their own, on days on which people work."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import cycles_plan, working_days
from domain.contact import Calendar
from domain.cycles import Audience, Checkpoint, Kind, Ladder, Slot, State, Template
from domain.cycles_plan import Standing, Step
from tests.domain.test_cycles import DAY, EVIDENCE, MONDAY, OPEN

WEEKDAYS = Calendar()
SLOT = Slot(
    id="e", kind=Kind.EVIDENCE, title="E", prompt="P", audience=Audience.MANAGERS, week=2, days=11, ladder=Ladder()
)
PLAN = Template(id="t", label="T", weeks=4, slots=(SLOT,))


def days(checkpoint: Checkpoint, calendar: Calendar = WEEKDAYS) -> list[tuple[Step, int]]:
    """What it does, with the day counted from the first Monday."""
    return [(one.step, (one.on - MONDAY).days) for one in cycles_plan.steps(checkpoint, calendar)]


def test_a_checkpoint_opens_reminds_three_times_and_then_tells_a_manager_and_hr() -> None:
    """All in working days: two after a Friday is a Tuesday; for a week an answer is still taken."""
    assert days(EVIDENCE) == [
        (Step.OPENS, 7),
        (Step.REMINDER, 15),
        (Step.REMINDER, 17),
        (Step.DUE, 18),
        (Step.TO_MANAGER, 22),
        (Step.TO_HR, 25),
        (Step.CLOSES, 25),
    ]


def test_nobody_is_reminded_of_what_they_heard_of_the_same_day() -> None:
    """A checkpoint of one day opens and is over; one of two reminds once."""
    quiet = Ladder(manager_after=None, hr_after=None, grace=0)
    one_day = replace(EVIDENCE, due_on=EVIDENCE.opens_on, ladder=quiet)
    assert days(one_day) == [(Step.OPENS, 7), (Step.CLOSES, 7)]
    assert days(replace(one_day, due_on=EVIDENCE.opens_on + DAY)) == [(Step.OPENS, 7), (Step.DUE, 8), (Step.CLOSES, 8)]


def test_a_reminder_that_is_asked_for_twice_comes_once() -> None:
    """However the ladder was written down."""
    doubled = replace(EVIDENCE, ladder=Ladder(reminders=(1, 1, 0, 0), manager_after=None, hr_after=None))
    assert [step for step, _ in days(doubled)] == [Step.OPENS, Step.REMINDER, Step.DUE, Step.CLOSES]


def test_dates_of_a_template_move_to_days_on_which_people_work() -> None:
    """The opening later, the deadline earlier, never before the opening."""
    holidays = frozenset({MONDAY + 7 * DAY, MONDAY + 18 * DAY})
    [moved] = cycles_plan.checkpoints(PLAN, MONDAY, Calendar(holidays=holidays))
    assert (moved.opens_on, moved.due_on) == (MONDAY + 8 * DAY, MONDAY + 17 * DAY)
    short = replace(PLAN, slots=(replace(SLOT, days=0),))
    [opened] = cycles_plan.checkpoints(short, MONDAY, Calendar(holidays=holidays))
    assert opened.opens_on == opened.due_on == MONDAY + 8 * DAY
    assert cycles_plan.period(PLAN, MONDAY).end == MONDAY + 27 * DAY


def test_a_calendar_without_working_days_is_an_error_not_an_endless_loop() -> None:
    """HR hears of it while planning."""
    with pytest.raises(working_days.NoWorkingDayError):
        cycles_plan.checkpoints(PLAN, MONDAY, Calendar(weekdays=frozenset()))


def test_a_cycle_that_does_not_run_sends_nothing() -> None:
    """Neither a draft nor a paused or closed one; an open one what is still to come."""
    today = MONDAY + 17 * DAY
    assert min(one.on for one in cycles_plan.pending(OPEN, WEEKDAYS, today=today)) == today
    assert {one.checkpoint for one in cycles_plan.pending(OPEN, WEEKDAYS, today=MONDAY)} == {"e", "r", "x"}
    for state in set(State) - {State.OPEN}:
        assert cycles_plan.pending(replace(OPEN, state=state), WEEKDAYS, today=MONDAY) == ()


def test_an_answer_after_the_deadline_is_late_and_taken_until_the_grace_is_over() -> None:
    """In working days, on the calendar of whoever answers."""
    stands = {day: cycles_plan.standing(EVIDENCE, WEEKDAYS, today=MONDAY + day * DAY) for day in (6, 7, 18, 19, 25, 26)}
    assert list(stands.values()) == [
        Standing.NOT_YET,
        Standing.OPEN,
        Standing.OPEN,
        Standing.LATE,
        Standing.LATE,
        Standing.OVER,
    ]


def test_a_deadline_has_passed_when_its_day_has_ended_where_somebody_is() -> None:
    """Not where HR sits."""
    assert cycles_plan.deadline(EVIDENCE, "America/New_York") == _ms(datetime(2026, 1, 24, 5, tzinfo=UTC))


def test_a_step_keeps_its_name_when_dates_move() -> None:
    """So that what was sent is not sent again under another date."""
    later = replace(EVIDENCE, due_on=EVIDENCE.due_on + 7 * DAY)
    keys = [one.key for one in cycles_plan.steps(EVIDENCE, WEEKDAYS)]
    assert keys == ["opens", "reminder-3", "reminder-1", "due", "to_manager", "to_hr", "closes"]
    assert [one.key for one in cycles_plan.steps(later, WEEKDAYS)] == keys


calendars = st.builds(
    Calendar,
    weekdays=st.frozensets(st.integers(1, 7), min_size=1),
    holidays=st.frozensets(st.dates(date(2026, 1, 1), date(2026, 4, 30)), max_size=20),
)


@settings(max_examples=150)
@given(calendars, st.integers(1, 12), st.integers(0, 30), st.lists(st.integers(0, 8), max_size=4))
def test_whatever_the_calendar_steps_come_in_order_on_working_days(
    calendar: Calendar, week: int, length: int, reminders: list[int]
) -> None:
    """Never two reminders on a day, nothing before the opening, nothing on a day off."""
    slot = replace(SLOT, week=week, days=length, ladder=Ladder(reminders=tuple(reminders)))
    [planned] = cycles_plan.checkpoints(replace(PLAN, slots=(slot,)), MONDAY, calendar)
    steps = cycles_plan.steps(planned, calendar)
    assert all(calendar.is_working(one.on) for one in steps)
    assert [one.on for one in steps] == sorted(one.on for one in steps)
    assert steps[0].step is Step.OPENS
    reminded = [one.on for one in steps if one.step in {Step.REMINDER, Step.DUE}]
    assert len(reminded) == len(set(reminded))
    assert all(planned.opens_on < on <= planned.due_on for on in reminded)


def _ms(moment: datetime) -> int:
    return round((moment - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1))
