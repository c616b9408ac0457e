"""What a sprint says to those who take part: that it is practice, what counts can tell, and what is told no more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.competencies import Level
from tests.laws import view_examples
from views import calibration_sprint as sprints
from views import calibration_sprint_told as told
from views import calibration_sprint_week as week
from views.calibration_sprint import CASES, NOW, SEEN, SPRINT, WEEKS
from views.calibration_sprint_week import Told
from views.forms import Choice, Form
from views.vocabulary import Card

FORM = sprints.ask(SEEN, WEEKS[1], CASES, {}, {"a1": Level.COMPETENT})
NOTHING_READ = Told(week=WEEKS[1], cases=CASES, mine={}, group=None)


def words(view: object) -> str:
    return " ".join(view_examples.words(view))


@pytest.mark.parametrize("view", [*told.EXAMPLES, told.waiting(SEEN, WEEKS[0]), FORM, sprints.whole(SEEN)])
def test_whatever_of_a_sprint_somebody_hears_first_says_that_it_is_practice(view: Card | Form) -> None:
    """A reminder may come before the message it reminds of, and Home before both."""
    assert "nothing in it counts" in words(view) or "Practice, nothing counts" in words(view)


def test_before_they_choose_managers_read_what_counts_without_names_can_tell() -> None:
    """That others see whether they have read, also that they have not."""
    for view in (FORM, sprints.whole(SEEN)):
        assert "see whether you have read" in words(view)
        assert "where all others chose the same level" in words(view)


def test_a_form_that_comes_back_keeps_what_was_chosen() -> None:
    """One case was left out; the other need not be thought through again."""
    assert [one.value for one in FORM.fields if isinstance(one, Choice)] == [Level.COMPETENT.value, ""]


def test_a_week_that_is_told_no_more_says_why_and_promises_nothing() -> None:
    """Something was deleted, or the sprint was stopped while it went on."""
    gone = words(week.show(SEEN, replace(NOTHING_READ, has_lost=True)))
    stopped = words(week.show(replace(SEEN, sprint=replace(SPRINT, stopped_at=NOW)), NOTHING_READ))
    assert "was deleted" in gone
    assert "stopped before this week was over" in stopped
    assert "You see how the group read" not in gone + stopped
