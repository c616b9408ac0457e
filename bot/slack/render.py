"""Cards as Block Kit. All running text goes out as rich text, which Slack never parses: nobody's words can ping or link."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, assert_never

from bot import plain
from bot.frame import Frame
from bot.pictures import picture
from bot.tokens import choice_of
from views.vocabulary import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Chart,
    ChartKind,
    Emoji,
    Facts,
    Heading,
    Image,
    Link,
    Mention,
    Menu,
    Mood,
    Note,
    Notice,
    Option,
    Part,
    Progress,
    Quote,
    Rule,
    Span,
    Spans,
    Table,
    Text,
    Visibility,
    Weight,
    When,
    WhenStyle,
)

# Limits (PLATFORMS.md A3), in characters or items
BLOCKS = {"message": 50, "modal": 100, "home": 100}
FALLBACK = 4_000
HEADER = 150
LABEL = 75  # buttons, options and their descriptions
OPTIONS = 100
BUTTONS_IN_BLOCK = 25
ALT = 2_000
TABLE_ROWS, TABLE_COLUMNS = 100, 20
CHART_TITLE, CHART_LABEL, CHART_SERIES, CHART_POINTS = 50, 20, 6, 20

Block = dict[str, Any]


class Surface(StrEnum):
    MESSAGE = "message"
    MODAL = "modal"
    HOME = "home"


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a message is sent with: `text` is complete by itself."""

    blocks: list[Block]
    text: str


_SYMBOLS = {
    Mood.GOOD: "check mark button",
    Mood.INFO: "information",
    Mood.PROBLEM: "warning",
}
_STYLES = {
    Weight.NORMAL: {},
    Weight.PRIMARY: {"style": "primary"},
    Weight.DANGER: {"style": "danger"},
}
_DATES = {
    WhenStyle.DATE: "{date_long}",
    WhenStyle.TIME: "{time}",
    WhenStyle.DATE_TIME: "{date_long}, {time}",
}


def message(view: Card, frame: Frame) -> Drawn:
    text = escape(plain.card(view, frame.zone))
    return Drawn(blocks(view, frame, Surface.MESSAGE), _cut(text, FALLBACK))


def home(view: Card, frame: Frame) -> dict[str, Any]:
    return {"type": "home", "blocks": blocks(view, frame, Surface.HOME)}


def modal(view: Card, frame: Frame, title: str) -> dict[str, Any]:
    """A card shown where a form stood; it needs no answer."""
    title_text = {"type": "plain_text", "text": title}
    return {
        "type": "modal",
        "title": title_text,
        "blocks": blocks(view, frame, Surface.MODAL),
    }


def blocks(view: Card, frame: Frame, surface: Surface) -> list[Block]:
    drawn = [_rich([_section([_text(view.title, bold=True)])])]
    for index, part in enumerate(view.parts):
        drawn += part_blocks(part, frame, surface, index)
    return drawn


def part_blocks(view: Part, frame: Frame, surface: Surface, index: int) -> list[Block]:
    """`index` keeps the ids of two equal parts apart."""
    match view:
        case Text(said):
            return [_rich([_section(elements(said, frame))])]
        case Heading(text):
            return [{"type": "header", "text": _plain(text, HEADER)}]
        case Quote(text):
            return [_rich([{"type": "rich_text_quote", "elements": [_text(text)]}])]
        case Bullets(items):
            return [_rich([_list([elements(item, frame) for item in items])])]
        case Facts(rows):
            return [_rich([_section(_fact(name, said, frame)) for name, said in rows])]
        case Note(said):
            return [_rich([_section(elements(said, frame, italic=True))])]
        case Notice(mood, said):
            return [
                _rich(
                    [
                        _section(
                            [
                                _text(f"{picture(_SYMBOLS[mood])} "),
                                *elements(said, frame),
                            ]
                        )
                    ]
                )
            ]
        case Visibility(text):
            return [
                {
                    "type": "context",
                    "elements": [_plain(f"{picture('eyes')} {text}", ALT)],
                }
            ]
        case Image(url, alt):
            return [_image(url, alt)]
        case Table():
            return _table(view, surface)
        case Chart():
            return _chart(view, surface)
        case Progress(label, done, total):
            return [_rich([_section([_text(f"{label}: {done:,} of {total:,}")])])]
        case Rule():
            return [{"type": "divider"}]
        case Buttons(buttons):
            return [
                {
                    "type": "actions",
                    "elements": [_button(one, n, frame) for n, one in enumerate(buttons)],
                }
            ]
        case Menu():
            return [_menu(view, index, frame)]
        case _:
            assert_never(view)


def elements(said: Spans, frame: Frame, *, italic: bool = False) -> list[Block]:
    return [_element(one, frame, italic) for one in said if one != ""]


def escape(text: str) -> str:
    """For the few places Slack parses: nothing in the text can become a mention, a link or a date."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def option(view: Option, value: str) -> Block:
    description = {"description": _plain(view.description, LABEL)} if view.description else {}
    return {"text": _plain(view.label, LABEL), "value": value, **description}


def _element(view: Span, frame: Frame, italic: bool) -> Block:
    match view:
        case str():
            return _text(view, italic=italic)
        case Bold(text):
            return _text(text, bold=True, italic=italic)
        case Mention(person, name):
            account = frame.mentions.get(person)
            return {"type": "user", "user_id": account} if account else _text(name, bold=True)
        case Link(text, url):
            return {"type": "link", "url": url, "text": text} if plain.is_web(url) else _text(text)
        case When(at, style):
            fallback = plain.when(view, frame.zone)
            return {
                "type": "date",
                "timestamp": at // 1000,
                "format": _DATES[style],
                "fallback": fallback,
            }
        case Emoji(name, text):
            return _text(picture(name) or text)
        case _:
            assert_never(view)


def _text(text: str, **style: bool) -> Block:
    on = {name: True for name, wanted in style.items() if wanted}
    return {"type": "text", "text": text or " ", **({"style": on} if on else {})}


def _plain(text: str, most: int) -> Block:
    return {"type": "plain_text", "text": _cut(text, most) or " ", "emoji": False}


def _rich(parts: Sequence[Block]) -> Block:
    return {"type": "rich_text", "elements": list(parts)}


def _section(inside: Iterable[Block]) -> Block:
    return {"type": "rich_text_section", "elements": list(inside)}


def _list(items: Iterable[list[Block]]) -> Block:
    return {
        "type": "rich_text_list",
        "style": "bullet",
        "elements": [_section(item) for item in items],
    }


def _fact(name: str, said: Spans, frame: Frame) -> list[Block]:
    return [_text(f"{name}: ", bold=True), *elements(said, frame), _text("\n")]


def _image(url: str, alt: str) -> Block:
    """Slack fetches only public addresses; any other picture is told by its words."""
    if not plain.is_web(url):
        return _rich([_section([_text(alt)])])
    return {"type": "image", "image_url": url, "alt_text": _cut(alt, ALT)}


def _table(view: Table, surface: Surface) -> list[Block]:
    """Modals have no tables, and no table is longer than Slack allows: then the rows stand as lines of text."""
    caption = _rich([_section([_text(view.caption, bold=True)])])
    rows = plain.rows(view)
    if surface is Surface.MODAL or len(rows) > TABLE_ROWS or len(view.columns) > TABLE_COLUMNS:
        return [caption, _lines(rows)]
    cells = [[{"type": "raw_text", "text": cell or " "} for cell in row] for row in rows]
    return [caption, {"type": "table", "rows": cells}]


def _chart(view: Chart, surface: Surface) -> list[Block]:
    """The finding is always said in words; the picture is drawn where Slack can, the figures stand where it cannot."""
    told = _rich([_section([_text(view.title, bold=True), _text(f"\n{view.finding}")])])
    if surface is not Surface.MESSAGE or not _fits(view):
        return [told, _lines(plain.rows(view))]
    series = [
        {
            "name": name,
            "data": [{"label": label, "value": value} for label, value in zip(view.categories, values)],
        }
        for name, values in view.series
    ]
    kind = "bar" if view.kind is ChartKind.BAR else "line"
    chart = {
        "type": kind,
        "series": series,
        "axis_config": {"categories": list(view.categories)},
    }
    return [
        told,
        {
            "type": "data_visualization",
            "title": _cut(view.title, CHART_TITLE),
            "chart": chart,
        },
    ]


def _fits(view: Chart) -> bool:
    names = (*view.categories, *(name for name, _ in view.series))
    return (
        1 <= len(view.series) <= CHART_SERIES
        and 1 <= len(view.categories) <= CHART_POINTS
        and all(0 < len(name) <= CHART_LABEL for name in names)
    )


def _lines(rows: Iterable[Sequence[str]]) -> Block:
    text = "\n".join(" | ".join(row) for row in rows)
    return _rich([{"type": "rich_text_preformatted", "elements": [_text(text)]}])


def _button(view: Button, index: int, frame: Frame) -> Block:
    spoken = {"accessibility_label": _cut(view.spoken, LABEL)} if view.spoken else {}
    return {
        "type": "button",
        "action_id": f"button.{index}",
        "text": _plain(view.label, LABEL),
        "value": frame.seal(view.action, view.subject, view.version),
        **_STYLES[view.weight],
        **spoken,
    }


def _menu(view: Menu, index: int, frame: Frame) -> Block:
    """What is chosen is sealed in the option, what it is chosen for in the block."""
    choices = [option(one, frame.seal(choice_of(view.action), one.value)) for one in view.options[:OPTIONS]]
    select = {
        "type": "static_select",
        "action_id": "menu",
        "placeholder": _plain(view.label, HEADER),
        "options": choices,
    }
    block_id = f"{index}.{frame.seal(view.action, view.subject)}"
    return {"type": "actions", "block_id": block_id, "elements": [select]}


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
