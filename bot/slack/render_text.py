"""Running text as rich text, which Slack never parses, and the short strings it shows as they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, assert_never

from bot import plain
from bot.frame import Frame
from bot.pictures import picture
from domain.text import undirected
from views.vocabulary import Bold, Emoji, Link, Mention, Span, Spans, When, WhenStyle

Block = dict[str, Any]

_DATES = {
    WhenStyle.DATE: "{date_long}",
    WhenStyle.TIME: "{time}",
    WhenStyle.DATE_TIME: "{date_long}, {time}",
}


def paragraph(said: Spans, frame: Frame, *, lead: str = "", italic: bool = False) -> Block:
    """Return one block with the whole text, after a word of our own."""
    first = [run(lead)] if lead else []
    return rich([section([*first, *elements(said, frame, italic=italic)])])


def elements(said: Spans, frame: Frame, *, italic: bool = False) -> list[Block]:
    return [_element(one, frame, italic) for one in said if one != ""]


def rich(parts: Sequence[Block]) -> Block:
    return {"type": "rich_text", "elements": list(parts)}


def section(inside: Iterable[Block]) -> Block:
    return {"type": "rich_text_section", "elements": list(inside)}


def bullets(items: Iterable[list[Block]]) -> Block:
    return {
        "type": "rich_text_list",
        "style": "bullet",
        "elements": [section(item) for item in items],
    }


def run(text: str, **style: bool) -> Block:
    on = {name: True for name, wanted in style.items() if wanted}
    return {"type": "text", "text": undirected(text) or " ", **({"style": on} if on else {})}


def label(text: str, most: int) -> Block:
    """A plain text object of at most so many characters."""
    return {"type": "plain_text", "text": cut(undirected(text), most) or " ", "emoji": False}


def cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def escape(text: str) -> str:
    """For the few places Slack parses: nothing in the text can become a mention, a link or a date."""
    return undirected(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _element(view: Span, frame: Frame, italic: bool) -> Block:
    match view:
        case str():
            return run(view, italic=italic)
        case Bold(text):
            return run(text, bold=True, italic=italic)
        case Mention(person, name):
            account = frame.mentions.get(person)
            return {"type": "user", "user_id": account} if account else run(name, bold=True)
        case Link(text, url):
            return {"type": "link", "url": url, "text": undirected(text)} if plain.is_web(url) else run(text)
        case When(at, style):
            fallback = plain.when(view, frame.zone)
            return {
                "type": "date",
                "timestamp": at // 1000,
                "format": _DATES[style],
                "fallback": fallback,
            }
        case Emoji(name, text):
            return run(picture(name) or text)
        case _:
            assert_never(view)
