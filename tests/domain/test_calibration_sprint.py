"""A calibration sprint: which cases come when, who may be in it, and when anything of it can be told of all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from content import calibration, reviews
from domain import calibration_sprint as rules
from domain import local_time
from domain.calibration_shown import Word
from domain.calibration_sprint import Flaw, Reading, Sprint, State, Week
from domain.competencies import Level
from domain.contact import Calendar

ANCHORS = calibration.default().anchors
OURS = tuple(one.id for one in reviews.default().framework.competencies)
MONDAY = date(2026, 10, 5)
WORKED = Calendar(weekdays=frozenset(range(5)), holidays=frozenset())
WEEKS = rules.weeks(MONDAY, rules.pairs(ANCHORS, OURS, earlier=0), "Europe/Madrid", WORKED)
SPRINT = Sprint(id="p", author="hana", facilitator=None, managers=("ana", "ben", "chi", "dan"), weeks=WEEKS)
HIGH, USUAL, LOW = Level.ROLE_MODEL, Level.COMPETENT, Level.DEVELOPING


def days(weeks: tuple[Week, ...]) -> list[date]:
    return [local_time.day_of(one.opens_at, "Europe/Madrid") for one in weeks]


def read(who: str, week: int, first: Level = USUAL, second: Level = HIGH, *, late: bool = False) -> Reading:
    """How somebody read the two cases of a week, while it lasted or after."""
    one, other = rules.cases(ANCHORS, WEEKS, week)
    at = WEEKS[week - 1].closes_at if late else WEEKS[week - 1].opens_at
    return Reading(person=who, week=week, levels={one.id: first, other.id: second}, at=at)


# --- Which cases, and when ----------------------------------------------------------------------------------------


def test_each_week_is_of_another_competency_on_two_cases_that_are_meant_otherwise() -> None:
    """Beside the words of one standard, both sides of a line."""
    pairs = [rules.cases(ANCHORS, WEEKS, number) for number in (1, 2, 3, 4)]
    assert len({one.competency for pair in pairs for one in pair}) == 4
    assert all(len(pair) == 2 and pair[0].target is not pair[1].target for pair in pairs)
    assert all(one.why for one in ANCHORS)


def test_the_next_sprint_begins_where_the_last_one_ended() -> None:
    """The competency that did not fit into one month comes first in the next."""
    first, second = (rules.pairs(ANCHORS, OURS, earlier=weeks) for weeks in (0, 4))
    assert set(second[:1]) == set(OURS) - set(first)
    assert not rules.repeats(first)


def test_with_too_few_competencies_a_case_comes_again_after_the_other() -> None:
    """An organization that kept three of them: the fourth week turns the first pair round, and it is said."""
    competencies = rules.pairs(ANCHORS, (*OURS[:3], "our_own"), earlier=0)
    weeks = rules.weeks(MONDAY, competencies, "UTC", WORKED)
    assert rules.repeats(competencies)
    assert rules.cases(ANCHORS, weeks, 4) == tuple(reversed(rules.cases(ANCHORS, weeks, 1)))
    assert rules.pairs(ANCHORS, ("our_own",), earlier=0) == ()


def test_a_week_begins_on_monday_or_the_first_working_day_after() -> None:
    """A holiday moves one morning, and the weeks after it come on Mondays again; each closes as the next one opens."""
    moved = replace(WORKED, holidays=frozenset({MONDAY + timedelta(days=7)}))
    weeks = rules.weeks(MONDAY, OURS[:4], "Europe/Madrid", moved)
    assert days(weeks) == [MONDAY + timedelta(days=ahead) for ahead in (0, 8, 14, 21)]
    assert [one.closes_at for one in weeks[:-1]] == [one.opens_at for one in weeks[1:]]
    assert local_time.on(weeks[3].closes_at, "Europe/Madrid").isoformat() == "2026-11-02T09:00:00+01:00"


def test_a_week_in_which_nobody_works_is_left_out() -> None:
    """Nobody has to read four cases in one week because of a closed week."""
    closed = replace(WORKED, holidays=frozenset(MONDAY + timedelta(days=7 + ahead) for ahead in range(5)))
    assert days(rules.weeks(MONDAY, OURS[:4], "Europe/Madrid", closed)) == [
        MONDAY + timedelta(days=ahead) for ahead in (0, 14, 21, 28)
    ]


def test_whoever_has_not_read_is_reminded_three_working_days_later() -> None:
    """And not once the next week is there."""
    at = rules.reminds_at(WEEKS[0], "Europe/Madrid", WORKED)
    assert at is not None
    assert local_time.day_of(at, "Europe/Madrid") == MONDAY + timedelta(days=3)
    short = replace(WEEKS[0], closes_at=at)
    assert rules.reminds_at(short, "Europe/Madrid", WORKED) is None


def test_whoever_was_away_catches_up_until_the_sprint_ends() -> None:
    """A week that has not begun is not read ahead; after the end, or once it was stopped, nothing is."""
    first, last = WEEKS[0], WEEKS[-1]
    assert SPRINT.is_readable(first, last.closes_at - 1)
    assert not SPRINT.is_readable(last, first.opens_at)
    assert not SPRINT.is_readable(first, last.closes_at)
    assert not replace(SPRINT, stopped_at=1).is_readable(first, first.opens_at)
    assert [SPRINT.state(at) for at in (0, first.opens_at, last.closes_at)] == [
        State.AHEAD,
        State.RUNNING,
        State.OVER,
    ]


def test_what_cannot_work_is_said_before_it_starts() -> None:
    """One manager, who looks after it among them, somebody in another sprint, the past and the far future."""
    assert rules.flaws(["ana", "ben"], "fay", MONDAY, today=MONDAY, busy=["dan"]) == ()
    assert rules.flaws(["ana", "ana"], None, MONDAY, today=MONDAY, busy=()) == (Flaw.ONE_MANAGER,)
    assert rules.flaws(["ana", "ben"], "ana", MONDAY, today=MONDAY, busy=["ben"]) == (Flaw.TWO_SEATS, Flaw.BUSY)
    for day, flaw in ((MONDAY - timedelta(days=1), Flaw.PASSED), (MONDAY + timedelta(days=181), Flaw.FAR)):
        assert rules.flaws(["ana", "ben"], None, day, today=MONDAY, busy=()) == (flaw,)


# --- What it comes to ---------------------------------------------------------------------------------------------


def test_the_group_is_shown_once_the_week_is_over_and_three_have_read() -> None:
    """Before, one look after the other would tell who has just read how."""
    week, over = WEEKS[0], WEEKS[0].closes_at
    three = [read("ana", 1), read("ben", 1), read("chi", 1, LOW)]
    assert rules.spread(three, week, now=over - 1) is None
    assert rules.spread(three[:2], week, now=over) is None
    shown = rules.spread(three, week, now=over)
    assert shown is not None
    assert shown[rules.cases(ANCHORS, WEEKS, 1)[0].id] == {LOW: 1, USUAL: 2, HIGH: 0}


def test_who_reads_late_moves_no_figure_that_was_shown() -> None:
    """What the group was shown before and after would tell how just that one read."""
    three = [read("ana", 1), read("ben", 1), read("chi", 1, LOW)]
    over = WEEKS[0].closes_at
    assert rules.spread([*three, read("dan", 1, HIGH, late=True)], WEEKS[0], now=over) == rules.spread(
        three, WEEKS[0], now=over
    )
    assert rules.spread([*three[:2], read("dan", 1, late=True)], WEEKS[0], now=over) is None


def test_agreement_is_too_few_to_say_until_there_are_five_cases_and_three_managers() -> None:
    """Two weeks are four cases; a manager who missed one is left out of it from then on, and it says of how many."""
    told = [(LOW, HIGH), (USUAL, LOW), (HIGH, USUAL), (LOW, USUAL)]
    every = [read(who, week, *levels) for week, levels in enumerate(told, 1) for who in ("ana", "ben", "chi")]
    some = [read("dan", week) for week in (1, 2)]
    found = rules.agreed(SPRINT, [*every, *some], now=WEEKS[3].closes_at)
    assert [(one.cases, one.readers) for one in found] == [(2, 4), (4, 4), (6, 3), (8, 3)]
    assert [one.shown.word for one in found[:2]] == [Word.TOO_FEW, Word.TOO_FEW]
    assert found[3].shown.word is Word.ONE_READING
    assert [one.week for one in rules.agreed(SPRINT, every, now=WEEKS[1].closes_at)] == [1, 2]
    pair = [one for one in every if one.person != "chi"]
    assert rules.agreed(SPRINT, pair, now=WEEKS[3].closes_at)[3].shown.figure is None


def test_who_has_finished_is_told_without_how() -> None:
    """Also by reading late: away for a week is not out of it."""
    readings = [read("ana", 1), read("ana", 2, late=True), read("ana", 3), read("ana", 4), read("ben", 1)]
    by_person = rules.read_by(SPRINT, readings)
    assert [who for who in SPRINT.managers if rules.has_finished(by_person[who])] == ["ana"]
    assert by_person["ben"] == {1}
    assert by_person["chi"] == set()
