"""A review with all that stands beside it, as whoever reads it gets it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from domain import policy
from domain.competencies import Competency, Descriptor, Direction, Level, direction
from domain.corroboration import Missing, Reason, Verdict
from domain.cycles import Kind as Checkpoints
from domain.evidence_spread import Caution
from domain.people import Person
from domain.policy import Condition, Kind, Role
from domain.ratings import Rating, State, Text
from domain.reviews import Review
from domain.reviews_rounds import Round, rounds
from views import examples
from views.checkpoints import CYCLE, EVIDENCE
from views.privacy import A_FORMER_COLLEAGUE
from views.vocabulary import Bold, Bullets, Button, Buttons, Card, Part, Spans
from views.vocabulary import Text as Line
from views.wording import excerpt, listed

DIRECTIONS = {
    Direction.BELOW: "below what the role needs",
    Direction.AT: "what the role needs",
    Direction.ABOVE: "above what the role needs",
}
_DRAFT_READERS = {
    Role.AUTHOR: "whoever wrote in it before (their own words)",
    Role.MANAGER: "whoever leads the person or acts for their manager",
    Role.HR: "HR (for a reason that is recorded)",
}


def draft_readers() -> str:
    """From the policy, of a draft that nobody above has been given."""
    met = frozenset(Condition) - {Condition.SUBMITTED, Condition.OPEN}
    return listed([_DRAFT_READERS[role] for role in policy.readers(Kind.DRAFT_RATING, met)])


STATES = {
    State.DRAFT: f"Draft, read by {draft_readers()}.",
    State.SUBMITTED: "Handed in. It is compared with others before it is released.",
    State.RETURNED: "Given back, to be written anew.",
    State.REOPENED: "Opened again, to be written anew.",
    State.RELEASED: "Released.",
    State.ACKNOWLEDGED: "Released, and read.",
    State.DISPUTED: "Disputed: an ombud outside the line reads it.",
    State.UPHELD: "Disputed, read by an ombud, and found to stand.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A review with all that stands beside it. `pieces` are what its reader may read, by id, as they are called.

    `counts` are pieces that may be chosen, by competency; `labels` what each level is called; `quotes` what each piece
    says in short; `cautions` are what to think about, by competency.
    """

    review: Review
    round: Round
    subject: Person
    competencies: tuple[Competency, ...]
    labels: Mapping[Level, str]
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    pieces: Mapping[str, str] = field(default_factory=dict)
    quotes: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    cautions: Mapping[str, Sequence[Caution]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.review.id

    @property
    def where(self) -> str:
        return called(self.round)

    @property
    def rated(self) -> Sequence[tuple[Competency, Rating]]:
        return list(zip(self.competencies, self.review.ratings, strict=True))

    def name(self, person: str | None) -> str:
        return self.names.get(person or "", A_FORMER_COLLEAGUE)

    def level(self, rating: Rating) -> str:
        if rating.text.level is None:
            return "not chosen yet"
        return f"{self.labels[rating.text.level]}: {DIRECTIONS[direction(rating.text.level, rating.expected)]}"


def called(round: Round) -> str:
    """As people know it: by its cycle, and by its number where there are more."""
    cycle = round.cycle.name
    return cycle if round.of == 1 else f"{cycle}, round {round.number} of {round.of}"


def other_rounds(sheet: Sheet) -> tuple[Part, ...]:
    """The way to the person's reviews of the other rounds of the cycle."""
    others = [one for one in rounds(sheet.round.cycle) if one.id != sheet.round.id]
    buttons = tuple(
        Button(
            label=f"Round {one.number}",
            action="review.open",
            subject=f"{sheet.review.subject}/{one.key}",
            spoken=f"Round {one.number} of {one.of}: the review of {sheet.subject.name}",
        )
        for one in others
    )
    return (Line(("Each round of ratings has a review of its own:",)), Buttons(buttons)) if others else ()


def evidence_lines(sheet: Sheet, ids: frozenset[str]) -> tuple[Part, ...]:
    """Pieces that a rating rests on, as far as the reader may read them."""
    lines: list[Spans] = [(Bold(sheet.pieces[one]), f": {sheet.quotes[one]}") for one in sheet.pieces if one in ids]
    return (Bullets(tuple(lines)),) if lines else ()


# --- Examples -----------------------------------------------------------------------------------------------------


def _example(id: str, title: str) -> Competency:
    means = {
        Level.DEVELOPING: "Waits until asked.",
        Level.COMPETENT: "Says it early.",
        Level.ROLE_MODEL: "Helps others to.",
    }
    levels = {level: Descriptor(text=text, observable=(text,), wording=text) for level, text in means.items()}
    return Competency(id=id, title=title, label=title, definition="What is seen when it is there.", levels=levels)


_RATING_CHECKPOINT = replace(EVIDENCE, id="rating1", kind=Checkpoints.RATING, title="Ratings")
TWICE_RATED = replace(
    CYCLE,
    checkpoints=(
        _RATING_CHECKPOINT,
        replace(_RATING_CHECKPOINT, id="rating2", opens_on=date(2026, 12, 7), due_on=date(2026, 12, 18)),
    ),
)
COMPETENCIES = (_example("early_candor", "Early candor"), _example("error_learning", "Learning from errors"))
LABELS = {Level.DEVELOPING: "Developing", Level.COMPETENT: "Competent", Level.ROLE_MODEL: "Role model"}
TEXT = Text(
    by="ana",
    at=examples.MORNING,
    level=Level.ROLE_MODEL,
    rationale="He named the risk nine days early, and others followed.",
    counter="Once he waited for a week.",
    wording="You said early what others needed to know.",
    cited=frozenset({"e1"}),
)
RATING = Rating(id="r1", cycle="c1", subject="ben", competency="early_candor", text=TEXT)
EMPTY = replace(RATING, id="r2", competency="error_learning", text=Text(by="", at=0), version=0)
_LACKS = Verdict(
    direction=Direction.ABOVE,
    needed=2,
    support=(),
    pair=None,
    missing=(Missing(reason=Reason.TOO_FEW),),
)
SHEET = Sheet(
    review=Review(
        cycle="c1",
        round="",
        subject="ben",
        ratings=(RATING, EMPTY),
        manager="ana",
        own={"early_candor": replace(TEXT, by="ben")},
    ),
    round=rounds(CYCLE)[0],
    subject=examples.BEN,
    competencies=COMPETENCIES,
    labels=LABELS,
    verdicts={"early_candor": _LACKS},
    counts={"early_candor": 3},
    pieces={"e1": "18 September 2026, by Ana Ruiz (C)"},
    quotes={"e1": excerpt("He said that the vendor would not deliver.")},
    names={"ana": "Ana Ruiz", "chi": "Chiara Lindqvist", "ben": "Ben Okafor", "hana": "Hana Weiss"},
)
OF_TWO = replace(SHEET, round=rounds(TWICE_RATED)[1], review=replace(SHEET.review, round=rounds(TWICE_RATED)[1].id))
EXAMPLES = (Card("What it rests on", evidence_lines(SHEET, TEXT.cited)),)
