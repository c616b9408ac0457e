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


FOUR = [read("ana", 1), read("ben", 1), read("chi", 1, LOW), read("dan", 1, LOW)]


def test_the_group_is_shown_once_the_week_is_over_and_four_have_read() -> None:
    """Before, one look after the other would tell who has just read how."""
    week, over = WEEKS[0], WEEKS[0].closes_at
    assert rules.spread(SPRINT, FOUR, week, now=over - 1) is None
    shown = rules.spread(SPRINT, FOUR, week, now=over)
    assert shown is not None
    assert shown[rules.cases(ANCHORS, WEEKS, 1)[0].id] == {LOW: 2, USUAL: 2, HIGH: 0}


def test_nobodys_choice_follows_from_the_counts_less_ones_own_where_two_others_chose_alike() -> None:
    """Of three, whoever takes their own away knows both others; so there are no counts, and HR hears it before."""
    over = WEEKS[0].closes_at
    assert rules.spread(SPRINT, FOUR[:3], WEEKS[0], now=over) is None
    assert rules.is_small(["ana", "ben", "chi"])
    assert not rules.is_small(SPRINT.managers)
    shown = rules.spread(SPRINT, FOUR, WEEKS[0], now=over)
    assert shown is not None
    first = rules.cases(ANCHORS, WEEKS, 1)[0].id
    for mine in FOUR:
        left = {level: count - (level is mine.levels[first]) for level, count in shown[first].items()}
        assert max(left.values()) < rules.OTHERS


def test_who_reads_late_moves_no_figure_that_was_shown() -> None:
    """What the group was shown before and after would tell how just that one read."""
    over = WEEKS[0].closes_at
    late = read("eve", 1, HIGH, late=True)
    assert rules.spread(SPRINT, [*FOUR, late], WEEKS[0], now=over) == rules.spread(SPRINT, FOUR, WEEKS[0], now=over)
    assert rules.spread(SPRINT, [*FOUR[:3], late], WEEKS[0], now=over) is None


TOLD = [(LOW, HIGH), (USUAL, LOW), (HIGH, USUAL), (LOW, USUAL)]  # by week
EVERY = [read(who, week, *levels) for week, levels in enumerate(TOLD, 1) for who in SPRINT.managers]


def counting(*readers: int) -> Sprint:
    """With so many who read the weeks in time."""
    weeks = tuple(replace(one, readers=many) for one, many in zip(WEEKS, readers, strict=True))
    return replace(SPRINT, weeks=weeks)


def test_after_one_is_gone_the_others_are_shown_nothing_any_more_that_counted_them() -> None:
    """What was shown before, less what would be shown after, is how just that one read."""
    end, before = SPRINT.ends_at, [*EVERY, *(read("eve", week, LOW, LOW) for week in (2, 3))]
    whole = counting(4, 5, 5, 4)
    assert [one.week for one in rules.agreed(whole, before, now=end)] == [1, 2, 3, 4]
    assert not rules.is_cut(whole, before)
    assert [bool(rules.spread(whole, EVERY, one, now=end)) for one in whole.weeks] == [True, False, False, True]
    assert [one.week for one in rules.agreed(whole, EVERY, now=end)] == [1]
    assert rules.is_cut(whole, EVERY)


def test_whoever_is_gone_before_having_read_anything_takes_no_figure_from_the_others() -> None:
    """Nor whoever read late: no figure counted them."""
    less, late = counting(4, 4, 4, 4), read("eve", 1, late=True)
    assert all(rules.spread(less, EVERY, one, now=less.ends_at) for one in less.weeks)
    assert [one.week for one in rules.agreed(less, EVERY, now=less.ends_at)] == [1, 2, 3, 4]
    assert rules.agreed(less, [*EVERY, late], now=less.ends_at) == rules.agreed(less, EVERY, now=less.ends_at)


def test_agreement_is_too_few_to_say_until_there_are_five_cases_and_four_managers() -> None:
    """Two weeks are four cases; a manager who missed one is left out of it from then on, and it says of how many."""
    some = [read("eve", week) for week in (1, 2)]
    found = rules.agreed(SPRINT, [*EVERY, *some], now=WEEKS[3].closes_at)
    assert [(one.cases, one.readers) for one in found] == [(2, 5), (4, 5), (6, 4), (8, 4)]
    assert [one.shown.word for one in found[:2]] == [Word.TOO_FEW, Word.TOO_FEW]
    assert found[3].shown.word is Word.ONE_READING
    assert [one.week for one in rules.agreed(SPRINT, EVERY, now=WEEKS[1].closes_at)] == [1, 2]
    three = [one for one in EVERY if one.person != "chi"]
    assert rules.agreed(SPRINT, three, now=WEEKS[3].closes_at)[3].shown == rules.TOO_FEW


def test_two_managers_who_read_two_cases_in_opposite_ways_give_no_figure_and_no_reason() -> None:
    """Nor would three: why there is no figure tells as much as one."""
    opposite = [read("ana", 1, LOW, HIGH), read("ben", 1, HIGH, LOW)]
    pair = replace(SPRINT, managers=("ana", "ben"))
    assert [one.shown for one in rules.agreed(pair, opposite, now=WEEKS[0].closes_at)] == [rules.TOO_FEW]
    four = [read(who, 1, USUAL, USUAL) for who in SPRINT.managers]
    assert [one.shown for one in rules.agreed(SPRINT, four, now=WEEKS[0].closes_at)] == [rules.TOO_FEW]
    alike = [read(who, week, USUAL, USUAL) for who in ("ana", "ben", "chi") for week in (1, 2, 3, 4)]
    assert {one.shown for one in rules.agreed(SPRINT, alike, now=SPRINT.ends_at)} == {rules.TOO_FEW}


def test_a_case_that_comes_again_counts_once_so_one_pair_in_four_weeks_stays_too_few_to_say() -> None:
    """After its answer was told it says who remembers it, not who reads alike."""
    weeks = rules.weeks(MONDAY, (OURS[0],) * 4, "Europe/Madrid", WORKED)
    found = rules.agreed(replace(SPRINT, weeks=weeks), EVERY, now=SPRINT.ends_at)
    assert [(one.week, one.cases, one.shown) for one in found] == [(1, 2, rules.TOO_FEW)]


def test_whoever_was_told_in_an_earlier_sprint_how_cases_are_meant_is_left_out_of_agreement() -> None:
    """From that week on; the group is shown what they chose like that of others."""
    again = [replace(one, knew=(one.person, one.week) == ("dan", 3)) for one in EVERY]
    found = rules.agreed(SPRINT, again, now=SPRINT.ends_at)
    assert [one.readers for one in found] == [4, 4, 3, 3]
    assert found[3].shown == rules.TOO_FEW
    assert rules.spread(SPRINT, again, WEEKS[2], now=SPRINT.ends_at)


def test_a_sprint_stopped_in_its_first_week_tells_of_no_week_after_it() -> None:
    """Nor of that week; one stopped in its second tells of the first, as it did before."""
    first, end = WEEKS[0], SPRINT.ends_at
    early, later = (replace(SPRINT, stopped_at=at) for at in (first.closes_at - 1, first.closes_at))
    assert rules.agreed(early, FOUR, now=end) == ()
    assert rules.spread(early, FOUR, first, now=end) is None
    assert [one.week for one in rules.agreed(later, FOUR, now=end)] == [1]
    assert rules.spread(later, FOUR, first, now=end)
    assert [early.was_left_out(week) for week in WEEKS] == [False, True, True, True]


def test_who_has_finished_is_told_without_how() -> None:
    """Also by reading late: away for a week is not out of it."""
    readings = [read("ana", 1), read("ana", 2, late=True), read("ana", 3), read("ana", 4), read("ben", 1)]
    by_person = rules.read_by(SPRINT, readings)
    assert [who for who in SPRINT.managers if rules.has_finished(by_person[who])] == ["ana"]
    assert by_person["ben"] == {1}
    assert by_person["chi"] == set()
