"""One review as its reader sees it: found by the policy at this moment, with what stands beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from content import reviews as content
from domain import competencies, policy
from domain import evidence_spread as spread
from domain.competencies import Competency
from domain.corroboration import Verdict
from domain.errors import NotFoundError
from domain.evidence import Outline, State, strength
from domain.evidence_record import Record
from domain.evidence_spread import Caution
from domain.people import Person
from domain.policy import Role
from domain.privacy import DataClass
from domain.ratings import Rating, Text
from domain.reviews import Review
from handlers.turn import Press, Submit, Turn
from storage import evidence_reading, people, reads, reviews_file
from storage import reviews as storage
from storage.reviews import Found
from views import evidence as evidence_views
from views.forms import Values
from views.privacy import A_FORMER_COLLEAGUE
from views.reviews_sheet import Sheet
from views.vocabulary import Option
from views.wording import excerpt

_READS = (Role.MANAGER, Role.SKIP_LEVEL, Role.FACILITATOR, Role.OMBUD, Role.HR)  # whoever the person is told of
_COUNTS = {State.STANDING, State.KEPT}


def named(turn: Turn) -> str:
    """Return what was pressed, chosen or stands in the form: "person/cycle/round/competency", or the first of them."""
    said = turn.request.said
    if isinstance(said, Press):
        return said.value or said.subject
    return said.subject if isinstance(said, Submit) else ""


def review_id(turn: Turn) -> str:
    return "/".join(named(turn).split("/")[:3])


def values(turn: Turn) -> Values:
    said = turn.request.said
    return said.values if isinstance(said, Submit) else {}


def version(turn: Turn) -> int:
    said = turn.request.said
    return said.version if isinstance(said, Press | Submit) else 0


def met(turn: Turn, id: str, *, reason: str = "") -> Found:
    """Raises NotFoundError when there is none; what the actor may do with it is asked of it."""
    found = storage.meet(turn.unit, turn.actor, id, now=turn.now, reason=reason)
    if found is None:
        raise NotFoundError
    return found


def met_to_change(turn: Turn, *, reason: str = "") -> Found:
    """The same, and nobody else changes it until this turn is over."""
    people.lock(turn.unit, turn.actor.org, review_id(turn).partition("/")[0])
    return met(turn, review_id(turn), reason=reason)


def competency(turn: Turn, found: Found) -> tuple[Competency, Rating]:
    """Return the one that the press or the form is about. Raises NotFoundError."""
    which = (*named(turn).split("/"), "", "", "")[3]
    what, rating = found.framework.competency(which), found.review.rating(which)
    if what is None or rating is None:
        raise NotFoundError
    return what, rating


def verdicts(turn: Turn, found: Found) -> Mapping[str, Verdict]:
    file = reviews_file.file(turn.unit, turn.actor.org, found.round, found.review, now=turn.now)
    return reviews_file.verdicts(found.review, file, is_strict=found.is_strict)


def sheet(turn: Turn, found: Found, verdicts: Mapping[str, Verdict] | None = None, *, rates: str = "") -> Sheet:
    """`verdicts`: for whoever writes it. What was chosen is opened, and what may be for the competency it `rates`."""
    review = found.review
    pieces = reviews_file.readable(turn.unit, turn.actor, found, now=turn.now)
    chosen = frozenset().union(*(text.cited | text.against for text in _texts(review)))
    those = [one for one in pieces if one.id in chosen or (one.competency == rates and _counts(found, one))]
    records = evidence_reading.opened(turn.unit, turn.actor, those)
    known = _named(turn, review, records)
    names = {id: person.name for id, person in known.items()}
    counted = [one.competency for one in pieces if _counts(found, one)]
    return Sheet(
        review=review,
        round=found.round,
        subject=known[review.subject],
        competencies=found.framework.competencies,
        labels={level: scale.label for level, scale in content.default().scale.items()},
        verdicts=verdicts or {},
        counts={what: counted.count(what) for what in set(counted)},
        pieces={one.id: _called(one, names) for one in records},
        quotes={one.id: excerpt(one.item.behavior, 300) for one in records},
        names=names,
        cautions=_cautions(found, pieces) if verdicts else {},
    )


def offered(turn: Turn, found: Found, sheet: Sheet, rating: Rating) -> list[Option]:
    """Return the pieces of this competency and round that may be chosen, and those that were; the sheet opened them."""
    chosen = rating.text.cited | rating.text.against
    pieces = reviews_file.readable(turn.unit, turn.actor, found, now=turn.now)
    ids = [
        one.id for one in pieces if one.id in chosen or (one.competency == rating.competency and _counts(found, one))
    ]
    return [Option(id, excerpt(sheet.pieces[id], 75), excerpt(sheet.quotes[id], 75)) for id in ids]


def record_read(turn: Turn, found: Found, *, reason: str = "") -> None:
    """Somebody else read it, and the person can see by which role. Like every audit line it comes last."""
    held = policy.roles(found.standing)
    role = next((role for role in _READS if role in held), None)
    if role is None:
        return
    reads.record(
        turn.unit,
        turn.actor.org,
        reader=turn.actor.person.id,
        role=role.value,
        subject=found.review.subject,
        of=DataClass.REVIEWS,
        now=turn.now,
        rng=turn.rng,
        reason=reason,
    )


def _texts(review: Review) -> list[Text]:
    return [text for one in review.ratings for text in (one.text, *one.rivals)]


def _named(turn: Turn, review: Review, records: Sequence[Record]) -> Mapping[str, Person]:
    """Return everybody who is named in it, by id."""
    took = {step.by for one in review.ratings for step in one.steps}
    wrote = {text.by for text in _texts(review)} | {one.item.author for one in records}
    return people.by_ids(turn.unit, turn.actor.org, {review.subject, review.manager or ""} | took | wrote)


def _counts(found: Found, one: Outline) -> bool:
    return one.state in _COUNTS and found.round.period.holds(one.occurred_on)


def _cautions(found: Found, items: Sequence[Outline]) -> Mapping[str, Sequence[Caution]]:
    """As far as the reader may read the pieces."""
    return {
        one.competency: spread.cautions(
            [item for item in items if item.id in one.text.cited],
            [item for item in items if item.competency == one.competency],
            competencies.direction(one.text.level, one.expected),
            found.round.period,
        )
        for one in found.review.ratings
        if one.text.level is not None
    }


def _called(one: Record, names: Mapping[str, str]) -> str:
    item = one.item
    author = names.get(item.author, A_FORMER_COLLEAGUE)
    return f"{evidence_views.day(item.occurred_on)}, by {author} ({strength(item).value})"
