"""Reads `/kudos @ana @ben #early-flag private you raised ... fix: ...` into what the giver means."""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.kudos import Audience
from handlers.turn import Account, Words

_PRIVATE = {"private", "privately"}
_BETWEEN = {"and", "&", ",", "+"}
_CORRECTION = re.compile(r"(?is)(?:^|\s)fix:\s*(.+)$")
_TAG = re.compile(r"(?<!\S)#([A-Za-z][\w-]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """`accounts` are recognized mentions, `names` what was typed as @name and must still be looked up."""

    accounts: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    tag: str = ""
    note: str = ""
    correction: str = ""
    audience: Audience = Audience.PUBLIC


def read(words: Words) -> Spoken:
    """People and the badge come first. Who is named later is part of the story, unless nobody was named first."""
    opening = _Opening()
    rest = tuple(word for word in words if not opening.takes(word))
    note = " ".join(_shown(word) for word in (opening.left_over, *rest) if word).strip()
    accounts = opening.accounts or tuple(word.external for word in rest if isinstance(word, Account))
    note, correction = _split_correction(note)
    return Spoken(
        accounts=tuple(dict.fromkeys(accounts)),
        names=tuple(dict.fromkeys(opening.names)),
        tag=opening.tag or _later_tag(note),
        note=note,
        correction=correction,
        audience=opening.audience,
    )


class _Opening:
    """The run of people, badge and `private` before the first ordinary word."""

    def __init__(self) -> None:
        self.accounts: tuple[str, ...] = ()
        self.names: tuple[str, ...] = ()
        self.tag = ""
        self.audience = Audience.PUBLIC
        self.left_over = ""
        self._open = True

    def takes(self, word: str | Account) -> bool:
        if not self._open:
            return False
        if isinstance(word, Account):
            self.accounts += (word.external,)
            return True
        while self._open and word.strip():
            token, _, after = word.strip().partition(" ")
            self._open = self._takes_token(token)
            word = after if self._open else word
        self.left_over = "" if self._open else word.strip()
        return True

    def _takes_token(self, token: str) -> bool:
        if token.startswith("@") and len(token) > 1:
            self.names += (token[1:].rstrip(","),)
        elif token.startswith("#") and len(token) > 1 and not self.tag:
            self.tag = token[1:]
        elif token.casefold() in _PRIVATE:
            self.audience = Audience.PRIVATE
        else:
            return token.casefold() in _BETWEEN
        return True


def _shown(word: str | Account) -> str:
    return word.strip() if isinstance(word, str) else word.name


def _split_correction(note: str) -> tuple[str, str]:
    found = _CORRECTION.search(note)
    return (note[: found.start()].strip(), found.group(1).strip()) if found else (note, "")


def _later_tag(note: str) -> str:
    found = _TAG.search(note)
    return found.group(1) if found else ""
