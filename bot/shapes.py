"""What a drawn form expects back, sealed into it, so that no client decides which fields hold tokens."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import assert_never

from views.forms import Choice, Choices, DateField, Field, Form, PeopleField, Scale, TextField


class Kind(StrEnum):
    """Plain text, or the token of one option, or the tokens of several."""

    TEXT = "text"
    ONE = "one"
    MANY = "many"


def shape_of(action: str) -> str:
    """Return what the shape of this action's form is sealed for."""
    return f"{action}#shape"


def written(form: Form) -> str:
    return " ".join(f"{field.name}={_kind(field)}" for field in form.fields)


def kinds(shape: str) -> Mapping[str, Kind]:
    """Return the fields the form was drawn with, and what each holds."""
    return {name: Kind(kind) for name, _, kind in (entry.partition("=") for entry in shape.split())}


def _kind(field: Field) -> Kind:
    match field:
        case TextField() | DateField():
            return Kind.TEXT
        case Choice() | Scale():
            return Kind.ONE
        case Choices() | PeopleField():
            return Kind.MANY
        case _:
            assert_never(field)
