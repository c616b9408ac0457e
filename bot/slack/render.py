"""Cards as Block Kit. Running text goes out as rich text, which Slack never parses: nobody's words ping or link."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, assert_never

from bot import plain
from bot.frame import Frame
from bot.pictures import picture
from bot.slack import render_data
from bot.slack.render_text import Block, bullets, cut, elements, escape, label, paragraph, rich, run, section
from bot.tokens import choice_of
from domain.text import undirected
from views.vocabulary import (
    Bullets,
    Button,
    Buttons,
    Card,
    Chart,
    Facts,
    Heading,
    Image,
    Menu,
    Mood,
    Note,
    Notice,
    Option,
    Part,
    Progress,
    Quote,
    Rule,
    Spans,
    Table,
    Text,
    Visibility,
    Weight,
)

# Limits (PLATFORMS.md A3), in characters or items
BLOCKS = {"message": 50, "modal": 100, "home": 100}
FALLBACK = 4_000  # before escaping; Slack itself cuts at 40,000
HEADER = 150
LABEL = 75  # buttons, options and their descriptions
OPTIONS = 100
BUTTONS_IN_BLOCK = 25
ALT = 2_000


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


def message(view: Card, frame: Frame) -> Drawn:
    text = cut(plain.card(view, frame.zone), FALLBACK)
    return Drawn(blocks(view, frame, Surface.MESSAGE), escape(text))


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
    drawn = [rich([section([run(view.title, bold=True)])])]
    for index, part in enumerate(view.parts):
        drawn += part_blocks(part, frame, surface, index)
    return drawn


def part_blocks(view: Part, frame: Frame, surface: Surface, index: int) -> list[Block]:
    """`index` keeps the ids of two equal parts apart."""
    match view:
        case Text(said):
            return [paragraph(said, frame)]
        case Heading(text):
            return [{"type": "header", "text": label(text, HEADER)}]
        case Quote(text):
            return [rich([{"type": "rich_text_quote", "elements": [run(text)]}])]
        case Bullets(items):
            return [rich([bullets(elements(item, frame) for item in items)])]
        case Facts(rows):
            return [rich([section(_fact(name, said, frame)) for name, said in rows])]
        case Note(said):
            return [paragraph(said, frame, italic=True)]
        case Notice(mood, said):
            return [paragraph(said, frame, lead=f"{picture(_SYMBOLS[mood])} ")]
        case Visibility(text):
            return [{"type": "context", "elements": [label(f"{picture('eyes')} {text}", ALT)]}]
        case Image(url, alt):
            return [_image(url, alt)]
        case Table():
            return render_data.table(view, drawn=surface is not Surface.MODAL)
        case Chart():
            return render_data.chart(view, drawn=surface is Surface.MESSAGE)
        case Progress(name, done, total):
            return [paragraph((f"{name}: {done:,} of {total:,}",), frame)]
        case Rule():
            return [{"type": "divider"}]
        case Buttons(buttons):
            return [{"type": "actions", "elements": [_button(one, n, frame) for n, one in enumerate(buttons)]}]
        case Menu():
            return [_menu(view, index, frame)]
        case _:
            assert_never(view)


def option(view: Option, value: str) -> Block:
    description = {"description": label(view.description, LABEL)} if view.description else {}
    return {"text": label(view.label, LABEL), "value": value, **description}


def _fact(name: str, said: Spans, frame: Frame) -> list[Block]:
    return [run(f"{name}: ", bold=True), *elements(said, frame), run("\n")]


def _image(url: str, alt: str) -> Block:
    """Slack fetches only public addresses; any other picture is told by its words."""
    if not plain.is_web(url):
        return rich([section([run(alt)])])
    return {"type": "image", "image_url": url, "alt_text": cut(undirected(alt), ALT)}


def _button(view: Button, index: int, frame: Frame) -> Block:
    spoken = {"accessibility_label": cut(undirected(view.spoken), LABEL)} if view.spoken else {}
    return {
        "type": "button",
        "action_id": f"button.{index}",
        "text": label(view.label, LABEL),
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
        "placeholder": label(view.label, HEADER),
        "options": choices,
    }
    block_id = f"{index}.{frame.seal(view.action, view.subject)}"
    return {"type": "actions", "block_id": block_id, "elements": [select]}
