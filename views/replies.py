"""What the asker sees now, as a closed union. What anyone else must see goes to the outbox instead."""

from __future__ import annotations

from dataclasses import dataclass

from views.forms import Form
from views.vocabulary import Card, Option


@dataclass(frozen=True, slots=True)
class Whisper:
    """A card only the asker sees; after a form it takes the form's place."""

    card: Card


@dataclass(frozen=True, slots=True)
class Replace:
    """The message whose button was pressed becomes this card."""

    card: Card


@dataclass(frozen=True, slots=True)
class Ask:
    """A form opens (or stays open, when a press inside it asks for the next one)."""

    form: Form


@dataclass(frozen=True, slots=True)
class Correct:
    """The submitted form stays open with one message per field name; nothing was saved."""

    form: Form
    errors: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Home:
    """The asker's own dashboard."""

    card: Card


@dataclass(frozen=True, slots=True)
class Options:
    """The answer to a search while typing."""

    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Nothing:
    """No visible answer (the form closes, the press is acknowledged)."""


Reply = Whisper | Replace | Ask | Correct | Home | Options | Nothing
