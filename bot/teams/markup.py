"""People's words inside a card: the one place where they lose every power (PLATFORMS.md C4, TRUST.md T20)."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from domain.text import undirected

_JOINER = "\u2060"  # has no width and ends what would have been a function, a template or a mention
# Also at the end of a piece: what comes next is another piece's first letter.
_ACTIVE = re.compile(r"\{(?=\{|\Z)|\$(?=\{|\Z)|<(?=/?(?:at(?![^\W_])|a?\Z))", re.IGNORECASE)
_MARKUP = re.compile(r"[\\`*_~\[\]<>&|]")
_LINE_ENDS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_INDENT = re.compile(r"^[^\S\n]+", re.MULTILINE)
_LIST_OR_HEADING = re.compile(r"^([#+=-])", re.MULTILINE)
_NUMBERED = re.compile(r"^(\d+)([.)])", re.MULTILINE)
_ADDRESS = ":/?#@!$&'+,;=%~"  # what may stand in an address as it is; brackets would end the link early


def inert(text: str) -> str:
    """For runs, titles and labels, where Markdown is never read."""
    return _ACTIVE.sub(lambda found: found[0] + _JOINER, undirected(text))


def escaped(text: str) -> str:
    """For a piece of a Markdown line; `lines` must still be told where the lines begin."""
    return _MARKUP.sub(r"\\\g<0>", inert(text))


def lines(markdown: str) -> str:
    """Return the whole Markdown text with nothing at the beginning of a line that makes a list, a heading or code."""
    text = _INDENT.sub("", _LINE_ENDS.sub("\n", markdown))
    text = _NUMBERED.sub(r"\1\\\2", _LIST_OR_HEADING.sub(r"\\\1", text))
    return text.replace("\n", "\n\n")  # a single line end is read as a space


def strong(text: str, before: str) -> str:
    """Return the text between asterisks where Markdown will read them as such, else only escaped."""
    said = " ".join(text.split())
    opens = said[:1].isalnum() or not before or before[-1].isspace()
    return f"**{escaped(said)}**" if opens and said[-1:].isalnum() else escaped(said)


def link(text: str, url: str) -> str:
    """On one line: a link that holds a line's end is none."""
    said = " ".join(named(text, url).split())
    return f"[{escaped(said)}]({quote(url, safe=_ADDRESS)})"


def named(text: str, url: str) -> str:
    """A link says where it leads."""
    host = urlsplit(url).netloc
    return text if host in text else f"{text} ({host})"


def callable_name(name: str) -> str:
    """Return what may stand between <at> and </at>: the name without anything a card could read."""
    return " ".join(re.sub(r"[^\w\s.'\u2019-]|_", " ", name).split()) or "…"
