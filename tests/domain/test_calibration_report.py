"""What the report of a session is put together from: each figure from those ratings that can carry it."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import replace

import pytest

from content import calibration as content
from domain import agreement, agreement_alpha, severity
from domain import calibration_report as reports
from domain.calibration_report import Compared, Given, Report
from domain.calibration_script import Form, Moment
from domain.competencies import Level
from domain.result import Reason, State
from domain.severity import Rating

LOW, MIDDLE, HIGH = Level
ROOM = tuple(f"m{number}" for number in range(8))
ANCHORS = content.default().anchors
FORM = {form: [one.id for one in ANCHORS if one.form is form] for form in Form}
HALF = {Form.A: ROOM[::2], Form.B: ROOM[1::2]}
WRITTEN = {one.id: one.target for one in ANCHORS}


def read(form: Form, **otherwise: Level) -> Mapping[str, Mapping[str, Level]]:
    """Half of the room reads a set of cases as it was meant, but for these: `m0_a1`."""
    return {case: {who: otherwise.get(f"{who}_{case}", WRITTEN[case]) for who in HALF[form]} for case in FORM[form]}


def swapped(**otherwise: Level) -> Given:
    """Everybody reads each case once; `otherwise` is how somebody read one of them."""
    before = {**read(Form.A, **otherwise), **read(Form.B, **otherwise)}
    other = {case: HALF[Form.B if case in FORM[Form.A] else Form.A] for case in before}
    after = {case: {who: otherwise.get(f"{who}_{case}", WRITTEN[case]) for who in who_} for case, who_ in other.items()}
    return Given(session="s1", managers=ROOM, anchors=ANCHORS, before=before, after=after, compared=())


def rated(subject: str, rater: str, level: Level, **more: object) -> Compared:
    one = Compared(subject=subject, competency="early_candor", rater=rater, level=level, expected=MIDDLE, after=level)
    return replace(one, **more)  # type: ignore[arg-type]  # of whichever field a test names


def of(found: Report, person: str) -> reports.Habit:
    return next(one for one in found.habits if one.person == person)


def test_agreement_is_told_of_each_half_of_the_room_at_each_time() -> None:
    """And over all ten cases, where half of the ratings are missing by design."""
    given = swapped(m0_a1=HIGH, m2_a2=HIGH, m1_a3=LOW)
    found = reports.report(given).room
    assert [(one.form, one.moment, one.raters) for one in found.blocks] == [
        (Form.A, Moment.BEFORE, 4),
        (Form.B, Moment.BEFORE, 4),
        (Form.A, Moment.AFTER, 4),
        (Form.B, Moment.AFTER, 4),
    ]
    table = [[given.before[case][who].rank for who in HALF[Form.A]] for case in FORM[Form.A]]
    assert found.blocks[0].icc == agreement.icc_a1(table)
    later = [[given.after[case][who].rank for who in HALF[Form.B]] for case in FORM[Form.A]]
    assert found.blocks[2].icc == agreement.icc_a1(later)
    assert (found.before.n, found.after.n) == (10, 10)


def test_the_spread_before_is_compared_with_the_spread_after() -> None:
    """Case by case, though others read it then."""
    found = reports.report(swapped(m0_a1=HIGH, m2_a2=HIGH)).room
    assert found.after.value == 1.0
    assert (found.spread.difference.n, found.spread.after) == (10, 0.0)
    assert found.spread.before > 0


def test_somebody_who_left_a_case_out_keeps_nobody_from_a_figure() -> None:
    """The agreement of all on all is refused, never filled in; alpha bears gaps."""
    given = swapped()
    left_out = {**given.before, "a1": {who: level for who, level in given.before["a1"].items() if who != "m0"}}
    found = reports.report(replace(given, before=left_out)).room
    assert found.blocks[0].icc.reason is Reason.INCOMPLETE
    assert found.before.state is State.OK


def test_a_manager_is_compared_on_every_case_whenever_it_was_read() -> None:
    """Each case is read by all, half of them before and half after: so nobody stands alone."""
    found = reports.report(swapped(**{f"m0_{case}": HIGH for case in WRITTEN}))
    habits = {one.person: one for one in found.habits}
    assert found.room.severity is None
    assert habits["m0"].severity is not None
    assert habits["m0"].severity.shared == 10
    assert habits["m0"].severity.effect.value == pytest.approx(0.875)  # 1 level over the rest of 8, effects sum to 0
    assert habits["m0"].leniency.value == pytest.approx(1.0)
    assert {one.island for one in found.habits} == {1}
    assert habits["m0"].middle.share.value == 0.0
    assert habits["m1"].middle.share.value == pytest.approx(0.4)  # as they were written


def test_whoever_read_a_case_twice_counts_as_they_first_did() -> None:
    given = swapped(m0_a1=HIGH)
    again = {**given.after, "a1": {**given.after["a1"], "m0": LOW}}
    assert of(reports.report(replace(given, after=again)), "m0") == of(reports.report(given), "m0")


def test_managers_without_common_cases_are_islands_and_nobody_is_called_lenient() -> None:
    """The first half read one set, the other half the other, and the session ended there."""
    found = reports.report(replace(swapped(), after={}))
    assert found.room.severity is Reason.DISCONNECTED
    assert all(one.severity is None for one in found.habits)
    assert {one.person: one.island for one in found.habits} == {who: 1 + place % 2 for place, who in enumerate(ROOM)}


def test_what_one_alone_has_read_joins_nobody() -> None:
    """The manager is in no island, and a second rating counts only where it is known to be another's."""
    alone = {"a1": {"m0": LOW}}
    empty = Given(session="s1", managers=ROOM[:2], anchors=ANCHORS, before=alone, after={}, compared=())
    assert [one.island for one in reports.report(empty).habits] == [0, 0]
    unknown = replace(empty, compared=(rated("p1", "m0", HIGH, second=LOW),))
    assert reports.report(unknown).room.severity is Reason.NO_DATA
    own = replace(empty, compared=(rated("p1", "m0", HIGH, second=LOW, second_rater="m0"),))
    assert reports.report(own).room.severity is Reason.NO_DATA


def test_one_mark_for_everything_is_looked_for_in_ones_own_people() -> None:
    """Competency by competency, of one manager's people alone."""
    levels = {"p1": (LOW, LOW), "p2": (HIGH, HIGH), "p3": (MIDDLE, HIGH)}
    compared = [
        replace(rated(who, "m1" if who == "p3" else "m0", level), competency=what)
        for who, each in levels.items()
        for what, level in zip(("early_candor", "error_learning"), each, strict=True)
    ]
    found = reports.report(replace(swapped(), compared=tuple(compared)))
    halo = of(found, "m0").halo
    assert (of(found, "m0").competencies, halo.together.n) == (2, 2)
    assert halo.together.value == pytest.approx(1.0)
    assert of(found, "m1").halo.together.n == 1


def test_a_session_without_any_case_has_reasons_instead_of_figures() -> None:
    empty = Given(session="s1", managers=ROOM[:2], anchors=ANCHORS, before={}, after={}, compared=())
    found = reports.report(empty)
    assert found.room.blocks == ()
    assert found.room.before.reason is Reason.NO_OVERLAP
    assert found.room.severity is Reason.NO_DATA
    assert found.room.compression is None
    assert [(one.island, one.leniency.reason) for one in found.habits] == [(0, Reason.NO_OVERLAP)] * 2


def test_ones_own_people_say_nothing_of_ones_severity_until_somebody_else_rates_them() -> None:
    """Team and severity are one number, where nobody else has read the same files."""
    given = swapped(m0_a1=HIGH)
    alone = replace(given, compared=tuple(rated(f"p{number}", "m0", HIGH) for number in range(9)))
    assert of(reports.report(alone), "m0").severity == of(reports.report(given), "m0").severity
    twice = replace(given, compared=(rated("p1", "m0", HIGH, second=LOW, second_rater="m1"),))
    seconded = of(reports.report(twice), "m0").severity
    assert seconded is not None
    assert seconded.shared == 11
    assert reports.report(twice).room.second == agreement_alpha.alpha([[HIGH.rank, LOW.rank]])
    ratings = [Rating(target=one, rater=who, value=value) for one, who, value in _ratings(twice)]
    fitted = severity.severity(ratings)
    assert isinstance(fitted, severity.Severity)
    assert seconded.effect.value == pytest.approx(fitted.raters["m0"].effect.value)


def _ratings(given: Given) -> list[tuple[str, str, float]]:
    cases = [
        (case, who, level.rank)
        for each in (given.before, given.after)
        for case, levels in each.items()
        for who, level in levels.items()
    ]
    return [*cases, ("p1", "m0", HIGH.rank), ("p1", "m1", LOW.rank)]


def test_two_competencies_that_were_read_least_alike_are_handed_on() -> None:
    """The one with the widest spread first, with the levels it lies between; nobody rewrites what all read alike."""
    split = {"m0_a2": HIGH, "m4_a2": HIGH, "m0_a5": MIDDLE, "m1_b5": HIGH, "m3_a1": HIGH}
    found = reports.report(swapped(**split)).room.unclear
    assert [one.competency for one in found] == ["error_learning", "bounded_experiments"]
    assert (found[0].lowest, found[0].highest) == (LOW, HIGH)
    assert reports.report(swapped()).room.unclear == ()
    assert [one.competency for one in reports.report(swapped(m1_a1=HIGH)).room.unclear] == ["early_candor"]
    two = replace(swapped(m0_a2=HIGH), managers=ROOM[:2])
    pair = {
        case: {who: level for who, level in levels.items() if who in {"m0", "m2"}}
        for case, levels in two.before.items()
    }
    assert reports.report(replace(two, before=pair, after={})).room.unclear == ()


def test_what_the_session_changed_is_counted_of_what_it_talked_about() -> None:
    """The spread is of everybody's ratings; a level that the session gave has passed the gate anew."""
    compared = (
        rated("p1", "m0", HIGH, after=MIDDLE, support=1),
        rated("p2", "m0", HIGH, holds=True, support=2),
        rated("p3", "m1", MIDDLE, after=HIGH, support=2),
        rated("p4", "m1", LOW, was_talked_about=False),
    )
    found = reports.report(replace(swapped(), compared=compared)).room
    assert (found.moves.n, found.moves.up, found.moves.down) == (3, 1, 1)
    assert {evidence: moves.n for evidence, moves in found.by_evidence.items()} == {1: 1, 2: 2}
    assert found.compression is not None
    assert found.compression.middle_before == 0.25
    assert found.supported.n == 3
    assert found.supported.value == pytest.approx(2 / 3)


def test_a_report_goes_to_another_process_and_back() -> None:
    given = swapped(m0_a1=HIGH)
    assert pickle.loads(pickle.dumps(given)) == given  # noqa: S301 - what this test has just written
    found = reports.report(given)
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 - the same
