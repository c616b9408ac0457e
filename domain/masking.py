"""A text as somebody reads it who is not to know whom it is about: without names, addresses, links and pronouns.

It hides what rules can find. What a story tells of somebody (the only one who was in Lisbon) no rule can.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass

SUBJECT, OTHER, LINK = "[the person]", "[a colleague]", "[link]"
_LEAST = 2  # letters of a name that is looked for by itself
_LINK = re.compile(r"(?:https?://|www\.)\S+|[^\s@]+@[^\s@]+\.[a-z]{2,}|<@\w+>", re.IGNORECASE)
_WORD = re.compile(r"@?([^\W\d_][\w-]*(?:['’](?!s\b)\w+)*)")  # noqa: RUF001 - people write this apostrophe
_TWICE = re.compile(rf"({re.escape(SUBJECT)}|{re.escape(OTHER)})(?:\s\1)+")  # first and last name of one
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Sir|Madam)\b\.?\s?")
_PRONOUNS = {
    "he": "[they]",
    "she": "[they]",
    "him": "[them]",
    "his": "[their]",
    "hers": "[theirs]",
    "himself": "[themselves]",
    "herself": "[themselves]",
}
_PRONOUN = re.compile(rf"\b(?:{'|'.join(_PRONOUNS)}|her)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mask:
    """`subject` are the names of the person the text is about, `others` those of everybody else who may be in it."""

    subject: Set[str]
    others: Set[str]

    def hide(self, text: str) -> str:
        found = _TITLE.sub("", _LINK.sub(LINK, text))
        found = _TWICE.sub(r"\1", _WORD.sub(self._hidden, self._without_caseless(found)))
        return _PRONOUN.sub(_neutral, found)

    def _hidden(self, word: re.Match[str]) -> str:
        name = word.group(1)
        return SUBJECT if name in self.subject else OTHER if name in self.others else word.group()

    def _without_caseless(self, text: str) -> str:
        """Scripts without capitals do not keep a name apart from what stands beside it."""
        for names, instead in ((self.subject, SUBJECT), (self.others, OTHER)):
            for name in names:
                if name.lower() == name.upper() and name in text:
                    text = text.replace(name, instead)
        return text


def mask(subject: str, others: Iterable[str]) -> Mask:
    """Return what hides these people, whose names are as they stand in the organization."""
    mine = _parts([subject])
    return Mask(subject=mine, others=_parts(others) - mine)


def _parts(names: Iterable[str]) -> frozenset[str]:
    """Each part with a capital, as it is written: so "Will" is a name and "will" is not."""
    parts = {part for name in names for part in re.split(r"[\s,.()]+", name)}
    return frozenset(part[:1].upper() + part[1:] for part in parts if len(part) >= _LEAST)


def _neutral(found: re.Match[str]) -> str:
    """Before a word "her" says whose it is; otherwise whom."""
    word = found.group().lower()
    if word != "her":
        return _PRONOUNS[word]
    return "[their]" if re.match(r"\s+\w", found.string[found.end() :]) else "[them]"
