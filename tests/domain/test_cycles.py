"""A review cycle opens when it is ready, can be paused and moved, and closes; nobody loses time by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain import cycles, cycles_calls
from domain.contact import Calendar
from domain.cycles import Audience, Checkpoint, Cycle, Flaw, Kind, State
from domain.errors import StaleError
from domain.evidence import Period

MONDAY = date(2026, 1, 5)
DAY = timedelta(days=1)


def checkpoint(id: str, kind: Kind, opens: int, due: int) -> Checkpoint:
    """Days are counted from the first Monday."""
    return Checkpoint(
        id=id,
        kind=kind,
        title="Title",
        prompt="Prompt",
        audience=Audience.MANAGERS,
        opens_on=MONDAY + opens * DAY,
        due_on=MONDAY + due * DAY,
    )


EVIDENCE = checkpoint("e", Kind.EVIDENCE, 7, 18)
RATING = checkpoint("r", Kind.RATING, 42, 53)
AGAIN = checkpoint("r2", Kind.RATING, 50, 57)
RELEASE = checkpoint("x", Kind.RELEASE, 56, 60)
DRAFT = Cycle(
    id="c",
    name="First half",
    period=Period(start=MONDAY, end=MONDAY + 90 * DAY),
    checkpoints=(EVIDENCE, RATING, RELEASE),
    framework="default",
    framework_version=1,
)
OPEN = replace(DRAFT, state=State.OPEN)


def opened(cycle: Cycle, today: date = MONDAY, people: int = 6) -> Cycle:
    return cycles.open_cycle(cycle, today=today, people=people, is_approved=True)


def test_a_cycle_that_is_ready_opens_once() -> None:
    """Then it can be paused, go on, and close."""
    cycle = opened(DRAFT)
    assert cycle.state is State.OPEN
    with pytest.raises(StaleError):
        opened(cycle)
    assert cycles.close(cycles.pause(cycle, today=MONDAY)).state is State.CLOSED
    for change in (cycles.close, lambda one: cycles.pause(one, today=MONDAY)):
        with pytest.raises(StaleError):
            change(cycles.close(cycle))


def test_the_smallest_cycle_is_one_day_for_one_person() -> None:
    """With a name as long as a heading holds, and nothing to release."""
    one_day = replace(EVIDENCE, opens_on=MONDAY, due_on=MONDAY)
    assert opened(replace(DRAFT, name="x" * 75, checkpoints=(one_day,)), people=1).state is State.OPEN


@pytest.mark.parametrize(
    ("changes", "flaw"),
    [
        ({"name": " "}, Flaw.NO_NAME),
        ({"name": "x" * 76}, Flaw.NO_NAME),
        ({"checkpoints": ()}, Flaw.EMPTY),
        ({"checkpoints": (EVIDENCE, replace(EVIDENCE, kind=Kind.PULSE))}, Flaw.TWICE),
        ({"checkpoints": (replace(EVIDENCE, due_on=MONDAY),)}, Flaw.BACKWARD),
        ({"checkpoints": (checkpoint("e", Kind.EVIDENCE, 91, 95),)}, Flaw.OUTSIDE),
        ({"checkpoints": (RELEASE,)}, Flaw.OUT_OF_ORDER),
        ({"checkpoints": (EVIDENCE, RELEASE)}, Flaw.OUT_OF_ORDER),
        ({"checkpoints": (replace(RATING, due_on=RELEASE.opens_on + DAY), RELEASE)}, Flaw.OUT_OF_ORDER),
        ({"checkpoints": (RATING, AGAIN, RELEASE)}, Flaw.OUT_OF_ORDER),
        ({"checkpoints": (checkpoint("r", Kind.RATING, 0, 5),)}, Flaw.NO_DAYS),
        ({"checkpoints": (RATING, replace(RATING, id="r2"))}, Flaw.NO_DAYS),
    ],
)
def test_a_cycle_that_is_not_ready_says_what_it_lacks(changes: dict[str, object], flaw: Flaw) -> None:
    """And stays a draft."""
    cycle = replace(DRAFT, **changes)  # type: ignore[arg-type]  # a table of changes
    assert cycles.problems(cycle, today=MONDAY, people=6, is_approved=True) == (flaw,)
    with pytest.raises(cycles.NotReadyError):
        opened(cycle)


def test_what_a_cycle_rests_on_is_asked_for_too() -> None:
    """People, approved competencies, and a first day that has not passed."""
    found = cycles.problems(DRAFT, today=MONDAY + DAY, people=0, is_approved=False)
    assert found == (Flaw.STARTED, Flaw.NOT_APPROVED, Flaw.NOBODY)


def test_after_a_pause_people_have_as_many_working_days_as_before() -> None:
    """What was over stays; what was open keeps its first day; what was to come moves as a whole."""
    calendar = Calendar()
    paused = cycles.pause(replace(OPEN, checkpoints=(EVIDENCE, RATING)), today=MONDAY + 45 * DAY)  # a Thursday
    going = cycles.resume(paused, today=MONDAY + 49 * DAY, calendar=calendar)  # Monday: two working days were lost
    assert (going.state, going.paused_on) == (State.OPEN, None)
    assert going.checkpoints[0] == EVIDENCE
    assert going.checkpoints[1] == replace(RATING, due_on=RATING.due_on + 4 * DAY)  # Friday, and two days: Tuesday
    later = cycles.resume(cycles.pause(OPEN, today=MONDAY + 21 * DAY), today=MONDAY + 28 * DAY, calendar=calendar)
    with pytest.raises(StaleError):
        cycles.resume(later, today=MONDAY + 29 * DAY, calendar=calendar)
    assert (later.checkpoints[1].opens_on, later.checkpoints[2].due_on) == (
        RATING.opens_on + 7 * DAY,
        MONDAY + 67 * DAY,
    )


def test_what_is_due_on_the_day_of_a_pause_is_not_over() -> None:
    """What opens that day has opened, for some have heard of it already: both get the days that follow."""
    cycle = replace(OPEN, checkpoints=(EVIDENCE, replace(RATING, opens_on=EVIDENCE.due_on)))
    paused = cycles.pause(cycle, today=EVIDENCE.due_on)
    going = cycles.resume(paused, today=EVIDENCE.due_on + 7 * DAY, calendar=Calendar())
    moved = [(one.opens_on, one.due_on) for one in going.checkpoints]
    week = 7 * DAY
    assert moved[0] == (EVIDENCE.opens_on, EVIDENCE.due_on + week)
    assert moved[1] == (EVIDENCE.due_on, RATING.due_on + week)
    assert cycles_calls.moved_by_pause(paused, going) == going.checkpoints


def test_what_is_late_but_still_taken_is_not_over_by_a_pause() -> None:
    """Its grace goes on where it stood; past its grace it stays as it was."""
    for late, days in ((3, 7), (7, 7), (8, 0)):  # its grace ends on the Friday, seven days after it was due
        day = EVIDENCE.due_on + late * DAY
        paused = cycles.pause(OPEN, today=day)
        going = cycles.resume(paused, today=day + 7 * DAY, calendar=Calendar())
        assert going.checkpoints[0].due_on == EVIDENCE.due_on + days * DAY


def test_what_is_moved_in_a_pause_stays_where_it_was_moved() -> None:
    """Its people hear of it as the cycle goes on; once that day has passed as well, they get their time back."""
    paused = cycles.pause(OPEN, today=MONDAY + 9 * DAY)
    chosen = replace(EVIDENCE, due_on=MONDAY + 25 * DAY)
    moved = cycles.move(paused, chosen, today=MONDAY + 16 * DAY)
    going = cycles.resume(moved.cycle, today=MONDAY + 18 * DAY, calendar=Calendar())
    assert going.checkpoints[0] == chosen
    assert cycles_calls.moved_by_pause(moved.cycle, going) == (chosen,)
    late = cycles.resume(moved.cycle, today=MONDAY + 30 * DAY, calendar=Calendar())
    assert late.checkpoints[0].due_on == MONDAY + 46 * DAY


def test_what_would_open_in_a_pause_has_not_opened() -> None:
    """So its first day can still be chosen, and nobody has heard of the old one."""
    paused = cycles.pause(OPEN, today=MONDAY + 3 * DAY)
    moved = cycles.move(paused, checkpoint("e", Kind.EVIDENCE, 21, 25), today=MONDAY + 10 * DAY)
    assert (moved.after.opens_on, moved.is_news) == (MONDAY + 21 * DAY, False)


def test_a_cycle_that_outlasts_its_last_day_by_a_pause_gets_a_later_one() -> None:
    """Otherwise its last checkpoint would lie outside of it."""
    short = replace(OPEN, period=replace(OPEN.period, end=RELEASE.due_on))
    paused = cycles.pause(short, today=MONDAY + 21 * DAY)
    going = cycles.resume(paused, today=MONDAY + 35 * DAY, calendar=Calendar())
    assert going.period.end == going.checkpoints[2].due_on == RELEASE.due_on + 14 * DAY


def test_moving_a_date_before_its_prompt_went_out_is_no_news() -> None:
    """Nobody knows the old one."""
    moved = cycles.move(OPEN, replace(EVIDENCE, opens_on=MONDAY + 14 * DAY, due_on=MONDAY + 25 * DAY), today=MONDAY)
    assert not moved.is_news
    assert moved.cycle.checkpoints == (moved.after, RATING, RELEASE)
    assert (moved.before, moved.after.opens_on) == (EVIDENCE, MONDAY + 14 * DAY)


def test_moving_a_deadline_after_its_prompt_went_out_is_told() -> None:
    """The day on which it opened has passed and stays; other fields come from the cycle, not from the form."""
    later = replace(EVIDENCE, opens_on=MONDAY + 30 * DAY, due_on=MONDAY + 25 * DAY, title="Other")
    moved = cycles.move(OPEN, later, today=MONDAY + 8 * DAY)
    assert moved.is_news
    assert moved.after == replace(EVIDENCE, due_on=MONDAY + 25 * DAY)
    same = cycles.move(OPEN, EVIDENCE, today=MONDAY + 8 * DAY)
    assert not same.is_news


def test_a_checkpoint_may_open_or_be_due_today() -> None:
    """A draft has sent nothing, so its first day can still be chosen; on the day of its opening it has."""
    today = checkpoint("e", Kind.EVIDENCE, 8, 8)
    assert cycles.move(OPEN, today, today=MONDAY + 8 * DAY).after == replace(EVIDENCE, due_on=MONDAY + 8 * DAY)
    assert cycles.move(DRAFT, today, today=MONDAY + 8 * DAY).after.opens_on == MONDAY + 8 * DAY
    assert cycles.move(OPEN, checkpoint("e", Kind.EVIDENCE, 8, 25), today=MONDAY + 7 * DAY).is_news


@pytest.mark.parametrize(
    ("opens", "due", "today"),
    [(7, 18, 19), (7, 6, 0), (-1, 18, 0), (14, 13, 0)],
)
def test_a_date_that_has_passed_or_comes_before_the_opening_is_not_taken(opens: int, due: int, today: int) -> None:
    """Nothing changes."""
    with pytest.raises(cycles.NotMovableError):
        cycles.move(OPEN, checkpoint("e", Kind.EVIDENCE, opens, due), today=MONDAY + today * DAY)


def test_what_is_gone_or_closed_is_not_moved() -> None:
    """The form was older than the cycle."""
    for cycle, moved in ((OPEN, replace(EVIDENCE, id="gone")), (cycles.close(OPEN), EVIDENCE)):
        with pytest.raises(StaleError):
            cycles.move(cycle, moved, today=MONDAY)
