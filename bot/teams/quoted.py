"""What people wrote in Teams, as plain text: mentions recognized, markup gone."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from bot.teams.heard import Payload, items, text
from handlers.turn import Account, Words

_AT = re.compile(r"</?at\b[^<>]*>", re.IGNORECASE)
# html.parser takes seconds for twenty thousand characters of broken tags; these need time in proportion to the text.
_TAG = re.compile(r"<[^<>]*>")
_BREAK = re.compile(r"<(?:br|/?(?:div|p|li|tr|blockquote|h[1-6]))\b[^<>]*>", re.IGNORECASE)
_PICTURE = re.compile(r"<img\b[^<>]*?\balt=\"([^\"<>]*)\"[^<>]*>", re.IGNORECASE)


def words(payload: Payload) -> tuple[Words, bool]:
    """Return what was typed, split at mentions of people, and whether the bot was mentioned (its name is left out)."""
    marks = _Mentions(payload)
    return tuple(word for word in marks.split(text(payload, "text")) if word), marks.bot_is_mentioned


def plain(body: Payload) -> str:
    """Return a message's body as people read it: `contentType` says whether it is HTML."""
    content = text(body, "content")
    if text(body, "contentType") != "html":
        return content.strip()
    told = _TAG.sub("", _BREAK.sub("\n", _PICTURE.sub(r"\1", content)))
    lines = (" ".join(line.split()) for line in html.unescape(told).splitlines())
    return "\n".join(line for line in lines if line)


class _Mentions:
    """The mentions an activity declares. Text that only looks like one, because somebody typed it, is text."""

    def __init__(self, payload: Payload) -> None:
        self._bot = text(payload, "recipient", "id")
        self._marked: dict[str, list[Payload]] = {}
        self.bot_is_mentioned = False
        for entity in items(payload, "entities"):
            mark = text(entity, "text")
            if text(entity, "type") == "mention" and mark:
                self._marked.setdefault(mark, []).append(entity)

    def split(self, said: str) -> Iterator[str | Account]:
        rest = 0
        for found in self._pattern().finditer(said) if self._marked else ():
            yield _readable(said[rest : found.start()])
            yield self._named(found[0])
            rest = found.end()
        yield _readable(said[rest:])

    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self._marked, key=len, reverse=True)
        return re.compile("|".join(re.escape(mark) for mark in longest_first))

    def _named(self, mark: str) -> str | Account:
        """Two people of one name are marked alike and stand in the order they are declared in."""
        declared = self._marked[mark]
        entity = declared.pop(0) if len(declared) > 1 else declared[0]
        who, name = text(entity, "mentioned", "id"), text(entity, "mentioned", "name")
        if who and who == self._bot:
            self.bot_is_mentioned = True
            return ""
        return Account(who, name) if who.startswith("29:") else _readable(mark)


def _readable(said: str) -> str:
    """Teams sends what was typed with <, > and & as entities, so any tag here is its own."""
    return html.unescape(_AT.sub("", said)).replace("\xa0", " ").replace("\r\n", "\n")
