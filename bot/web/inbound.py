"""What was typed, pressed or filled in on a page, as what was said: tokens opened, mentions recognized, no I/O."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot import shapes
from bot.tokens import InvalidTokenError, Pointer, Tokens
from bot.web import fields
from bot.web.fields import Fields
from bot.web.render import choosing
from domain.names import folded
from handlers.turn import Account, Chose, Command, Press, Submit, Words
from storage.room import Resident

_BOUNDARY = re.compile(r"(?<![\w@])@")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opener:
    """Opens tokens for the person a page was drawn for."""

    tokens: Tokens
    workspace: str
    account: str
    now: int

    def open(self, token: str) -> Pointer:
        """Raises InvalidTokenError."""
        return self.tokens.open(token, workspace=self.workspace, account=self.account, now=self.now)

    def value(self, token: str, purpose: str) -> str:
        """Return what was sealed, for this purpose only. Raises InvalidTokenError."""
        pointer = self.open(token)
        if pointer.action != purpose:
            raise InvalidTokenError
        return pointer.subject


def command(text: str, residents: Iterable[Resident]) -> Command:
    """Read "/kudos @ana thanks" (the slash may be missing, as in a direct message)."""
    verb, _, rest = text.strip().removeprefix("/").partition(" ")
    return Command(verb.strip().casefold(), words(rest.strip(), residents))


def words(text: str, residents: Iterable[Resident]) -> Words:
    """Turn each @name or @handle of somebody here into an account, the longest that fits; others stay text."""
    named = _called(residents)
    found: list[str | Account] = []
    rest = 0
    for at in (match.start() for match in _BOUNDARY.finditer(text)):
        hit = _longest(text[at + 1 :], named) if at >= rest else None
        if hit:
            length, account = hit
            found += [text[rest:at], account]
            rest = at + 1 + length
    return tuple(word for word in (*found, text[rest:]) if word)


def press(posted: Fields, opener: Opener) -> Press:
    """Raises InvalidTokenError."""
    pointer = opener.open(first(posted, "token"))
    chosen = first(posted, "value")
    value = opener.value(chosen, choosing(pointer.action)) if chosen else ""
    return Press(action=pointer.action, subject=pointer.subject, version=pointer.version, value=value)


def submit(posted: Fields, opener: Opener) -> Submit:
    """Raises InvalidTokenError."""
    pointer = opener.open(first(posted, "token"))
    shape = opener.value(first(posted, "shape"), shapes.shape_of(pointer.action))
    values = fields.read(shape, pointer.action, posted, opener.value)
    return Submit(action=pointer.action, subject=pointer.subject, version=pointer.version, values=values)


def chose(posted: Fields, opener: Opener) -> tuple[Chose, str]:
    """Return the search and what its options must be sealed for. Raises InvalidTokenError."""
    pointer = opener.open(first(posted, "token"))
    return Chose(pointer.action, first(posted, "q")), pointer.subject


def first(posted: Fields, name: str) -> str:
    values = posted.get(name, ())
    return values[0] if values else ""


def _called(residents: Iterable[Resident]) -> Sequence[tuple[str, Account]]:
    """Every way to call somebody, the longest first; a full name that two people share calls neither."""
    ways: dict[str, set[Account]] = {}
    for resident in residents:
        for name in (resident.handle, resident.name):
            ways.setdefault(folded(name), set()).add(Account(resident.external, resident.name))
    clear = [(name, accounts.pop()) for name, accounts in ways.items() if name and len(accounts) == 1]
    return sorted(clear, key=lambda way: -len(way[0]))


def _longest(text: str, named: Sequence[tuple[str, Account]]) -> tuple[int, Account] | None:
    for name, account in named:
        length = _fitting(text, name)
        if length and not text[length : length + 1].isalnum():
            return length, account
    return None


def _fitting(text: str, name: str) -> int:
    """Return how many characters of the text are the name, accents and case aside; 0 when it does not begin so."""
    for length in range(len(name), len(name) + 4):  # a letter and its accent may be two characters
        if folded(text[:length]) == name:
            return length
    return 0
