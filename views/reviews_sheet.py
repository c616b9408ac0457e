"""A review with all that stands beside it, as whoever reads it gets it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain import policy
from domain.competencies import Competency, Descriptor, Direction, Level, direction
from domain.corroboration import Missing, Reason, Verdict
from domain.cycles import Cycle
from domain.evidence_spread import Caution
from domain.people import Person
from domain.policy import Condition, Kind, Role
from domain.ratings import Rating, State, Text
from domain.reviews import Review
from views import examples
from views.checkpoints import CYCLE
from views.vocabulary import Bold, Bullets, Card, Part, Spans
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
    cycle: Cycle
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
        return f"{self.review.subject}/{self.review.cycle}"

    @property
    def rated(self) -> Sequence[tuple[Competency, Rating]]:
        return list(zip(self.competencies, self.review.ratings, strict=True))

    def name(self, person: str | None) -> str:
        return self.names.get(person or "", "a former colleague")

    def level(self, rating: Rating) -> str:
        if rating.text.level is None:
            return "not chosen yet"
        return f"{self.labels[rating.text.level]}: {DIRECTIONS[direction(rating.text.level, rating.expected)]}"


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
        subject="ben",
        ratings=(RATING, EMPTY),
        manager="ana",
        own={"early_candor": replace(TEXT, by="ben")},
    ),
    cycle=CYCLE,
    subject=examples.BEN,
    competencies=COMPETENCIES,
    labels=LABELS,
    verdicts={"early_candor": _LACKS},
    counts={"early_candor": 3},
    pieces={"e1": "18 September 2026, by Ana Ruiz (C)"},
    quotes={"e1": excerpt("He said that the vendor would not deliver.")},
    names={"ana": "Ana Ruiz", "chi": "Chiara Lindqvist", "ben": "Ben Okafor", "hana": "Hana Weiss"},
)
EXAMPLES = (Card("What it rests on", evidence_lines(SHEET, TEXT.cited)),)
