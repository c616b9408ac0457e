"""The posted fields of a form, read as its sealed shape says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import assert_never

from bot import shapes
from bot.shapes import Kind
from bot.tokens import choice_of
from views.forms import Value

Fields = Mapping[str, Sequence[str]]
Open = Callable[[str, str], str]  # (token, what it must be sealed for) -> the value in it


def read(shape: str, action: str, posted: Fields, opened: Open) -> dict[str, Value]:
    """Return the values of exactly the fields the form was drawn with. Raises what `opened` raises."""
    return {
        name: _value(kind, choice_of(action, name), posted.get(name, ()), opened)
        for name, kind in shapes.kinds(shape).items()
    }


def _value(kind: Kind, purpose: str, posted: Sequence[str], opened: Open) -> Value:
    match kind:
        case Kind.TEXT:
            return posted[0].replace("\r\n", "\n") if posted else ""  # browsers send CRLF from a text area
        case Kind.ONE:
            return next((opened(token, purpose) for token in posted if token), "")
        case Kind.MANY:
            return tuple(opened(token, purpose) for token in posted if token)
        case _:
            assert_never(kind)
