"""Three lines about Vouchsafe, once, when something first concerns a person, and who can see what."""

from __future__ import annotations

from views.notices import preferences_button
from views.vocabulary import Bullets, Button, Buttons, Card, Note, Part, Rule, Text, Visibility

_LINES = (
    "Here colleagues thank each other for speaking up, owning mistakes and helping others learn.",
    "Before you send anything, it says who will read it. Counts never feed a rating, and nobody is ranked.",
    "I write to you rarely, in your working hours, and you can change or stop that.",
)


def on_home() -> tuple[Part, ...]:
    """Above everything else, until one of the two is pressed."""
    understood = Button(label="Got it", action="introduction.understood")
    return (*_lines(), Buttons((_seeing_button(), understood)), Rule())


def first_kudos(giver: str) -> Card:
    """After the first kudos somebody gets."""
    why = f"You get this once, because {giver} thanked you. Nothing is asked of you."
    return Card("What Vouchsafe is", (*_lines(), Buttons((_seeing_button(), preferences_button())), Note((why,))))


def who_sees_what() -> Card:
    lines = (
        ("Public kudos: everybody in the organization. The people thanked may take their name off.",),
        ("Private kudos: whoever gave it and whoever got it, and nobody else unless the person thanked shares it.",),
        ("Reviews may cite a kudos only when the person thanked has allowed it.",),
        ("Your preferences and this conversation: only you.",),
        ("Whoever runs the server of Vouchsafe holds its keys, and could read what is stored.",),
    )
    line = "Every form says above its fields who will read what you type. In short:"
    return Card("Who can see what", (Text((line,)), Bullets(lines), Visibility("Only you can see this message.")))


def _lines() -> tuple[Part, ...]:
    return (Bullets(tuple((line,) for line in _LINES)),)


def _seeing_button() -> Button:
    return Button(label="Who can see what", action="introduction.who_sees_what")


EXAMPLES = (first_kudos("Ana Ruiz"), Card("Hello Ana", on_home()), who_sees_what())
