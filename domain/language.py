"""Hints on how something is worded: for its writer alone, with the reason, and never in the way of sending it.

The words come from the content pack (MEASURES.md section 8). Quoted speech gives a hint too; the writer may ignore it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One category of words; `advice` says what to do instead."""

    category: str
    words: tuple[str, ...]
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """`found` is the word as it stands in the category's list."""

    category: str
    found: str
    advice: str


def hints(text: str, checks: Sequence[Check]) -> tuple[Hint, ...]:
    """Return at most one hint for each category, for the longest of its words that is there."""
    said = _plain(text)
    found = ((check, _first(check.words, said)) for check in checks)
    return tuple(Hint(category=check.category, found=word, advice=check.advice) for check, word in found if word)


def _first(words: tuple[str, ...], said: str) -> str | None:
    return next((word for word, pattern in _patterns(words) if pattern.search(said)), None)


@cache
def _patterns(words: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Longest first; a word is not found inside another one: "age" not in "manager"."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return tuple((word, re.compile(rf"(?<![a-z]){re.escape(_plain(word))}(?![a-z])")) for word in ordered)


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFC", text).replace("\u2019", "'").replace("\u2018", "'")
    return re.sub(r"\s+", " ", text).strip().lower()
