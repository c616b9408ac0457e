"""Both sides of a dispute read why it was decided as it was, and nothing of an earlier round as if it were open."""

from __future__ import annotations

from dataclasses import replace

from domain import policy
from domain.policy import Condition, Kind, Role
from domain.ratings import Deed, State
from tests.laws.view_examples import found
from views import reviews as writing
from views import reviews_form
from views import reviews_read as views
from views.forms import Choices
from views.reviews_read import RELEASED, REOPENED, UPHELD
from views.reviews_sheet import COMPETENCIES, RATING, SHEET, STATES, Sheet
from views.vocabulary import Button, Card, Note, Option, Quote

UPHELD_WHY, REOPENED_WHY = "Both pieces are there; one is dated wrongly.", "One is missing."
OBJECTION = "I flagged it twice, and once is missing."


def quotes(card: Card) -> set[str]:
    return {str(one.text) for one in found(card, Quote)}


def again(sheet: Sheet) -> Sheet:
    """Written anew, and released once more."""
    release = RELEASED.review.ratings[0].steps[0]
    steps = (*sheet.review.ratings[0].steps, replace(release, deed=Deed.SUBMIT), release)
    ratings = tuple(replace(one, steps=steps, state=State.RELEASED) for one in sheet.review.ratings)
    return replace(sheet, review=replace(sheet.review, state=State.RELEASED, ratings=ratings))


def test_whoever_wrote_it_reads_why_it_stands_beside_what_was_said_against_it() -> None:
    """As the person does."""
    assert quotes(views.other(UPHELD, may_return=False, decides=False)) >= {OBJECTION, UPHELD_WHY}
    assert UPHELD_WHY in quotes(views.own(UPHELD))


def test_the_person_reads_why_it_is_written_anew_until_it_is_released_again() -> None:
    """Then it is another text, which may be disputed like any."""
    assert REOPENED_WHY in quotes(views.before_release(REOPENED))
    released = again(REOPENED)
    assert not quotes(views.other(released, may_return=False, decides=False)) & {OBJECTION, REOPENED_WHY}
    assert "Dispute it" in {one.label for one in found(views.own(again(UPHELD)), Button)}


def test_a_draft_says_who_the_policy_lets_read_it() -> None:
    """HR for a reason, and whoever acts for the manager; nobody further up, and no session."""
    lines = [str(one.spans) for one in found(writing.to_write(SHEET), Note)] + [STATES[State.DRAFT]]
    for line in lines:
        assert "HR (for a reason that is recorded)" in line
        assert "acts for" in line
        assert "only you" not in line
    assert policy.readers(Kind.DRAFT_RATING, {Condition.TRANSFERABLE, Condition.UNDER_WAY}) == (
        Role.AUTHOR,
        Role.MANAGER,
    )


def test_of_more_pieces_than_a_form_shows_those_that_were_chosen_are_among_them() -> None:
    """Then the latest."""
    offered = [Option(f"p{number}", "A piece", "What was seen") for number in range(120)]
    old = replace(RATING, text=replace(RATING.text, cited=frozenset({"p119"})))
    form = reviews_form.rate(SHEET, COMPETENCIES[0], old, offered, counter="", text=old.text)
    [cited] = [one for one in form.fields if isinstance(one, Choices) and one.name == "cited"]
    assert [one.value for one in cited.options][:2] == ["p119", "p0"]
    assert cited.value == ("p119",)
