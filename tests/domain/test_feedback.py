"""Who may ask whom for feedback about whom, and who may answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain import feedback
from domain.errors import NotFoundError, StaleError
from domain.feedback import MOST_DAYS, Asked, Flaw, State
from domain.policy import Standing

TODAY = date(2026, 9, 21)
ASKED = Asked(id="1", subject="ben", asked="chi", by="mara", competency="", question="What?", due_on=TODAY, asked_at=0)
MANAGER, SELF = Standing(member=True, manager=True, in_line=True), Standing(member=True, subject=True)


def test_people_ask_about_themselves_and_about_whom_they_lead() -> None:
    """A colleague, HR, an ombud or whoever is further up asks nobody about somebody."""
    for asker in (MANAGER, SELF):
        assert feedback.problems(ASKED, asker, leads=False, today=TODAY) == {}
    above = Standing(member=True, skip_level=True, in_line=True)
    for asker in (above, Standing(member=True), Standing(member=True, hr=True, ombud=True, near=True)):
        assert feedback.problems(ASKED, asker, leads=False, today=TODAY) == {"subject": Flaw.NOT_YOURS}


@pytest.mark.parametrize(
    ("changed", "leads", "found"),
    [
        ({"asked": "ben"}, False, {"asked": Flaw.OF_ONESELF}),
        ({"asked": "mara"}, False, {"asked": Flaw.BY_ONESELF}),
        ({}, True, {"asked": Flaw.ABOVE}),
        ({"due_on": TODAY - timedelta(1)}, False, {"due_on": Flaw.PAST}),
        ({"due_on": TODAY + timedelta(MOST_DAYS + 1)}, False, {"due_on": Flaw.FAR}),
        ({"due_on": TODAY + timedelta(MOST_DAYS)}, False, {}),
        ({"question": "x" * 3_001}, False, {"question": Flaw.TOO_LONG}),
    ],
)
def test_a_question_that_cannot_be_asked_is_said_at_its_field(
    changed: dict[str, object], leads: bool, found: dict[str, Flaw]
) -> None:
    """The first thing that is wrong with each."""
    asked = replace(ASKED, **changed)  # type: ignore[arg-type]  # by field
    assert feedback.problems(asked, MANAGER, leads=leads, today=TODAY) == found


def test_only_the_colleague_answers_and_only_once() -> None:
    """Whoever asked cannot answer for them."""
    assert feedback.require_waiting(ASKED, by="chi") == ASKED
    with pytest.raises(NotFoundError):
        feedback.require_waiting(ASKED, by="mara")
    for state in set(State) - {State.ASKED}:
        with pytest.raises(StaleError):
            feedback.require_waiting(replace(ASKED, state=state), by="chi")
