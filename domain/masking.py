"""A text as somebody reads it who is not to know whom it is about: without names, addresses, links and pronouns.

It hides what rules can find. What a story tells of somebody (the only one who was in Lisbon) no rule can.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from domain.name_words import WORDS
from domain.naming import SHORT, Named, Names

SUBJECT, OTHER, LINK = "[the person]", "[a colleague]", "[link]"
_LEAST = 2  # letters of a name that is looked for by itself
_LINK = re.compile(
    r"(?:https?://|www\.)\S+|[^\s@]+@[^\s@]+\.[a-z]{2,}|<@\w+>|\b(?:[\w-]+\.)+[a-z]{2,}/\S*", re.IGNORECASE
)
_WORD = re.compile(r"(@?)(?<![^\W_])([^\W\d_]+(?:['’](?![sS]\b)[^\W\d_]+)*)(?![^\W_])")  # noqa: RUF001 - people write this apostrophe
_TWICE = re.compile(rf"({re.escape(SUBJECT)}|{re.escape(OTHER)})(?:(?:\s+|[-\u2010\u2011._])\1)+")  # names of one
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Sir|Madam)\b\.?\s?")
_BETWEEN = re.compile(r"[\s,.()]+")  # names of one person
_JOINS = re.compile("[-\u2010\u2011]")
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "\u0131": "i", "æ": "ae", "œ": "oe", "'": "", "\u2019": ""})
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
    """Hides people. `whole` finds what stands for one of them alone and says whose it is: SUBJECT or OTHER.

    `parts` are single names without marks and capitals, `words` those with a capital that are words without one.
    """

    whole: Names
    parts: Mapping[str, str]
    words: Mapping[str, str]

    def hide(self, text: str) -> str:
        found = _TITLE.sub("", _LINK.sub(LINK, unicodedata.normalize("NFC", text)))
        found = self._without_caseless(self.whole.replaced(found, str))
        return _PRONOUN.sub(_neutral, _TWICE.sub(r"\1", _WORD.sub(self._hidden, found)))

    def _hidden(self, word: re.Match[str]) -> str:
        called, name = word.groups()
        whose = self.parts.get(_plain(name)) or self.words.get(_capital(name) if called else name)
        return whose or self._owning(name) or word.group()

    def _owning(self, name: str) -> str | None:
        """Martas plan is Marta's."""
        whose = self.parts.get(_plain(name[:-1])) if name[:1].isupper() and name[-1:] in ("s", "S") else None
        return f"{whose}'s" if whose else None

    def _without_caseless(self, text: str) -> str:
        """Scripts without capitals do not keep a name apart from what stands beside it."""
        for name, instead in self.words.items():
            if name.lower() == name.upper() and name in text:
                text = text.replace(name, instead)
        return text


def mask(subject: Named, others: Iterable[Named]) -> Mask:
    """Return what hides these people, by all they are called in the organization."""
    everybody = [(one, OTHER) for one in others if one.id != subject.id] + [(subject, SUBJECT)]  # whose is said last
    every = {part: whose for one, whose in everybody for part in _parts(one.name)}
    return Mask(
        whole=Names((_composed(said), whose) for one, whose in reversed(everybody) for said in _whole(one)),
        parts={_plain(part): whose for part, whose in every.items() if not _is_word(part)},
        words={_capital(part): whose for part, whose in every.items() if _is_word(part)},
    )


def _whole(one: Named) -> Iterable[str]:
    """What is not found by its parts; addresses are hidden whosever they are."""
    is_found = not any(map(_is_word, _parts(one.name)))
    return (said for said in one.telling() if said not in one.addresses and not (is_found and said == one.name))


def _parts(name: str) -> Set[str]:
    """Each single name, and of two that a hyphen joins each as well."""
    single = {part for part in _BETWEEN.split(_composed(name)) if len(part) >= _LEAST}
    return single | {half for part in single for half in _JOINS.split(part) if len(half) >= _LEAST}


def _is_word(name: str) -> bool:
    """Such a name is looked for as it is written, with a capital: "Will" is a name and "will" is not."""
    return len(name) < SHORT or _plain(name) in WORDS or name.lower() == name.upper()


def _plain(name: str) -> str:
    """As people type it who have no such letters on their keyboard."""
    split = name.casefold() if name.isascii() else unicodedata.normalize("NFD", name.casefold())
    if split.isascii() and split.isalpha():
        return split  # most names: a company of thousands is gone through while somebody waits
    return "".join(one for one in split if not unicodedata.combining(one)).translate(_PLAIN)


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _neutral(found: re.Match[str]) -> str:
    """Before a word "her" says whose it is; otherwise whom."""
    word = found.group().lower()
    if word != "her":
        return _PRONOUNS[word]
    return "[their]" if re.match(r"\s+\w", found.string[found.end() :]) else "[them]"
