"""Nothing in a session changes a rating but two managers who cite the same, a reason, evidence and words to read."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import calibration_decisions as rules
from domain import calibration_room as room
from domain import ratings_calibrated
from domain.calibration_decisions import ChangesError, GoesBackError, Outcome, Reading, Ruling, View
from domain.calibration_room import Voice
from domain.calibration_script import Segment
from domain.competencies import Level
from domain.errors import RefusalError
from domain.local_time import MINUTE_MS
from domain.ratings import Rating, State, Text
from domain.ratings_calibrated import NoRationaleError

LINES = ("r1", "r2")


def view(person: str, level: Level = Level.COMPETENT, line: str = "competent:0", *cited: str) -> View:
    return View(person=person, readings={"candor": Reading(level=level, line=line, cited=frozenset(cited))})


def test_two_who_cite_the_same_line_and_evidence_back_a_change() -> None:
    [found] = rules.backings(
        [view("ana", Level.COMPETENT, "competent:0", "e1"), view("ben", Level.COMPETENT, "competent:0", "e1", "e2")],
        "candor",
    )
    assert (found.voices, found.cited) == (("ana", "ben"), frozenset({"e1"}))


@pytest.mark.parametrize(
    "other",
    [
        view("ben", Level.COMPETENT, "competent:1", "e1"),
        view("ben", Level.ROLE_MODEL, "competent:0", "e1"),
        view("ben", Level.COMPETENT, "competent:0", "e2"),
        View(person="ben"),
    ],
)
def test_one_voice_is_no_backing(other: View) -> None:
    """Another line, another level, other evidence or nothing at all."""
    assert rules.backings([view("ana", Level.COMPETENT, "competent:0", "e1"), other], "candor") == []


def test_a_third_voice_takes_nothing_from_the_two_before_it() -> None:
    """Three share one piece and two of them share two: the change may rest on what the gate lets stand."""
    three = [view("ana", Level.COMPETENT, "competent:0", "e1", "e2"), view("ben", Level.COMPETENT, "competent:0", "e1")]
    shared = rules.backings([*three, replace(three[0], person="chi")], "candor")
    found = rules.carried(shared, Level.COMPETENT, lambda one: len(one.cited) == 2)
    assert found is not None
    assert (found.voices, found.cited) == (("ana", "chi"), frozenset({"e1", "e2"}))
    assert rules.carried(shared, Level.ROLE_MODEL, lambda _: True) is None


@given(
    views=st.lists(
        st.builds(
            lambda person, level, line, cited: view(person, level, line, *cited),
            st.sampled_from("abcde"),
            st.sampled_from(Level),
            st.sampled_from(("x:0", "x:1")),
            st.sets(st.sampled_from(("e1", "e2", "e3"))),
        ),
        max_size=6,
        unique_by=lambda one: one.person,
    )
)
def test_whatever_is_said_a_backing_has_two_voices_and_evidence(views: list[View]) -> None:
    """And each of them did cite that line, that level and all of that evidence."""
    said = {one.person: one.readings["candor"] for one in views}
    for found in rules.backings(views, "candor"):
        assert len(found.voices) >= rules.VOICES
        assert found.cited
        for one in found.voices:
            assert (said[one].level, said[one].line) == (found.level, found.line)
            assert found.cited <= said[one].cited


@given(
    reason=st.sampled_from(("", " ", "\u200b\u00ad", "why")),
    wording=st.sampled_from(("", "\n", "\u3164\u2060.", "words")),
    cited=st.sets(st.sampled_from(("e1", "e2"))),
    outcome=st.sampled_from(Outcome),
    holds=st.booleans(),
    level=st.sampled_from((None, *Level)),
)
def test_no_ruling_changes_a_rating_without_all_three(
    reason: str, wording: str, cited: set[str], outcome: Outcome, *, holds: bool, level: Level | None
) -> None:
    """The rationale law for every ruling there can be: what lacks one of them, or the gate, changes nothing."""
    rating = Rating(
        id="r",
        cycle="c",
        subject="s",
        competency="candor",
        state=State.SUBMITTED,
        text=Text(by="ana", at=1, level=Level.ROLE_MODEL, rationale="first"),
    )
    ruling = Ruling(
        subject="s",
        competency="candor",
        number=1,
        outcome=outcome,
        by="fay",
        at=2,
        original=Level.ROLE_MODEL,
        level=level,
        reason=reason,
        wording=wording,
        cited=frozenset(cited),
    )
    decision = ruling.decision
    assert (decision is not None) == (outcome is Outcome.CHANGED and level is not None)
    if decision is None:
        return
    if reason == "why" and wording == "words" and cited and holds:
        after = ratings_calibrated.decide(rating, decision, holds=holds)
        assert (after.text.level, after.text.rationale, after.text.wording) == (level, reason, wording)
    else:
        with pytest.raises(NoRationaleError):
            ratings_calibrated.decide(rating, decision, holds=holds)


FIRST = Ruling(subject="s", competency="c", number=1, outcome=Outcome.KEPT, by="fay", at=1, original=Level.COMPETENT)


def test_a_decision_that_was_taken_back_or_replaced_never_stands_again() -> None:
    """In whichever order they are undone, the room decides anew on what it had given up."""
    second = replace(FIRST, number=2, outcome=Outcome.RETURNED)
    assert rules.standing([second, FIRST]) == {("s", "c"): second}
    assert rules.standing([FIRST, replace(second, undone_at=3)]) == {}
    assert [rules.is_replaced(one, [FIRST, second]) for one in (FIRST, second)] == [True, False]


@pytest.mark.parametrize(
    ("other", "outcome", "error"),
    [(Outcome.RETURNED, Outcome.CHANGED, GoesBackError), (Outcome.CHANGED, Outcome.RETURNED, ChangesError)],
)
def test_a_review_that_goes_back_is_not_changed_as_well(
    other: Outcome, outcome: Outcome, error: type[RefusalError]
) -> None:
    """Until the other is taken back; what is decided on somebody else is no matter."""
    decided = replace(FIRST, outcome=other)
    with pytest.raises(error):
        rules.require_room(outcome, "s", [decided])
    rules.require_room(outcome, "s", [replace(decided, undone_at=2), replace(decided, subject="t")])
    rules.require_room(Outcome.KEPT, "s", [decided])


def test_a_decision_is_about_what_the_rating_said() -> None:
    """Handed in by somebody else it says the same; another reason, or other evidence, was not what the room read."""
    text = Text(by="ana", at=1, level=Level.COMPETENT, rationale="why", cited=frozenset({"e1", "e2"}))
    ruling = replace(FIRST, stood=ratings_calibrated.digest(text))
    assert ruling.is_about(replace(text, by="eve", at=9))
    assert not FIRST.is_about(text)
    for other in ({"level": None}, {"rationale": "w"}, {"counter": "but"}, {"cited": frozenset({"e1"})}):
        assert not ruling.is_about(replace(text, **other))


# --- Points -------------------------------------------------------------------------------------------------------


def test_points_are_counted_without_names_of_those_who_gave_all() -> None:
    views = [
        View(person="ana", points={"r1": 2, "r2": 1}),
        View(person="ben", points={"r1": 1, "r2": 1}),
        View(person="chi", points={"r1": 0}),
    ]
    found = rules.spread(views, LINES)
    assert (found.counts, found.totals, found.median) == ({"r1": (0, 1, 1), "r2": (0, 2, 0)}, (2, 3), 2.5)
    assert rules.spread([], LINES).median is None


@pytest.mark.parametrize(("points", "is_thin"), [((1, 1), True), ((2, 0), True), ((2, 2), False)])
def test_thin_evidence_is_not_decided_on_talk(points: tuple[int, int], is_thin: bool) -> None:
    """Under 7 of 12 points in the middle, or most see no corroboration."""
    lines = tuple(f"r{number}" for number in range(1, 7))
    given_ = dict.fromkeys(lines, points[0]) | {"r2": points[1]}
    views = [View(person=one, points=given_) for one in "abc"]
    assert rules.is_thin(rules.spread(views, lines), "r2") is is_thin


def test_a_rating_rests_on_points_that_two_managers_gave() -> None:
    """Half of the lines are no points, and nobody has called evidence thin that nobody has read."""
    whole, half = {"r1": 2, "r2": 2}, {"r1": 2}
    given_ = [View(person="ana", points=whole), View(person="ben", points=half), View(person="chi")]
    assert not rules.has_points(rules.spread(given_, LINES))
    assert rules.has_points(rules.spread([*given_, View(person="dan", points=whole)], LINES))
    assert not rules.is_thin(rules.spread([], LINES), "r2")


# --- The room -----------------------------------------------------------------------------------------------------


def test_the_least_senior_speaks_first_and_whoever_rates_speaks_last() -> None:
    """Whoever has more people above them, then whoever came later; where that is the same, chance."""
    those = [
        Voice(person="boss", above=1, since=1),
        Voice(person="old", above=3, since=1),
        Voice(person="new", above=3, since=9),
        Voice(person="rater", above=4, since=9),
    ]
    for lot, order in itertools.product("abc", itertools.permutations(those)):
        assert room.voices(order, rater="rater", lot=lot) == ("new", "old", "boss", "rater")
    assert room.voices(those[:3], rater="rater", lot="a") == ("new", "old", "boss")
    alike = [Voice(person=one, above=3, since=1) for one in "xyz"]
    assert len({room.voices(alike, rater="rater", lot=str(case)) for case in range(60)}) == 6


def test_the_timer_counts_whole_minutes_and_goes_on_beyond() -> None:
    minute = MINUTE_MS
    assert room.clock(0, 5, now=4 * minute + 59_999).left == 1
    late = room.clock(0, 5, now=7 * minute)
    assert (late.left, late.over) == (0, 2)
    assert room.next_tick(1_000, now=1_000 + minute) == 1_000 + 2 * minute


def test_a_shorter_session_shortens_each_part_alike() -> None:
    parts = [Segment(start=start, end=end, title="", say="", do="", output="") for start, end in ((0, 10), (10, 90))]
    assert room.segment_clock(parts, 1, 0, now=0, minutes=90).total == 80
    assert room.segment_clock(parts, 1, 0, now=0, minutes=45).total == 40
