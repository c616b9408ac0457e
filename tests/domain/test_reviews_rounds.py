"""Each round of ratings has days of its own: for evidence, for handing in, and for being compared and released."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from content import reviews as content
from domain import cycles_plan, reviews_rounds
from domain.contact import Calendar
from domain.cycles import Audience, Checkpoint, Cycle, Kind, State
from domain.evidence import Period
from domain.evidence_spread import Lies
from domain.reviews_rounds import Round, rounds

START = date(2026, 9, 28)
DAY = timedelta(days=1)


def checkpoint(id: str, kind: Kind, opens: int, due: int) -> Checkpoint:
    return Checkpoint(
        id=id,
        kind=kind,
        title=id,
        prompt=id,
        audience=Audience.MANAGERS,
        opens_on=START + opens * DAY,
        due_on=START + due * DAY,
    )


FIRST, SECOND = checkpoint("r1", Kind.RATING, 60, 70), checkpoint("r2", Kind.RATING, 130, 140)
EARLY = checkpoint("anchor", Kind.CALIBRATION, 20, 24)
BOTH = (
    EARLY,
    FIRST,
    checkpoint("c1", Kind.CALIBRATION, 75, 79),
    SECOND,
    checkpoint("c2", Kind.CALIBRATION, 145, 149),
)


def cycle(*those: Checkpoint) -> Cycle:
    return Cycle(
        id="c",
        name="Autumn",
        period=Period(start=START, end=START + 181 * DAY),
        checkpoints=those,
        framework="default",
        framework_version=1,
        state=State.OPEN,
    )


def one(id: str, *those: Checkpoint) -> Round:
    found = reviews_rounds.named(cycle(*those), id)
    assert found is not None
    return found


def test_a_second_rating_looks_only_at_what_came_after_the_first() -> None:
    """Up to the day before it opens: evidence is not gathered while people rate."""
    first, second = rounds(cycle(*BOTH))
    assert first.period == Period(start=START, end=FIRST.opens_on - DAY)
    assert second.period == Period(start=FIRST.opens_on, end=SECOND.opens_on - DAY)
    assert [(each.number, each.of, each.due_on) for each in (first, second)] == [
        (1, 2, FIRST.due_on),
        (2, 2, SECOND.due_on),
    ]


def test_a_cycle_in_which_nobody_is_asked_to_rate_is_one_round_as_a_whole() -> None:
    """It is compared when all of its calibrations are over."""
    (whole,) = rounds(cycle(EARLY))
    assert (whole.id, whole.period, whole.due_on) == ("", cycle().period, cycle().period.end)
    assert whole.compared_on == EARLY.due_on
    assert reviews_rounds.may_release(rounds(cycle())[0], today=START)


def test_each_round_is_released_after_its_own_calibration() -> None:
    """The anchor cases before it are none of it, and it does not wait for that of the next round."""
    first, second = rounds(cycle(*BOTH))
    assert [each.compared_on for each in (first, second)] == [START + 79 * DAY, START + 149 * DAY]
    assert not reviews_rounds.may_release(first, today=START + 79 * DAY)
    assert reviews_rounds.may_release(first, today=START + 80 * DAY)
    assert not reviews_rounds.may_release(second, today=START + 149 * DAY)


@pytest.mark.parametrize(
    ("id", "moved", "compared"),
    [
        ("c1", (50, 55), 149),  # before anything was rated: it waits for the one that comes
        ("c1", (135, 144), 144),  # after the next round has opened
        ("c2", (76, 90), 90),  # both before the next round opens: for the last
    ],
)
def test_a_round_waits_for_the_calibration_that_follows_it_wherever_it_was_moved(
    id: str, moved: tuple[int, int], compared: int
) -> None:
    """Nothing that a cycle means to compare is released uncompared."""
    those = tuple(
        replace(each, opens_on=START + moved[0] * DAY, due_on=START + moved[1] * DAY) if each.id == id else each
        for each in BOTH
    )
    assert one("r1", *those).compared_on == START + compared * DAY


@pytest.mark.parametrize(("day", "id"), [(0, "r1"), (60, "r1"), (129, "r1"), (130, "r2"), (181, "r2")])
def test_the_round_people_mean_is_the_one_that_is_open_or_was_last(day: int, id: str) -> None:
    """Before any has opened, the first."""
    assert reviews_rounds.current(cycle(*BOTH), START + day * DAY).id == id


@pytest.mark.parametrize(("day", "id"), [(0, "r1"), (70, "r1"), (71, "r2"), (140, "r2"), (181, "r2")])
def test_evidence_is_gathered_for_the_round_that_is_due_next(day: int, id: str) -> None:
    """From the day after one was due, for the one that comes: long before that opens."""
    assert reviews_rounds.gathered(cycle(*BOTH), START + day * DAY).id == id


@pytest.mark.parametrize(
    ("day", "today", "told"),
    [
        (59, 70, None),
        (59, 71, Lies.EARLIER),
        (60, 71, None),
        (129, 140, None),
        (130, 131, Lies.NOWHERE),
    ],
)
def test_whoever_writes_hears_of_a_day_that_no_rating_looks_at_any_more(
    day: int, today: int, told: Lies | None
) -> None:
    """It may still be said, and counts for nothing to come."""
    assert reviews_rounds.lies(cycle(*BOTH), START + day * DAY, today=START + today * DAY) is told


def test_in_a_pause_no_other_round_begins() -> None:
    """Its days do not go on."""
    paused = replace(cycle(*BOTH), state=State.PAUSED, paused_on=START + 100 * DAY)
    assert reviews_rounds.current(paused, START + 150 * DAY).id == "r1"


@pytest.mark.parametrize(("opens", "id"), [(50, "r1"), (65, "r1"), (75, "r1"), (135, "r2")])
def test_a_second_rating_is_of_the_round_that_opened_last(opens: int, id: str) -> None:
    """Also when that one was due before it."""
    second = checkpoint("s", Kind.SECOND_RATING, opens, opens + 4)
    assert reviews_rounds.prepared(cycle(*BOTH, second), second).id == id


def test_in_the_six_month_plan_people_look_back_for_the_round_that_comes() -> None:
    """Both rounds, each with its own calibration, its own talk and its own look back."""
    template = next(each for each in content.default().templates if each.id == "six_months")
    made = cycle(*cycles_plan.checkpoints(template, START, Calendar()))
    first, second = rounds(made)
    assert (first.id, second.id) == ("rating1", "rating2")
    assert [reviews_rounds.looks_back(each) for each in (first, second)] == [("self1",), ("self2",)]
    for each, compared in ((first, "calibration1"), (second, "calibration2")):
        found = made.checkpoint(compared)
        assert found is not None
        assert each.compared_on == found.due_on
