"""Views to JSON and back, so that the outbox and the claim can hold them. `load(dump(view)) == view` for every view."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from enum import StrEnum
from json.encoder import encode_basestring as quoted
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


class UnknownWordError(ValueError):
    """The stored text names a word this version of the vocabulary does not have."""


def dump(view: object) -> str:
    """Return the view as text. Raises UnknownWordError."""
    try:
        return _text(view)
    except KeyError as error:
        raise UnknownWordError(f"{error} is no word of the vocabulary") from error


def load(text: str) -> Any:
    """Return the view that `dump` was given. Raises UnknownWordError."""
    return _view(json.loads(text))


def _text(value: object) -> str:
    """A kudos is dumped three times, so this writes JSON at once, by what was prepared for each word."""
    return _WRITERS[type(value)](value)


def _list(items: Iterable[object]) -> str:
    return f"[{','.join(map(_text, items))}]"


def _word(kind: type) -> _Writer:
    """Return what writes one word: its name, then each field."""
    opening = f'{{"is":"{kind.__name__}"'
    fields = [(f',"{name}":', name) for name in _FIELDS[kind]]
    return lambda word: opening + "".join([lead + _text(getattr(word, name)) for lead, name in fields]) + "}"


def _choices(kind: type[StrEnum]) -> _Writer:
    texts = {one: json.dumps({"is": kind.__name__, "value": one.value}, separators=(",", ":")) for one in kind}
    return texts.__getitem__


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


_Writer = Callable[[Any], str]
_WRITERS: dict[type, _Writer] = {
    str: quoted,
    tuple: _list,
    int: str,
    float: json.dumps,
    **dict.fromkeys((bool, type(None)), {True: "true", False: "false", None: "null"}.__getitem__),
    **{kind: _choices(kind) for kind in _WORDS.values() if issubclass(kind, StrEnum)},
    **{kind: _word(kind) for kind in _FIELDS},
}
