"""Views to JSON and back, so that the outbox and the claim can hold them. `load(dump(view)) == view` for every view."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from enum import StrEnum
from typing import Any

from views import forms, replies, vocabulary

_WORDS: dict[str, type] = {
    word.__name__: word
    for module in (vocabulary, forms, replies)
    for word in vars(module).values()
    if isinstance(word, type) and word.__module__ == module.__name__
}
_FIELDS: dict[type, list[str]] = {
    word: [field.name for field in fields(word)] for word in _WORDS.values() if is_dataclass(word)
}

_SIMPLE = frozenset({int, float, bool, type(None)})


class UnknownWordError(ValueError):
    """The stored text names a word this version of the vocabulary does not have."""


def dump(view: object) -> str:
    return json.dumps(_plain(view), ensure_ascii=False, separators=(",", ":"))


def load(text: str) -> Any:
    """Return the view that `dump` was given. Raises UnknownWordError."""
    return _view(json.loads(text))


def _plain(value: object) -> object:
    kind = type(value)
    if kind is str or kind in _SIMPLE:
        return value
    if kind is tuple:
        return [_plain(item) for item in value]  # type: ignore[attr-defined]  # mypy does not narrow by `kind is`
    if kind in _FIELDS:
        return {"is": kind.__name__, **{name: _plain(getattr(value, name)) for name in _FIELDS[kind]}}
    if isinstance(value, StrEnum):
        return {"is": kind.__name__, "value": value.value}
    raise UnknownWordError(f"{kind.__name__} is no word of the vocabulary")


def _view(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_view(item) for item in value)
    if not isinstance(value, dict):
        return value
    word = _WORDS.get(value.pop("is", ""))
    if word is None:
        raise UnknownWordError("a stored view uses a word this version does not know")
    return word(**{name: _view(item) for name, item in value.items()})


def walk(view: object) -> Iterator[object]:
    """Yield the view and everything it is made of."""
    yield view
    children: Iterable[object] = ()
    if isinstance(view, tuple):
        children = view
    elif type(view) in _FIELDS:
        children = (getattr(view, name) for name in _FIELDS[type(view)])
    for child in children:
        yield from walk(child)
