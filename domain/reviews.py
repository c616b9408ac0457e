"""A review: all of a person's ratings in one round of a cycle, handed in, released and answered as one matter.

What holds for each rating is domain.ratings'; here it is asked of all of them at once, and who may read them when.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from domain import ratings
from domain.corroboration import Verdict
from domain.cycles import Cycle
from domain.cycles import State as Cycles
from domain.policy import Condition, Standing
from domain.policy import Kind as Object
from domain.ratings import OPEN, Deed, Rating, State, Step, Text

READ = frozenset({State.RELEASED, State.ACKNOWLEDGED, State.DISPUTED, State.UPHELD})  # by the person, with the reasons

REOPENABLE = READ - {State.DISPUTED}  # by HR; on a dispute an ombud decides


class Part(StrEnum):
    """Whose text it is. What the person or a second rater says stands beside the manager's and changes none of it."""

    MANAGER = "manager"
    SECOND = "second"
    SELF = "self"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """`round` names its rating checkpoint, as domain.reviews_rounds does.

    `ratings` holds one for each competency, in the order of the framework; `own` is what the person wrote, by it.

    `manager` wrote last, `release_asked_by` is who of HR asked for a second approval, of its release or, once it was
    released and for `reopen_reason`, of opening it again. `held_on` is when it lacked evidence to be handed in.
    """

    cycle: str
    round: str
    subject: str
    ratings: tuple[Rating, ...]
    manager: str | None = None
    own: Mapping[str, Text] = field(default_factory=dict)
    state: State = State.DRAFT
    held_on: date | None = None
    release_asked_by: str | None = None
    reopen_reason: str = ""
    version: int = 0

    @property
    def id(self) -> str:
        """Names it in a button, a due row or a notice."""
        return f"{self.subject}/{self.cycle}/{self.round}"

    def rating(self, competency: str) -> Rating | None:
        return next((one for one in self.ratings if one.competency == competency), None)

    @property
    def cited(self) -> frozenset[str]:
        return frozenset().union(*(one.text.cited | one.text.against for one in self.ratings))

    @property
    def object(self) -> Object:
        """As what the policy sees it: until it was released it is a draft, which its subject never reads."""
        return Object.CALIBRATED_RATING if self.state in READ else Object.DRAFT_RATING


class Gap(StrEnum):
    """What keeps one rating from being handed in."""

    TWO_TEXTS = "two people wrote it at the same time"
    NO_LEVEL = "no level is chosen"
    NO_REASON = "no reason is given"
    NOT_CARRIED = "the evidence does not carry it"


def gaps(review: Review, verdicts: Mapping[str, Verdict]) -> Mapping[str, Gap]:
    """Return the first of each rating that cannot be handed in yet, by competency."""
    found = {one.competency: _gap(one, verdicts.get(one.competency)) for one in review.ratings}
    return {competency: gap for competency, gap in found.items() if gap}


def _gap(rating: Rating, verdict: Verdict | None) -> Gap | None:
    if rating.rivals:
        return Gap.TWO_TEXTS
    if rating.text.level is None:
        return Gap.NO_LEVEL
    if verdict is None or not verdict.holds:
        return Gap.NOT_CARRIED
    return None if rating.text.rationale.strip() else Gap.NO_REASON


def take(
    review: Review, deed: Deed, *, by: str, now: int, reason: str = "", verdicts: Mapping[str, Verdict] | None = None
) -> Review:
    """Take a step with the whole of it; what was asked of it, or held it back, is past. Raises as ratings.take does."""
    carried = {competency for competency, verdict in (verdicts or {}).items() if verdict.holds}
    taken = tuple(
        ratings.take(one, deed, by=by, now=now, reason=reason, holds=one.competency in carried)
        for one in review.ratings
    )
    return replace(review, ratings=taken, state=taken[0].state, release_asked_by=None, reopen_reason="", held_on=None)


def is_open(review: Review, cycle: Cycle) -> bool:
    """Its text may be changed: until its cycle closes, and after that once it was opened again."""
    was_reopened = any(step.deed is Deed.REOPEN for step in review.ratings[0].steps)
    return review.state in OPEN and (cycle.state is not Cycles.CLOSED or was_reopened)


def keep_expected(review: Review, verdicts: Mapping[str, Verdict], *, by: str | None, now: int) -> Review:
    """Let every rating that the evidence does not carry say what the role needs; its reasons stay to be reworded.

    `by`: None when it happens by itself; the text stays whose it is then.
    """
    return replace(review, ratings=tuple(_kept(one, verdicts.get(one.competency), by, now) for one in review.ratings))


def _kept(one: Rating, verdict: Verdict | None, by: str | None, now: int) -> Rating:
    if one.text.level in {None, one.expected} or one.rivals or (verdict is not None and verdict.holds):
        return one
    return ratings.write(one, replace(one.text, by=by or one.text.by, at=now, level=one.expected), base=one.version)


# --- Who may read it ----------------------------------------------------------------------------------------------


def conditions(review: Review, cycle: Cycle, reader: str, *, shown: Set[str], reason: str = "") -> frozenset[Condition]:
    """Return how the review stands to its reader, in the words of the policy (TRUST.md section 1, notes 7 to 13).

    `shown` are the pieces that the subject knows. What a manager wrote on pieces that they do not know stays with that
    manager; everything else passes to whoever leads the subject now.
    """
    is_theirs = review.manager in {None, reader}
    holds = {
        Condition.TRANSFERABLE: is_theirs or review.cited <= shown,
        Condition.CHANGEABLE: review.state in OPEN,
        Condition.SUBMITTED: review.state not in OPEN,
        Condition.RELEASED: review.state in READ,
        Condition.CONTESTED: review.state is State.DISPUTED,
        Condition.UNDER_WAY: cycle.state is not Cycles.CLOSED,
        Condition.REASON: bool(reason.strip()),
    }
    return frozenset(condition for condition, is_met in holds.items() if is_met)


def with_hand(standing: Standing, review: Review, who: str, earlier: Iterable[Text] = ()) -> Standing:
    """Return what somebody is to a review in which they may have had a hand; `earlier` are texts that stood before.

    Whoever wrote of it or handed it in stands in its line for good, whatever office they hold besides, and whoever
    compared it with others or released it decides on no dispute of it.
    """
    before = tuple(earlier)
    wrote = hands(review, before)
    steps = review.ratings[0].steps
    decided = {text.by for text in _texts(review, before)} | {step.by for step in steps if step.deed is Deed.RELEASE}
    return replace(
        standing, in_line=standing.in_line or who in wrote, ombud=standing.ombud and who not in decided | wrote
    )


def hands(review: Review, earlier: Iterable[Text] = ()) -> frozenset[str]:
    """Return who wrote of the person or handed it in; whoever only compared it with others did neither."""
    steps = review.ratings[0].steps
    wrote = {text.by for text in _texts(review, earlier) if text.by and not _is_compared(text, steps)}
    return frozenset(wrote | {step.by for step in steps if step.deed is Deed.SUBMIT})


def _texts(review: Review, earlier: Iterable[Text]) -> list[Text]:
    return [*earlier, *(text for one in review.ratings for text in (one.text, *one.rivals))]


def _is_compared(text: Text, steps: Iterable[Step]) -> bool:
    """Nobody but a session changes what is handed in."""
    before = [step.deed for step in steps if step.at < text.at]
    return before[-1:] == [Deed.SUBMIT]
