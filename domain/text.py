"""Text from people, made the same for both databases and harmless to every screen (TRUST.md section 6)."""

from __future__ import annotations

import re
import unicodedata

from domain.errors import InvalidTextError

MAX_CHARACTERS = 3_000  # Slack's plain_text_input, the smallest of the platforms' limits
MAX_COMBINING = 4  # marks on one letter; Vietnamese and Hebrew need up to three

_UNSEEN = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # four letters and a sign that are drawn as nothing
_NOTHING = frozenset({"Cc", "Cf", "Cn", "Me", "Mn", "Zl", "Zp", "Zs"})  # kinds of characters that show nothing alone
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_DIRECTION = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_MARK = r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_STACKED = re.compile(f"({_MARK}{{{MAX_COMBINING}}}){_MARK}+")


def harmless(text: str) -> str:
    """Return the text as we store it: NFC, without control characters, lone surrogates or direction overrides.

    Right-to-left scripts keep their direction from their letters; only the invisible overrides go.
    """
    if text.isascii() and text.isprintable():  # most of what is typed: nothing in it can do harm
        return text.strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _SURROGATES.sub("\ufffd", text)
    text = undirected(_CONTROLS.sub("", text))
    return _STACKED.sub(r"\1", unicodedata.normalize("NFC", text)).strip()


def undirected(text: str) -> str:
    """Return the text without the invisible overrides that would turn around what is shown after it."""
    return text if text.isascii() else _DIRECTION.sub("", text)


def clean(text: str) -> str:
    """Return harmless text where no form has checked its length. Raises InvalidTextError past MAX_CHARACTERS."""
    text = harmless(text)
    if len(text) > MAX_CHARACTERS:
        raise InvalidTextError(
            f"That text has {len(text):,} characters; I can keep at most {MAX_CHARACTERS:,}. "
            "Nothing was saved: shorten it and send it again."
        )
    return text


def shows(text: str) -> bool:
    """Something in it can be seen."""
    return any(one not in _UNSEEN and unicodedata.category(one) not in _NOTHING for one in text)


def says(text: str) -> bool:
    """There is a letter or a digit in it that can be seen."""
    return any(one.isalnum() and one not in _UNSEEN for one in text)


def words(text: str) -> int:
    """Count the words that say something: runs of letters or digits. Scripts without spaces count by two characters."""
    spaced = re.findall(r"[^\W_]+(?:['\u2019-][^\W_]+)*", text)
    return sum(_word_weight(run) for run in spaced)


def _word_weight(run: str) -> int:
    if run.isascii():
        return 1
    unspaced = sum(
        1
        for letter in run
        if "\u2e80" <= letter <= "\u9fff" or "\u0e00" <= letter <= "\u0eff" or "\uac00" <= letter <= "\ud7af"
    )
    return max(1, unspaced // 2)
