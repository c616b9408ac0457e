"""What a drawn form expects back, sealed into it: which fields are plain text and which must hold tokens."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import assert_never

from views.forms import Choice, Choices, DateField, Field, Form, PeopleField, Scale, TextField, Value

Fields = Mapping[str, Sequence[str]]
Open = Callable[[str, str], str]  # (token, what it must be sealed for) -> the value in it

_TEXT, _ONE, _MANY = "text", "one", "many"


def shape_of(action: str) -> str:
    return f"{action}#shape"


def option_of(action: str, field: str) -> str:
    """Return what an option of this field is sealed for: it means nothing in another field or form."""
    return f"{action}#{field}"


def written(form: Form) -> str:
    return " ".join(f"{field.name}={_kind(field)}" for field in form.fields)


def read(shape: str, action: str, posted: Fields, opened: Open) -> dict[str, Value]:
    """Return the values of exactly the fields the form was drawn with. Raises what `opened` raises for a foreign token."""
    kinds = dict(entry.split("=") for entry in shape.split())
    return {name: _value(name, kind, action, posted.get(name, ()), opened) for name, kind in kinds.items()}


def _kind(field: Field) -> str:
    match field:
        case TextField() | DateField() | Scale():
            return _TEXT
        case Choice():
            return _ONE
        case Choices() | PeopleField():
            return _MANY
        case _:
            assert_never(field)


def _value(name: str, kind: str, action: str, posted: Sequence[str], opened: Open) -> Value:
    if kind == _TEXT:
        return posted[0].replace("\r\n", "\n") if posted else ""  # browsers send CRLF from a text area
    ids = tuple(opened(token, option_of(action, name)) for token in posted if token)
    return ids if kind == _MANY else ids[0] if ids else ""
