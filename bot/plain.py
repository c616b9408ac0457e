"""Cards as plain text: what notifications show, screen readers say, and clients without cards fall back to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import assert_never
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.pictures import picture
from views.vocabulary import (
    Bold,
    Bullets,
    Buttons,
    Card,
    Chart,
    Emoji,
    Facts,
    Heading,
    Image,
    Link,
    Mention,
    Menu,
    Note,
    Notice,
    Part,
    Progress,
    Quote,
    Rule,
    Span,
    Spans,
    Table,
    Text,
    Visibility,
    When,
    WhenStyle,
)

_FORMATS = {
    WhenStyle.DATE: "{at:%-d %B %Y}",
    WhenStyle.TIME: "{at:%H:%M}",
    WhenStyle.DATE_TIME: "{at:%-d %B %Y, %H:%M}",
}


def card(view: Card, zone: str) -> str:
    """Return all its words, a line or more for each part; what can be pressed is left out."""
    lines = [view.title, *(line for part in view.parts for line in _lines(part, zone))]
    return "\n".join(line for line in lines if line)


def spans(said: Spans, zone: str) -> str:
    return "".join(span(one, zone) for one in said)


def span(view: Span, zone: str) -> str:
    match view:
        case str():
            return view
        case Bold(text):
            return text
        case Mention(name=name):
            return name
        case Link(text, url):
            return f"{text} ({url})" if is_web(url) else text
        case When():
            return when(view, zone)
        case Emoji(name, text):
            return picture(name) or text
        case _:
            assert_never(view)


def when(view: When, zone: str) -> str:
    """Return the moment as a clock in the zone (IANA) shows it."""
    return _FORMATS[view.style].format(at=datetime.fromtimestamp(view.at / 1000, ZoneInfo(zone)))


def is_web(url: str) -> bool:
    """Only http and https become links."""
    return urlsplit(url).scheme in ("http", "https")


def rows(view: Table | Chart) -> tuple[tuple[str, ...], ...]:
    """Return a table's rows, or a chart as one row per category, each with its head row first."""
    if isinstance(view, Table):
        return (view.columns, *view.rows)
    heads = ("", *(name for name, _ in view.series))
    lines = (
        (category, *(f"{values[index]:g}" for _, values in view.series))
        for index, category in enumerate(view.categories)
    )
    return (heads, *lines)


def _lines(view: Part, zone: str) -> Iterable[str]:
    match view:
        case Text(said) | Note(said) | Notice(_, said):
            return [spans(said, zone)]
        case Heading(text) | Visibility(text):
            return [text]
        case Quote(text):
            return [f"“{text}”"]
        case Bullets(items):
            return [f"• {spans(item, zone)}" for item in items]
        case Facts(facts):
            return [f"{name}: {spans(said, zone)}" for name, said in facts]
        case Image(alt=alt):
            return [alt]
        case Table(caption=caption):
            return [caption, *(" | ".join(row) for row in rows(view))]
        case Chart(title=title, finding=finding):
            return [title, finding, *(" | ".join(row) for row in rows(view))]
        case Progress(label, done, total):
            return [f"{label}: {done:,} of {total:,}"]
        case Rule() | Buttons() | Menu():
            return []
        case _:
            assert_never(view)
