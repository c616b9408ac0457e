"""A review is handed in as a whole, on its evidence; who reads it when follows from how it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain import policy, ratings, ratings_calibrated, reviews
from domain.competencies import Direction, Level
from domain.corroboration import Missing, Reason, Verdict
from domain.cycles import Cycle
from domain.cycles import State as CycleState
from domain.errors import StaleError
from domain.evidence import Period
from domain.policy import Condition, Role, Standing
from domain.policy import Kind as Object
from domain.ratings import Deed, Rating, State, Text
from domain.ratings_calibrated import Decision, NoRationaleError
from domain.reviews import Gap, Review

UP = Text(by="mo", at=1, level=Level.ROLE_MODEL, rationale="Two people saw it.", cited=frozenset({"e1"}))
HOLDS = Verdict(direction=Direction.ABOVE, needed=2, support=(), pair=None, missing=())
LACKS = replace(HOLDS, missing=(Missing(reason=Reason.TOO_FEW),))
CANDOR = Rating(id="r1", cycle="c1", subject="sam", competency="candor", text=UP)
ERRORS = replace(CANDOR, id="r2", competency="errors")
REVIEW = Review(cycle="c1", round="", subject="sam", ratings=(CANDOR, ERRORS), manager="mo")
BOTH = {"candor": HOLDS, "errors": HOLDS}
CYCLE = Cycle(
    id="c1",
    name="Autumn",
    period=Period(start=date(2026, 7, 1), end=date(2026, 12, 31)),
    checkpoints=(),
    framework="default",
    framework_version=1,
    state=CycleState.OPEN,
)


def after(*deeds: Deed, review: Review = REVIEW) -> Review:
    for deed in deeds:
        review = reviews.take(review, deed, by="somebody", now=2, reason="For a reason", verdicts=BOTH)
    return review


def met(review: Review, reader: str = "new", *, shown: frozenset[str] = frozenset({"e1"})) -> frozenset[Condition]:
    return reviews.conditions(review, CYCLE, reader, shown=shown)


def test_one_rating_that_its_evidence_does_not_carry_keeps_the_whole_back() -> None:
    """And what is missing is said of that one alone."""
    verdicts = {"candor": HOLDS, "errors": LACKS}
    assert reviews.gaps(REVIEW, verdicts) == {"errors": Gap.NOT_CARRIED}
    with pytest.raises(ratings.UnsupportedError):
        reviews.take(REVIEW, Deed.SUBMIT, by="mo", now=2, verdicts=verdicts)
    assert after(Deed.SUBMIT).state is State.SUBMITTED


@pytest.mark.parametrize(
    ("rating", "verdicts", "gap"),
    [
        (replace(CANDOR, rivals=(UP,)), BOTH, Gap.TWO_TEXTS),
        (replace(CANDOR, text=replace(UP, level=None)), BOTH, Gap.NO_LEVEL),
        (CANDOR, {}, Gap.NOT_CARRIED),
        (replace(CANDOR, text=replace(UP, rationale=" ")), BOTH, Gap.NO_REASON),
    ],
)
def test_the_first_thing_missing_is_the_one_that_is_told(
    rating: Rating, verdicts: dict[str, Verdict], gap: Gap
) -> None:
    """One thing to do at a time."""
    assert reviews.gaps(replace(REVIEW, ratings=(rating,)), verdicts) == {"candor": gap}


def test_where_evidence_is_missing_what_the_role_needs_is_kept() -> None:
    """Only there: not where it is carried, where nothing was chosen, or where two texts wait to be joined."""
    empty = replace(ERRORS, text=Text(by="", at=0), competency="empty")
    torn = replace(ERRORS, rivals=(UP,), competency="torn")
    review = replace(REVIEW, ratings=(CANDOR, ERRORS, empty, torn))
    kept = reviews.keep_expected(review, {"candor": HOLDS, "errors": LACKS, "torn": LACKS}, by="mo", now=5)
    assert [one.text.level for one in kept.ratings] == [Level.ROLE_MODEL, Level.COMPETENT, None, Level.ROLE_MODEL]
    assert kept.ratings[1].version == ERRORS.version + 1
    unknown = reviews.keep_expected(review, {}, by="mo", now=5)
    assert unknown.ratings[0].text.level is Level.COMPETENT
    plain = replace(REVIEW, ratings=(replace(CANDOR, text=replace(UP, level=Level.COMPETENT)),))
    assert reviews.keep_expected(plain, {"candor": LACKS}, by="mo", now=5) == plain
    assert kept.ratings[1].text.rationale == UP.rationale


def test_a_step_forgets_who_asked_for_its_release_and_handing_in_since_when_it_lacked_something() -> None:
    """What was asked of another text is not asked of this one."""
    held = replace(REVIEW, held_on=date(2026, 9, 1), release_asked_by="hana")
    submitted = after(Deed.SUBMIT, review=held)
    assert (submitted.held_on, submitted.release_asked_by) == (None, None)
    asked = replace(submitted, release_asked_by="hana")
    assert after(Deed.RETURN, review=asked).release_asked_by is None
    assert after(Deed.RELEASE, review=asked).release_asked_by is None


def test_the_person_reads_it_from_its_release_until_it_is_written_anew() -> None:
    """Until then the policy sees a draft, which nobody reads of themselves."""
    released = after(Deed.SUBMIT, Deed.RELEASE)
    for review, reads in ((REVIEW, False), (after(Deed.SUBMIT), False), (released, True)):
        assert (Condition.RELEASED in met(review)) is reads
        assert (review.object is Object.CALIBRATED_RATING) is reads
    assert Condition.RELEASED not in met(after(Deed.DISPUTE, Deed.REOPEN, review=released))
    assert Condition.CONTESTED in met(after(Deed.DISPUTE, review=released))
    assert Condition.CONTESTED not in met(released)


def test_a_draft_passes_to_the_next_manager_with_evidence_that_the_person_knows() -> None:
    """What they could not read yet stays with whoever wrote of it."""
    assert Condition.TRANSFERABLE in met(REVIEW)
    assert Condition.TRANSFERABLE not in met(REVIEW, shown=frozenset())
    assert Condition.TRANSFERABLE in met(REVIEW, "mo", shown=frozenset())
    assert Condition.TRANSFERABLE in met(replace(REVIEW, manager=None), shown=frozenset())
    against = replace(UP, cited=frozenset(), against=frozenset({"e2"}))
    assert Condition.TRANSFERABLE not in met(replace(REVIEW, ratings=(replace(CANDOR, text=against),)))


def test_what_was_handed_in_is_changed_by_nobody_and_read_by_those_above() -> None:
    """And a cycle that is closed is under way no more."""
    submitted = met(after(Deed.SUBMIT))
    assert {Condition.SUBMITTED} <= submitted
    assert Condition.CHANGEABLE not in submitted
    assert Condition.CHANGEABLE in met(after(Deed.SUBMIT, Deed.RETURN))
    assert Condition.SUBMITTED not in met(after(Deed.SUBMIT, Deed.RETURN))
    closed = replace(CYCLE, state=CycleState.CLOSED)
    assert Condition.UNDER_WAY in met(REVIEW)
    assert Condition.UNDER_WAY not in reviews.conditions(REVIEW, closed, "mo", shown=frozenset())
    assert Condition.REASON in reviews.conditions(REVIEW, closed, "mo", shown=frozenset(), reason="They asked")


def test_what_was_opened_again_is_written_also_when_its_cycle_has_closed() -> None:
    """Given back after that as well; whatever else is open by then stays as it is."""
    closed = replace(CYCLE, state=CycleState.CLOSED)
    assert reviews.is_open(REVIEW, CYCLE)
    assert not reviews.is_open(REVIEW, closed)
    assert not reviews.is_open(after(Deed.SUBMIT, Deed.RELEASE), CYCLE)
    assert reviews.is_open(after(Deed.SUBMIT, Deed.RELEASE, Deed.REOPEN), closed)
    assert reviews.is_open(after(Deed.SUBMIT, Deed.RELEASE, Deed.REOPEN, Deed.SUBMIT, Deed.RETURN), closed)


# --- Compared with others -----------------------------------------------------------------------------------------

OFFICES = Standing(member=True, hr=True, ombud=True)


def offices(review: Review, who: str, *earlier: Text) -> frozenset[Role]:
    return policy.roles(reviews.with_hand(OFFICES, review, who, earlier)) & {Role.HR, Role.OMBUD}


def test_whoever_had_a_hand_in_a_review_holds_no_office_toward_it() -> None:
    """Who wrote any text of it or handed it in; who compared it with others or released it decides on no dispute."""
    handed_in = after(Deed.SUBMIT)
    first, second = handed_in.ratings
    torn = replace(CANDOR, rivals=(replace(UP, by="rival"),))
    assert offices(handed_in, "nobody") == {Role.HR, Role.OMBUD}
    assert offices(handed_in, "mo") == offices(handed_in, "somebody") == frozenset()
    assert offices(replace(REVIEW, ratings=(torn, ERRORS)), "rival") == frozenset()
    assert offices(handed_in, "before", replace(UP, by="before")) == frozenset()
    compared = replace(handed_in, ratings=(ratings_calibrated.decide(first, DECISION, holds=True), second))
    assert offices(compared, "fay") == {Role.HR}
    released = reviews.take(handed_in, Deed.RELEASE, by="hana", now=9, verdicts=BOTH)
    assert offices(released, "hana") == {Role.HR}


DECISION = Decision(
    by="fay",
    at=9,
    level=Level.COMPETENT,
    reason="The second piece is about another event.",
    wording="You are where the role needs you.",
    cited=frozenset({"e1"}),
)


def test_a_rating_that_changes_later_carries_its_reason_its_evidence_and_the_persons_words() -> None:
    """All of it in one step."""
    rating = after(Deed.SUBMIT).ratings[0]
    changed = ratings_calibrated.decide(rating, DECISION, holds=True)
    assert changed.version == rating.version + 1
    assert (changed.text.level, changed.text.rationale) == (Level.COMPETENT, DECISION.reason)
    assert (changed.text.wording, changed.text.cited) == (DECISION.wording, DECISION.cited)
    assert changed.state is State.SUBMITTED


@pytest.mark.parametrize("lacks", [{"reason": " "}, {"wording": ""}, {"cited": frozenset()}])
def test_without_any_of_the_three_it_does_not_change(lacks: dict[str, object]) -> None:
    """Promise 4; nor when the evidence does not carry the new level."""
    rating = after(Deed.SUBMIT).ratings[0]
    with pytest.raises(NoRationaleError):
        ratings_calibrated.decide(rating, replace(DECISION, **lacks), holds=True)  # type: ignore[arg-type]  # by name
    with pytest.raises(NoRationaleError):
        ratings_calibrated.decide(rating, DECISION, holds=False)


def test_what_is_not_handed_in_or_is_released_is_not_decided_on() -> None:
    """A draft is its manager's, and what the person has read is theirs to dispute."""
    for rating in (CANDOR, after(Deed.SUBMIT, Deed.RELEASE).ratings[0]):
        with pytest.raises(StaleError):
            ratings_calibrated.decide(rating, DECISION, holds=True)
