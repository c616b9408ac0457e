"""Slack's markup as the words people see, harmless to every screen and database (PLATFORMS.md A1.7)."""

from __future__ import annotations

import html
import re

from domain import text as texts
from handlers.turn import Account, Words

LINE = 200  # characters of a verb, a name or a search; more is noise

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|([^>]*))?>")
_REFERENCE = re.compile(r"<(?:#[CG][A-Z0-9]+|!subteam\^S[A-Z0-9]+|!|https?:|mailto:)([^>|]*)(?:\|([^>]*))?>")
_ADDRESSED = re.compile(r"^\s*<@[UW][A-Z0-9]+(?:\|[^>]*)?>")


def words(text: str) -> Words:
    """Split at mentions of people; anything else Slack marked up becomes the text people see."""
    found: list[str | Account] = []
    rest = 0
    for mention in _MENTION.finditer(text):
        found += [
            readable(text[rest : mention.start()]),
            Account(mention[1], line(html.unescape(mention[2] or ""))),
        ]
        rest = mention.end()
    return tuple(word for word in (*found, readable(text[rest:])) if word)


def readable(text: str) -> str:
    """Return Slack's markup as plain, harmless text."""
    plain = _MENTION.sub(lambda found: f"@{found[2] or '…'}", text)
    return texts.harmless(html.unescape(_REFERENCE.sub(_shown, plain)))


def line(text: str) -> str:
    """Return a short harmless text on one line."""
    return " ".join(texts.harmless(text[: 2 * LINE]).split())[:LINE]


def unaddressed(text: str) -> str:
    """Leave out the mention of us that a message begins with."""
    return _ADDRESSED.sub("", text).strip()


def _shown(found: re.Match[str]) -> str:
    marked = found[0]
    if marked.startswith("<#"):
        return f"#{found[2] or '…'}"
    if marked.startswith("<!"):
        return f"@{(found[2] or found[1]).removeprefix('@')}"
    return found[2] or marked[1:-1]
