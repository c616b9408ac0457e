"""The filter grammar of RFC 7644 section 3.4.2.2, read into a small tree."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, assert_never

from domain import text
from domain.scim import Attributes, Kind, ScimError, wrong

MOST_CHARACTERS = 1_000
MOST_DEPTH = 20
OPERATORS = frozenset({"eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"})
_TOKEN = re.compile(r'\s*(?:("(?:[^"\\]|\\.)*")|([()\[\]])|([^\s()\[\]"]+))')

Value = str | bool | int | float | None


@dataclass(frozen=True, slots=True)
class Compare:
    """`path` is lower case, without the core schema's prefix: "username", "emails.value"."""

    path: str
    operator: str
    value: Value


@dataclass(frozen=True, slots=True)
class Present:
    path: str


@dataclass(frozen=True, slots=True)
class Both:
    left: Filter
    right: Filter


@dataclass(frozen=True, slots=True)
class Either:
    left: Filter
    right: Filter


@dataclass(frozen=True, slots=True)
class Not:
    inner: Filter


@dataclass(frozen=True, slots=True)
class Within:
    """One element of a list fulfils it: `emails[type eq "work"]`."""

    path: str
    inner: Filter


Filter = Compare | Present | Both | Either | Not | Within


def parse(words: str) -> Filter:
    """Raises ScimError."""
    if len(words) > MOST_CHARACTERS:
        raise _bad(f"The filter has more than {MOST_CHARACTERS} characters.")
    reader = _Reader(_tokens(words))
    found = reader.either(0)
    if reader.next() is not None:
        raise _bad("The filter goes on where it should end.")
    return found


def matches(tree: Filter, document: Mapping[str, Any]) -> bool:
    """Say whether one element of a list fulfils a filter, as in the path of a PATCH."""
    match tree:
        case Compare(path, operator, value):
            return _holds(Attributes(document).value(path), operator, value)
        case Present(path):
            return Attributes(document).value(path) not in (None, "", [])
        case Both(left, right):
            return matches(left, document) and matches(right, document)
        case Either(left, right):
            return matches(left, document) or matches(right, document)
        case Not(inner):
            return not matches(inner, document)
        case Within():
            raise _bad("A list inside a list has no filter.")
        case _:
            assert_never(tree)


def _holds(found: object, operator: str, value: Value) -> bool:
    """Text is compared without case; `eq` and `ne` compare everything else, too."""
    if operator in ("eq", "ne"):
        return (_plain(found) == _plain(value)) == (operator == "eq")
    if not isinstance(found, str) or not isinstance(value, str):
        return False
    left, right = found.casefold(), value.casefold()
    return {
        "co": right in left,
        "sw": left.startswith(right),
        "ew": left.endswith(right),
        "gt": left > right,
        "ge": left >= right,
        "lt": left < right,
        "le": left <= right,
    }[operator]


def _plain(value: object) -> object:
    words = value.casefold() if isinstance(value, str) else value
    return {"true": True, "false": False}.get(words, words) if isinstance(words, str) else words


def _tokens(words: str) -> list[str]:
    found, at = [], 0
    words = words.strip()
    while at < len(words):
        match = _TOKEN.match(words, at)
        if match is None:
            raise _bad("The filter cannot be read; a text in it must be in double quotes.")
        found.append(match.group(0).strip())
        at = match.end()
    return found


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0

    def next(self) -> str | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def take(self) -> str:
        token = self.next()
        if token is None:
            raise _bad("The filter ends too early.")
        self._at += 1
        return token

    def either(self, depth: int) -> Filter:
        left = self.both(depth)
        while (self.next() or "").casefold() == "or":
            self.take()
            left = Either(left, self.both(depth))
        return left

    def both(self, depth: int) -> Filter:
        left = self.one(depth)
        while (self.next() or "").casefold() == "and":
            self.take()
            left = Both(left, self.one(depth))
        return left

    def one(self, depth: int) -> Filter:
        if depth > MOST_DEPTH:
            raise _bad("The filter is nested too deeply.")
        first = self.take()
        if first.casefold() == "not":
            self.expect("(")
            return Not(self.closed(")", depth))
        if first == "(":
            return self.closed(")", depth)
        if self.next() == "[":
            self.take()
            return self.within(path(first), depth)
        return self.comparison(path(first))

    def closed(self, mark: str, depth: int) -> Filter:
        inner = self.either(depth + 1)
        self.expect(mark)
        return inner

    def within(self, outer: str, depth: int) -> Filter:
        """`emails[type eq "work"].value eq "ana@example.org"`, as Entra asks, is about the value alone."""
        inner = self.closed("]", depth)
        if (self.next() or "").startswith("."):
            return Both(Within(outer, inner), self.comparison(outer + self.take().casefold()))
        return Within(outer, inner)

    def comparison(self, attribute: str) -> Filter:
        operator = self.take().casefold()
        if operator == "pr":
            return Present(attribute)
        if operator not in OPERATORS:
            raise _bad(f"{operator[:20]!r} is no operator of a filter.")
        return Compare(attribute, operator, _value(self.take()))

    def expect(self, mark: str) -> None:
        if self.take() != mark:
            raise _bad(f"The filter needs {mark!r}.")


def path(words: str) -> str:
    """Return an attribute's path in lower case, without the prefix of the core schema."""
    lower = words.casefold()
    prefix = "urn:ietf:params:scim:schemas:core:2.0:user:"
    found = lower.removeprefix(prefix)
    if not re.fullmatch(r"[a-z$][\w$.:-]*", found):
        raise _bad("The filter names no attribute where it should.")
    return found


def _value(token: str) -> Value:
    try:
        value: Value = json.loads(token if token.startswith('"') else token.casefold())
    except ValueError as error:
        raise _bad("A text in a filter must be in double quotes.") from error
    if not isinstance(value, str | bool | int | float | None):
        raise _bad("A filter compares with a text, a number, true, false or null.")
    if isinstance(value, str) and value != text.harmless(value) and not value.isprintable():
        raise _bad("A text in a filter has no control characters.")
    return value


def _bad(detail: str) -> ScimError:
    return wrong(detail, Kind.FILTER)
