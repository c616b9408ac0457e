"""Filling in a ballot: answer, skip, go back, change, until it is sent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import pulses
from domain import pulses_draft as rules
from domain.pulses import Template, questions
from domain.pulses_draft import BACK, KEEP, NOT_APPLICABLE, SKIPPED, BallotError, Draft

ITEMS = questions(pulses.bank().asked(Template.FOUR_WEEKLY, 2, ("rec",)))  # 4 + 4, fr18 among them, and 0 to 10
CHOICES = ("1", "2", "5", "7", "10", "x", SKIPPED, NOT_APPLICABLE, BACK, KEEP, "", "-1", "٣")


def after(*choices: str) -> Draft:
    draft = rules.begun(ITEMS)
    for choice in choices:
        draft = rules.pressed(draft, ITEMS, choice)
    return draft


def test_each_press_answers_one_question_and_leads_to_the_next() -> None:
    """Nine questions, nine presses."""
    draft = after("1", "2", "3", "4", "5", "1", "2", "3", "10")
    assert draft.is_complete
    assert rules.answers(draft.marks, ITEMS) == dict(
        zip((item.id for item in ITEMS), (1, 2, 3, 4, 5, 1, 2, 3, 10), strict=True)
    )


def test_an_answer_can_be_changed_or_kept_until_it_is_sent() -> None:
    """Back leads to the question before, also from the end."""
    assert after("1", "2", BACK, "5").marks.startswith("15.")
    assert after("1", "2", BACK, KEEP).at == 2
    assert after(BACK) == rules.begun(ITEMS)
    assert after(*"123451", SKIPPED, "2", "0", BACK).at == 8


def test_what_was_skipped_or_does_not_apply_is_missing() -> None:
    """Never a middle value."""
    draft = after("1", SKIPPED, "3", "4", "2", "2", "2", NOT_APPLICABLE)
    assert ITEMS[7].may_not_apply
    assert ITEMS[1].id not in rules.answers(draft.marks, ITEMS)
    assert ITEMS[7].id not in rules.answers(draft.marks, ITEMS)
    assert draft.answered == 6


@pytest.mark.parametrize("choice", ["0", "6", "10", "x", NOT_APPLICABLE, "", "٣", KEEP, "11"])
def test_what_is_no_answer_to_the_question_is_refused(choice: str) -> None:
    """A button of another question, or one that nobody drew."""
    with pytest.raises(BallotError):
        rules.pressed(rules.begun(ITEMS), ITEMS, choice)


def test_nothing_is_answered_after_the_last_question() -> None:
    """Only sent, or gone back from."""
    with pytest.raises(BallotError):
        after(*[SKIPPED] * len(ITEMS), "1")


@given(st.lists(st.sampled_from(CHOICES), max_size=40))
def test_every_draft_can_be_written_and_read_and_says_nothing_by_its_length(choices: list[str]) -> None:
    """Whatever is pressed, in whatever order."""
    draft = rules.begun(ITEMS)
    for choice in choices:
        try:
            draft = rules.pressed(draft, ITEMS, choice)
        except BallotError:
            continue
        assert rules.read(rules.written(draft), ITEMS) == draft
        assert len(rules.written(draft)) == len(rules.written(rules.begun(ITEMS)))


@pytest.mark.parametrize("text", ["", "00:", "00:....", "99:.........", "x:.........", "00:9........", "00:........n"])
def test_a_draft_of_other_questions_is_refused(text: str) -> None:
    """Also one with an answer that its question does not have."""
    with pytest.raises(BallotError):
        rules.read(text, ITEMS)


def test_a_question_that_was_answered_says_so() -> None:
    """So that it can be kept."""
    assert after("1", BACK).is_known
    assert not after("1").is_known
    assert not replace(after("1"), at=len(ITEMS)).is_known
