"""A rating is written in the open, handed in with its reasons, and may be disputed; no text and no step is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import ratings
from domain.competencies import Level
from domain.contact import Calendar
from domain.errors import StaleError
from domain.ratings import Deed, Rating, State, Text

WHY = "Two people saw the risk named early"
MO = Text(by="mo", at=1, level=Level.ROLE_MODEL, rationale=WHY)
DRAFT = Rating(id="r1", cycle="c1", subject="sam", competency="candor", text=MO)


def after(*deeds: Deed, rating: Rating = DRAFT) -> Rating:
    for deed in deeds:
        rating = ratings.take(rating, deed, by="somebody", now=2, reason="For a reason", holds=True)
    return rating


RELEASED = after(Deed.SUBMIT, Deed.RELEASE)
DISPUTED = after(Deed.DISPUTE, rating=RELEASED)


def test_a_rating_goes_from_its_draft_to_whom_it_is_about() -> None:
    """Each step is kept with who took it and what the rating said then."""
    read = after(Deed.ACKNOWLEDGE, rating=RELEASED)
    assert read.state is State.ACKNOWLEDGED
    assert [step.deed for step in read.steps] == [Deed.SUBMIT, Deed.RELEASE, Deed.ACKNOWLEDGE]
    assert {step.level for step in read.steps} == {Level.ROLE_MODEL}
    assert ratings.last(read, Deed.RELEASE) == read.steps[1]
    assert ratings.last(read, Deed.DISPUTE) is None


@pytest.mark.parametrize("deed", [Deed.SUBMIT, Deed.RELEASE])
def test_what_the_evidence_does_not_carry_is_neither_handed_in_nor_released(deed: Deed) -> None:
    """The gate is asked both times: evidence may have been contested in between."""
    before = DRAFT if deed is Deed.SUBMIT else after(Deed.SUBMIT)
    with pytest.raises(ratings.UnsupportedError):
        ratings.take(before, deed, by="mo", now=2, holds=False)


def test_a_rating_without_level_or_reasons_is_not_handed_in() -> None:
    """Even when the gate would let it pass."""
    with pytest.raises(ratings.UnsupportedError):
        ratings.take(replace(DRAFT, text=replace(MO, level=None)), Deed.SUBMIT, by="mo", now=2, holds=True)
    with pytest.raises(ratings.ReasonMissingError):
        ratings.take(replace(DRAFT, text=replace(MO, rationale=" ")), Deed.SUBMIT, by="mo", now=2, holds=True)


@pytest.mark.parametrize(
    ("rating", "deed", "state"),
    [
        (after(Deed.SUBMIT), Deed.RETURN, State.RETURNED),
        (RELEASED, Deed.DISPUTE, State.DISPUTED),
        (DISPUTED, Deed.UPHOLD, State.UPHELD),
        (DISPUTED, Deed.REOPEN, State.REOPENED),
        (RELEASED, Deed.REOPEN, State.REOPENED),
    ],
)
def test_a_step_back_has_a_reason(rating: Rating, deed: Deed, state: State) -> None:
    """Whoever it comes to reads it."""
    with pytest.raises(ratings.ReasonMissingError):
        ratings.take(rating, deed, by="hana", now=2, reason=" ")
    assert ratings.take(rating, deed, by="hana", now=2, reason="Because").state is state


def test_what_was_sent_back_is_written_and_handed_in_anew() -> None:
    """So is what was reopened after a dispute."""
    assert after(Deed.SUBMIT, Deed.RETURN, Deed.SUBMIT).state is State.SUBMITTED
    assert after(Deed.REOPEN, Deed.SUBMIT, Deed.RELEASE, Deed.DISPUTE, rating=DISPUTED).state is State.DISPUTED


def test_a_dispute_is_answered_once() -> None:
    """Whoever read that the rating stands may acknowledge it; only another text can be disputed again."""
    upheld = after(Deed.UPHOLD, rating=DISPUTED)
    assert not ratings.may(upheld, Deed.DISPUTE)
    assert not ratings.may(after(Deed.ACKNOWLEDGE, rating=upheld), Deed.DISPUTE)
    assert ratings.may(after(Deed.REOPEN, Deed.SUBMIT, Deed.RELEASE, rating=upheld), Deed.DISPUTE)
    assert after(Deed.ACKNOWLEDGE, rating=upheld).state is State.ACKNOWLEDGED
    assert after(Deed.ACKNOWLEDGE, Deed.DISPUTE, rating=RELEASED).state is State.DISPUTED


@pytest.mark.parametrize(("state", "deed"), list(product(State, Deed)))
def test_no_other_step_can_be_taken(state: State, deed: Deed) -> None:
    """A button that was drawn before is answered as such, and nothing changes."""
    rating = replace(DRAFT, state=state)
    if not ratings.may(rating, deed):
        with pytest.raises(StaleError):
            ratings.take(rating, deed, by="mo", now=2, reason="Because", holds=True)
    assert not (state in ratings.OPEN and deed is not Deed.SUBMIT and ratings.may(rating, deed))


def test_a_draft_is_saved_as_often_as_it_is_closed() -> None:
    """The same text again is no new version; what was handed in is not written over."""
    once = ratings.write(DRAFT, replace(MO, at=2, counter="The May release was late"), base=1)
    assert (once.text.counter, once.version) == ("The May release was late", 2)
    assert ratings.write(once, replace(once.text, at=9), base=1) is once
    with pytest.raises(StaleError):
        ratings.write(after(Deed.SUBMIT), MO, base=1)


def test_when_two_managers_write_at_once_both_texts_are_kept() -> None:
    """Nothing is handed in before one of them has joined the two."""
    mine = ratings.write(DRAFT, replace(MO, rationale="Mine"), base=1)
    both = ratings.write(mine, Text(by="max", at=3, level=Level.COMPETENT, rationale="Yours"), base=1)
    assert (both.text.rationale, [rival.rationale for rival in both.rivals]) == ("Mine", ["Yours"])
    with pytest.raises(ratings.TwoTextsError):
        ratings.take(both, Deed.SUBMIT, by="mo", now=4, holds=True)
    with pytest.raises(StaleError):
        ratings.settle(both, MO, base=mine.version)
    joined = ratings.settle(both, replace(MO, rationale="Mine and yours"), base=both.version)
    assert (joined.text.rationale, joined.rivals) == ("Mine and yours", ())


writings = st.lists(st.tuples(st.sampled_from(["mo", "max"]), st.integers(0, 4), st.text(max_size=3)), max_size=8)


@given(writings)
def test_whatever_two_people_save_the_last_words_of_each_are_still_there(writing: list[tuple[str, int, str]]) -> None:
    """However old the version was that they had before them: only who read the newest one replaces it."""
    rating, unread = DRAFT, dict[str, str]()
    for by, behind, words in writing:
        base = max(1, rating.version - behind)
        if base == rating.version:
            unread = {who: said for who, said in unread.items() if said != rating.text.rationale}  # it was read
        rating = ratings.write(rating, Text(by=by, at=2, rationale=words), base=base)
        unread[by] = words
        kept = {rating.text.rationale, *(rival.rationale for rival in rating.rivals)}
        assert set(unread.values()) <= kept


def test_of_three_texts_each_is_kept_once() -> None:
    """Whoever writes again replaces their own, not what the others wrote meanwhile."""
    first = ratings.write(DRAFT, replace(MO, rationale="Mo"), base=1)
    second = ratings.write(first, Text(by="max", at=2, rationale="Max"), base=1)
    third = ratings.write(second, Text(by="ada", at=3, rationale="Ada"), base=1)
    again = ratings.write(third, Text(by="max", at=4, rationale="Max again"), base=2)
    assert [rival.rationale for rival in again.rivals] == ["Ada", "Max again"]


def test_a_dispute_has_a_clock_in_working_days() -> None:
    """Two weeks; and a rating that lacks evidence stays open for one."""
    calendar = Calendar(holidays=frozenset({date(2026, 4, 6)}))
    assert ratings.answer_by(date(2026, 4, 2), calendar) == date(2026, 4, 17)
    assert ratings.open_until(date(2026, 4, 2), calendar) == date(2026, 4, 10)
