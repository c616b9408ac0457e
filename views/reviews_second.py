"""A file that is rated a second time: its evidence without names, and one form for each competency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain import policy
from domain.competencies import Competency, Level
from domain.evidence import Item, strength
from domain.policy import Condition, Kind, Role
from domain.ratings import Text
from domain.text import MAX_CHARACTERS
from views import evidence
from views.forms import Choice, Form, TextField, Values, text
from views.reviews_sheet import COMPETENCIES, DIRECTIONS, LABELS
from views.vocabulary import Bold, Button, Buttons, Card, Option, Spans, Visibility
from views.vocabulary import Text as Line
from views.wording import counted, excerpt, listed

TOO_LITTLE = "too_little"  # to say a level by
_PIECES = 12  # in one form, the latest
_CHARACTERS = 500  # of a piece
_READERS = {
    Role.SECOND_RATER: "you",
    Role.MANAGER: "the managers who are named in the person's calibration session, while it is open",
    Role.FACILITATOR: "its facilitator",
    Role.CALIBRATOR: "whoever else sits in it",
    Role.HR: "HR (for a reason that is recorded)",
}


def readers() -> str:
    """From the policy. Whoever is above those managers reads it as one of them."""
    every = policy.readers(Kind.SECOND_RATING, frozenset(Condition))
    return f"It is read by {listed([_READERS[role] for role in every if role in _READERS])}; never by the person as a rating of theirs."


def rate(id: str, what: Competency, pieces: Sequence[Item], said: Values, labels: Mapping[Level, str]) -> Form:
    """`said` is what stands in the fields."""
    return Form(
        title=what.title,
        action="review.second",
        submit="Save",
        subject=f"{id}/{what.id}",
        intro=(*_levels(what, labels), *_pieces(pieces), Visibility(readers())),
        fields=(
            Choice(
                name="level", label="What does the evidence show?", options=_options(labels), value=text(said, "level")
            ),
            TextField(
                name="rationale",
                label="Why?",
                hint="Which pieces, and which words of the level.",
                value=text(said, "rationale"),
                multiline=True,
                max_length=MAX_CHARACTERS,
            ),
        ),
    )


def written(said: Text) -> Values:
    """Return what the rater said before as it stands in the fields."""
    return {"level": said.level.value if said.level else TOO_LITTLE, "rationale": said.rationale}


def saved(id: str, what: Competency, left: Sequence[Competency], others: Sequence[Competency]) -> Card:
    """`left` are still to be rated, `others` can still be changed."""
    nexts = tuple(_open(id, one, f"Next: {one.title}") for one in left[:1])
    again = tuple(_open(id, one, f"Change: {one.title}") for one in others)
    line = (
        f"{counted(len(left), 'competency is', 'competencies are')} left in this file."
        if left
        else "This file is done. Thank you: it is compared with the first rating in the calibration session."
    )
    buttons = (Buttons((*nexts, *again)),) if nexts or again else ()
    return Card(f"Saved: {what.title}", (Line((line,)), *buttons))


def nothing_noted() -> Card:
    line = "Nothing that counts is noted in this file yet, so there is nothing to rate, and nobody reminds you of it. If something is noted before it is due, it is among your files again."
    return Card("An empty file", (Line((line,)),))


# --- Pieces -------------------------------------------------------------------------------------------------------


def _levels(what: Competency, labels: Mapping[Level, str]) -> tuple[Line, ...]:
    return tuple(Line((Bold(f"{labels[level]}. "), what.levels[level].text)) for level in Level)


def _pieces(pieces: Sequence[Item]) -> tuple[Line, ...]:
    more = len(pieces) - _PIECES
    shown = tuple(Line(_piece(number, one)) for number, one in enumerate(pieces[:_PIECES], 1))
    return (*shown, *((Line((f"and {more} older",)),) if more > 0 else ()))


def _piece(number: int, one: Item) -> Spans:
    head = f"{number}. {evidence.day(one.occurred_on)} ({strength(one).value}), {DIRECTIONS[one.direction]}: "
    return Bold(head), excerpt(f"{one.situation} {one.behavior} {one.impact}", _CHARACTERS)


def _options(labels: Mapping[Level, str]) -> tuple[Option, ...]:
    return (
        *(Option(level.value, labels[level]) for level in Level),
        Option(TOO_LITTLE, "Too little is noted to say"),
    )


def _open(id: str, what: Competency, label: str) -> Button:
    return Button(label=label, action="review.second.open", subject=f"{id}/{what.id}", opens_form=True)


_SAID = Text(by="ana", at=0, level=Level.COMPETENT, rationale="The first piece meets the words of the level.")
_ITEM = replace(
    evidence.ITEM,
    situation="The checkpoint of the export.",
    behavior="[they] told [a colleague] that the vendor would be late.",
    impact="The plan changed nine days earlier.",
)
EXAMPLES = (
    rate("f1", COMPETENCIES[0], (_ITEM,), {}, LABELS),
    rate("f1", COMPETENCIES[1], (_ITEM,) * 14, written(_SAID), LABELS),
    rate("f1", COMPETENCIES[1], (_ITEM,), written(replace(_SAID, level=None)), LABELS),
    saved("f1", COMPETENCIES[0], COMPETENCIES[1:], ()),
    saved("f1", COMPETENCIES[0], (), COMPETENCIES[1:]),
    saved("f1", COMPETENCIES[0], (), ()),
    nothing_noted(),
)
