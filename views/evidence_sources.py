"""Evidence that comes from a message or from thanks: who is asked first, and what they are told."""

from __future__ import annotations

from collections.abc import Sequence

from domain import text
from domain.competencies import Direction
from domain.kudos import Kudos
from views import evidence as views
from views import examples
from views.evidence_form import OFFER, Offer
from views.forms import Choice, Form, TextField
from views.vocabulary import Button, Buttons, Card, Option, Quote, Text, Visibility, Weight


def may_be_quoted(id: str, asker: str) -> Card:
    """To whoever wrote a message that was saved. The words are their own, and stand behind the button."""
    line = f"{asker} saved a link to a message of yours as evidence. Its words are not stored with it unless you agree. Either answer is fine, and a no is told to nobody else."
    look = Button(label="Look at it", action="evidence.quote.look", subject=id, weight=Weight.PRIMARY)
    return Card("May a message of yours be quoted?", (Text((line,)), Buttons((look,))))


def quote(id: str, words: str) -> Card:
    """The message, to whoever wrote it, with both answers."""
    buttons = (
        Button(label="Yes, quote it", action="evidence.quote.yes", subject=id),
        Button(label="No, the link only", action="evidence.quote.no", subject=id),
    )
    parts = (Text(("You wrote:",)), Quote(words), Visibility(f"If you agree: {views.readers()}"), Buttons(buttons))
    return Card("May this be quoted?", parts)


def quote_given() -> Card:
    return Card("It may be quoted", (Text(("Thank you. The words stand with the link now.",)),))


def quote_refused() -> Card:
    return Card("Only the link stays", (Text(("The words are not stored with it, and the copy of them is deleted.",)),))


def from_kudos(offer: Offer, kudos: Kudos, subject: str, *, direction: Direction = Direction.ABOVE) -> Form:
    """What a kudos does not say by itself, so that it can be checked like any piece."""
    name = next((one.person.name for one in kudos.receivers if one.person.id == subject), "them")
    return Form(
        title="Cite a kudos",
        action="evidence.thanks",
        submit="Save",
        subject=f"{kudos.id}/{subject}",
        intro=(
            Text((f"{kudos.giver.name} thanked {name}: “{kudos.note}”",)),
            Text(
                (f"It is cited as the words of {kudos.giver.name}, who can take it back. Their number never counts.",)
            ),
            Visibility(views.readers()),
        ),
        fields=(
            Choice(
                name="competency",
                label="What is it about?",
                options=tuple(Option(one.id, one.title, one.label) for one in offer.competencies),
            ),
            Choice(
                name="direction",
                label="What does it speak for?",
                options=tuple(Option(way.value, views.DIRECTIONS[way]) for way in (Direction.AT, Direction.ABOVE)),
                value=direction.value,
            ),
            _words("situation", "Situation", offer.prompts["situation"]),
            _words("impact", "What followed", offer.prompts["impact"]),
        ),
    )


def already_cited() -> Card:
    return Card("Cited already", (Text(("This kudos stands as evidence already. Nothing was changed.",)),))


def _words(name: str, label: str, hint: str) -> TextField:
    return TextField(name=name, label=label, hint=hint, multiline=True, max_length=text.MAX_CHARACTERS)


EXAMPLES: Sequence[Card | Form] = (
    may_be_quoted("e1", "Ana Ruiz"),
    quote("e1", "I paused the export by mistake; it runs again."),
    quote_given(),
    quote_refused(),
    from_kudos(OFFER, examples.PUBLIC, "ben"),
    already_cited(),
)
