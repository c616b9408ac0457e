"""What the room sees of points: how often each was given, and nothing from which one could tell by whom."""

from __future__ import annotations

from domain.calibration_decisions import Mark, Spread
from domain.calibration_script import Line
from tests.laws import edges
from views import calibration_points as views
from views.calibration_packet import SHEET

LINES = (Line(id="r1", title="Specific", points=("traits", "some events", "what was seen")),)


def words(totals: tuple[int, ...], marks: dict[Mark, int]) -> str:
    card = views.spread(SHEET, LINES, Spread(counts={"r1": (0, 1, len(totals) - 1)}, totals=totals), marks)
    return "\n".join(shown.words for shown in edges.everywhere(card))


def test_three_are_shown_and_two_are_not() -> None:
    """Of two, each takes away their own and has the other's."""
    assert "in the middle, from 1 to 2" in words((1, 2, 2), {})
    assert "in the middle" not in words((1, 2), {})


def test_marks_from_before_the_meeting_are_counted_from_three_on() -> None:
    """They have a floor of their own: others may have marked than gave points."""
    assert "1 had a question" in words((1, 2, 2), {Mark.AGREE: 2, Mark.QUESTION: 1})
    assert "question" not in words((1, 2, 2), {Mark.AGREE: 1, Mark.QUESTION: 1})
