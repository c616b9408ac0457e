"""What a program has come to: shares and means with intervals that hold, and nothing where there is nothing."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from scipy import stats

from domain import bounded_mean, outcomes, proportion, result
from domain import calibration_report as reports
from domain.calibration_changes import Moves
from domain.calibration_report import Given
from domain.calibration_rounds import Held
from domain.outcomes import NOT_MEASURED, Measure
from domain.reach import Reading
from domain.recurrence import Count, Recurrence
from domain.result import Reason


@pytest.mark.parametrize(
    ("have", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_a_share_has_the_interval_that_was_published(have: int, of: int, low: float, high: float) -> None:
    """Newcombe (1998), table I, method 3; scipy agrees."""
    found = proportion.share(have, of)
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)
    oracle = stats.binomtest(have, of).proportion_ci(method="wilson")
    assert found.low == pytest.approx(oracle.low)
    assert found.high == pytest.approx(oracle.high)


def test_a_share_holds_the_truth_as_often_as_it_says() -> None:
    """Of 22 people, at a truth near an end, too: in 19 of 20 draws, more or less."""
    chance = random.Random(11)
    for truth in (0.05, 0.5, 0.9):
        held = 0
        for _ in range(2_000):
            found = proportion.share(sum(chance.random() < truth for _ in range(22)), 22)
            assert found.low is not None
            assert found.high is not None
            held += found.low <= truth <= found.high
        assert 0.90 < held / 2_000 < 0.99


def test_the_quality_of_post_mortems_has_an_interval_and_none_is_not_measured() -> None:
    """Between the two ends of the index."""
    found = outcomes.of_postmortems([62, 75, 88, 51])
    assert found.figure == bounded_mean.mean([62, 75, 88, 51], low=0, high=100)
    assert outcomes.of_postmortems([]) == NOT_MEASURED


def test_a_share_of_very_few_people_is_not_told() -> None:
    """Of four people it would say who; of nobody there is nothing to measure."""
    assert outcomes.share(3, 4, least=outcomes.PEOPLE).figure is None
    assert outcomes.share(0, 0, least=outcomes.PEOPLE) == outcomes.Outcome(figure=NOT_MEASURED.figure, have=0)


def test_how_far_thanks_reach_keeps_its_own_floor() -> None:
    """What is too few to say there is too few here; else it gets an interval."""
    assert outcomes.of_reach(Reading(figure=None, look_closer=False)).figure is None
    none = result.missing(Reason.NO_DATA, 0)
    assert outcomes.of_reach(Reading(figure=none, look_closer=False)).figure == none
    told = outcomes.of_reach(Reading(figure=result.found(0.7, 20), look_closer=False))
    assert (told.have, told.figure) == (14, proportion.share(14, 20))


def test_what_people_dispute_is_told_of_ten_of_them_and_more() -> None:
    """However many pieces there are: sixty pieces may be about three people."""
    least = outcomes.PATTERN
    assert [outcomes.share(1, n, least=least).figure is None for n in (1, 2, 9, 10)] == [True, True, True, False]
    assert outcomes.share(6, 60, least=least, people=3).figure is None
    assert outcomes.share(6, 60, least=least, people=10).have == 6


def test_few_on_one_side_of_a_share_of_people_are_those_that_one_could_name() -> None:
    """Nobody and everybody is no one; of incidents it names nobody."""
    telling = [have for have in range(23) if outcomes.is_telling(Measure.DISPUTED, outcomes.share(have, 22))]
    assert telling == [1, 2, 3, 4, 18, 19, 20, 21]
    assert not outcomes.is_telling(Measure.RECURRENCE, outcomes.share(1, 22))
    assert not outcomes.is_telling(Measure.PULSE, outcomes.Outcome(figure=result.found(1.0, 0)))


def session(round: str, *, rated: int = 0, good: int = 0, people: int = 12, cases: int = 0) -> Held:
    """`good` of the `rated` are supported, and as many were changed."""
    report = reports.report(Given(session="s", managers=(), anchors=(), before={}, after={}, compared=()))
    share = result.found(good / rated, rated) if rated else result.missing(Reason.NO_DATA, 0)
    alpha = result.found(0.8, cases, 0.7, 0.9) if cases else report.room.after
    more = {"supported": share, "moves": Moves(n=rated, up=good, down=0), "people": people, "people_off": people}
    return Held(round=round, room=replace(report.room, after=alpha, **more))  # type: ignore[arg-type]  # each its own


def test_all_sessions_of_a_round_are_counted_together() -> None:
    """One department's rating of one does not stand for forty of another; an earlier round is over."""
    found = outcomes.of_sessions(
        [session("r2", rated=1, good=1), session("r2", rated=40, good=24), session("r1", rated=9)]
    )
    assert found[Measure.COMPLIANCE] == found[Measure.CHANGED] == outcomes.share(25, 41)


def test_a_session_of_written_cases_alone_takes_no_figure_of_ratings_away() -> None:
    """And one without cases none of those that rest on cases."""
    held = [session("r2", cases=10), session("r1", rated=40, good=24)]
    assert outcomes.of_sessions(held)[Measure.COMPLIANCE] == outcomes.share(24, 40)
    assert outcomes.of_sessions(held[::-1])[Measure.AGREEMENT].figure == result.found(0.8, 10, 0.7, 0.9)


def test_many_ratings_of_few_people_are_not_told() -> None:
    """Forty ratings of eight people."""
    found = outcomes.of_sessions([session("r1", rated=40, good=24, people=8)])
    assert found[Measure.COMPLIANCE].figure is None
    assert found[Measure.CHANGED].figure is None


@pytest.mark.parametrize(
    ("people", "each", "again", "is_told"),
    [(6, "abcdef", "abcdef", False), (6, "abcdef", "ghijkl", True), (10, "abcdefghijkl", "abcdefghijkl", True)],
)
def test_whoever_sits_in_two_sessions_of_a_round_is_one_of_ten(
    people: int, each: str, again: str, *, is_told: bool
) -> None:
    """Six and the same six again are six, and six others twelve; ten of twelve are ten, whoever they are next time."""
    held = [
        replace(session("r1", rated=20, good=9, people=people), read=those, talked_about=those)
        for those in (frozenset(each), frozenset(again))
    ]
    found = outcomes.of_sessions(held)
    assert [found[one].figure is not None for one in (Measure.COMPLIANCE, Measure.CHANGED)] == [is_told, is_told]


@pytest.mark.parametrize(("each", "again"), [("abcdefgh", "abcdefgh"), ("abcdefghij", "abcdefklmn")])
def test_nobody_s_erasure_makes_a_figure_of_fewer_than_ten_appear(each: str, again: str) -> None:
    """Both sessions counted six, who may be the same. Packets of whoever is erased go, and the counts stay."""
    for erased in range(len(each) + 1):
        held = []
        for those in (each, again):
            one = session("r1", rated=20, good=9, people=6)
            room = replace(one.room, read=len(those), talked_about=len(those))
            left = frozenset(those) - frozenset(each[:erased])
            held.append(replace(one, room=room, read=left, talked_about=left))
        found = outcomes.of_sessions(held)
        assert found[Measure.COMPLIANCE].figure is None
        assert found[Measure.CHANGED].figure is None


def test_a_second_session_on_those_who_were_left_takes_nobody_away() -> None:
    """It read all of them again, and talked about the others."""
    everybody = frozenset("abcdefghijkl")
    halves = (frozenset("abcdef"), frozenset("ghijkl"))
    held = [replace(session("r1", rated=20, good=9, people=6), read=everybody, talked_about=those) for those in halves]
    assert outcomes.of_sessions(held)[Measure.CHANGED] == outcomes.share(18, 40)


@pytest.mark.parametrize(
    ("closed", "scored", "tells"),
    [
        (2, 1, (False, False)),
        (4, 9, (False, False)),
        (0, 9, (True, False)),
        (5, 4, (True, False)),
        (5, 5, (True, True)),
    ],
)
def test_of_a_team_that_hr_named_nothing_is_told_that_its_own_page_withholds(
    closed: int, scored: int, tells: tuple[bool, bool]
) -> None:
    """What came back of five that were closed, or it is not measured yet; the index of five, and beside that alone."""
    count = Recurrence(count=Count(recurred=min(1, closed), closed=closed), in_follow_up=0, without_cause=2)
    both = {
        Measure.RECURRENCE: outcomes.of_incidents(count),
        Measure.POSTMORTEMS: outcomes.of_postmortems([58.0] * scored),
        Measure.REACH: outcomes.share(6, 20),
    }
    found = outcomes.of_one_team(both)
    assert (found[Measure.RECURRENCE].figure is not None, found[Measure.POSTMORTEMS].figure is not None) == tells
    assert (found[Measure.RECURRENCE].left_out, found[Measure.REACH]) == (2, both[Measure.REACH])
    none = outcomes.of_one_team({**both, Measure.POSTMORTEMS: outcomes.of_postmortems([])})
    assert none[Measure.POSTMORTEMS] == outcomes.of_postmortems([]), "not measured yet"


def test_without_a_session_nothing_of_it_is_measured() -> None:
    """Four figures rest on it."""
    found = outcomes.of_sessions([])
    assert set(found) == {Measure.COMPLIANCE, Measure.SPREAD, Measure.AGREEMENT, Measure.CHANGED}
    assert {outcome.figure for outcome in found.values()} == {NOT_MEASURED.figure}
