"""Whether recognition reaches everybody, by worked cases; with too few notes nothing is said."""

from __future__ import annotations

import pytest

from domain import reach, result
from domain.local_time import DAY_MS
from domain.reach import Metric, Note, Reading
from domain.result import Reason
from tests.domain.published_cases import case

NOW = 1_790_000_000_000
TEAM = [f"p{number}" for number in range(10)]


def note(giver: str, receiver: str, *, days: float = 1, leaves: bool = False) -> Note:
    return Note(giver=giver, receiver=receiver, given_at=NOW - round(days * DAY_MS), leaves_team=leaves)


def test_gini_is_as_worked_out() -> None:
    """Everybody alike is 0; all to one is 1 however small the team."""
    given, expected = case("gini")
    for received, plain, corrected in zip(given["received"], expected["gini"], expected["gini_corrected"], strict=True):
        assert reach.uncorrected(received) == pytest.approx(plain, abs=1e-6)
        assert reach.gini(received).value == pytest.approx(corrected, abs=1e-6)


def test_without_notes_nothing_is_uneven() -> None:
    """And one member is even with nobody."""
    assert reach.gini([0] * 8).reason is Reason.NO_DATA
    assert reach.gini([3]).reason is Reason.ONE_MEMBER
    assert reach.gini([]).reason is Reason.NO_DATA
    assert reach.coverage([]).reason is Reason.NO_DATA
    assert reach.cross_team([]).reason is Reason.NO_DATA


def test_a_note_back_within_two_weeks_answers_the_first() -> None:
    """Not one after them, not one before, and not one to somebody else."""
    asked = note("ben", "ana", days=20)
    for days, share in ((6, 1), (5.9, 0), (21, 0), (20, 0)):
        assert reach.reciprocity([note("ana", "ben", days=days)], [asked]).value == share
    assert reach.reciprocity([note("ana", "chi", days=10)], [asked]).value == 0


def test_who_gives_most_is_a_tenth_rounded_up() -> None:
    """Of eleven members, two."""
    given = [note(giver, "x") for giver in ("ana", "ana", "ana", "ben", "ben", "chi")]
    assert reach.concentration(given, 10).value == 3 / 6
    assert reach.concentration(given, 11).value == 5 / 6


def test_a_team_is_read_over_sixty_days() -> None:
    """Notes to members for coverage, notes by members for the rest; older ones only as what may be answered."""
    notes = [note("p1", "p0", days=day) for day in range(1, 21)]
    notes += [
        note("p2", "p3", days=60),
        note("x", "p4", days=60),
        note("x", "p5", days=59),
        note("p6", "x", leaves=True),
    ]
    found = reach.reach(TEAM, notes, now=NOW)
    assert found[Metric.COVERAGE] == Reading(figure=result.found(0.2, 10), look_closer=True)
    assert found[Metric.GINI].figure is None
    assert found[Metric.CONCENTRATION] == Reading(figure=result.found(20 / 21, 21), look_closer=True)
    assert found[Metric.CROSS_TEAM] == Reading(figure=result.found(1 / 21, 21), look_closer=True)
    assert found[Metric.RECIPROCITY] == Reading(figure=result.found(0, 21), look_closer=False)


@pytest.mark.parametrize(
    ("metric", "members", "notes"),
    [
        (Metric.COVERAGE, 5, 0),
        (Metric.GINI, 8, 24),
        (Metric.RECIPROCITY, 5, 20),
        (Metric.CONCENTRATION, 10, 20),
        (Metric.CROSS_TEAM, 5, 20),
    ],
)
def test_each_figure_is_shown_from_enough_members_and_notes(metric: Metric, members: int, notes: int) -> None:
    """One fewer of either, and there are too few to say."""

    def shown(members: int, notes: int) -> bool:
        team = TEAM[:members]
        given = [note(team[number % members], team[(number + 1) % members]) for number in range(notes)]
        return reach.reach(team, given, now=NOW)[metric].figure is not None

    assert shown(members, notes)
    assert not shown(members - 1, notes)
    assert not notes or not shown(members, notes - 1)


@pytest.mark.parametrize(("received", "closer"), [((1, 1, 1, 1, 1, 1, 1, 0, 0, 0), False), ((1,) * 6 + (0,) * 4, True)])
def test_seven_in_ten_are_enough(received: tuple[int, ...], closer: bool) -> None:
    """The level itself is no reason to look closer."""
    notes = [note("x", member) for member, count in zip(TEAM, received, strict=True) for _ in range(count)]
    assert reach.reach(TEAM, notes, now=NOW)[Metric.COVERAGE].look_closer is closer
