"""Running text. Runs are never parsed; a line with a mention or a moment is Markdown: Teams finds both only there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, assert_never

from bot import plain
from bot.frame import Frame
from bot.pictures import picture
from bot.teams import markup
from domain.text import undirected
from views import codec
from views.vocabulary import Bold, Emoji, Link, Mention, Span, Spans, When, WhenStyle

Json = dict[str, Any]

_MOMENTS = {
    WhenStyle.DATE: "{{{{DATE({at}, SHORT)}}}}",
    WhenStyle.TIME: "{{{{TIME({at})}}}}",
    WhenStyle.DATE_TIME: "{{{{DATE({at}, SHORT)}}}}, {{{{TIME({at})}}}}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """What every part of one card is drawn with. `called` maps person ids to the text between <at> and </at>."""

    frame: Frame
    called: Mapping[str, str] = field(default_factory=dict)
    in_dialog: bool = False


def called(view: object, frame: Frame) -> dict[str, str]:
    """Return how each mentioned person of this workspace is called, no two of them alike."""
    found: dict[str, str] = {}
    for one in codec.walk(view) if frame.mentions else ():  # most answers mention nobody: then nothing is searched
        if isinstance(one, Mention) and one.person in frame.mentions and one.person not in found:
            name = markup.callable_name(one.name)
            found[one.person] = f"{name} {len(found) + 1}" if name in found.values() else name
    return found


def entities(view: object, pen: Pen) -> list[Json]:
    """Return the mentions of a card: the only ones it can hold, because only these names are matched."""
    names = {one.person: one.name for one in codec.walk(view) if isinstance(one, Mention)} if pen.called else {}
    return [
        {
            "type": "mention",
            "text": f"<at>{name}</at>",
            "mentioned": {"id": pen.frame.mentions[person], "name": undirected(names[person])},
        }
        for person, name in pen.called.items()
    ]


def block(said: Spans, pen: Pen, **style: object) -> Json:
    """Return one element with the whole text; `style` is what TextRun and TextBlock have in common."""
    if any(_needs_markdown(one, pen) for one in said):
        return {"type": "TextBlock", "text": _markdown(said, pen) or " ", "wrap": True, **style}
    return rich([_run(one, pen, style) for one in said if one != ""] or [run(" ", **style)])


def title(text: str, size: str) -> Json:
    """A heading is the one word that only TextBlock has, for those who move from heading to heading."""
    said = markup.lines(markup.escaped(text)) or " "
    return {"type": "TextBlock", "style": "heading", "text": said, "size": size, "weight": "Bolder", "wrap": True}


def rich(runs: Sequence[Json]) -> Json:
    return {"type": "RichTextBlock", "inlines": list(runs)}


def run(text: str, **style: object) -> Json:
    return {"type": "TextRun", "text": markup.inert(text) or " ", **style}


def _needs_markdown(view: Span, pen: Pen) -> bool:
    """Moments stay raw in runs (msteams-docs#4489), and mentions are documented for TextBlock and FactSet alone."""
    return isinstance(view, When) or (isinstance(view, Mention) and view.person in pen.called)


def _run(view: Span, pen: Pen, style: Mapping[str, object]) -> Json:
    match view:
        case str():
            return run(view, **style)
        case Bold(text) | Mention(name=text):
            return run(text, **{**style, "weight": "Bolder"})
        case Link(text, url):
            return _link(text, url, style)
        case When():
            return run(plain.when(view, pen.frame.zone), **style)
        case Emoji(name, text):
            return run(picture(name) or text, **style)
        case _:
            assert_never(view)


def _link(text: str, url: str, style: Mapping[str, object]) -> Json:
    if not plain.is_web(url):
        return run(text, **style)
    return run(markup.named(text, url), **style) | {"selectAction": {"type": "Action.OpenUrl", "url": url}}


def _markdown(said: Spans, pen: Pen) -> str:
    text = ""
    for one in said:
        text += _piece(one, pen, text)
    return markup.lines(text)


def _piece(view: Span, pen: Pen, before: str) -> str:
    match view:
        case str():
            return markup.escaped(view)
        case Bold(text):
            return markup.strong(text, before)
        case Mention(person, name):
            known = pen.called.get(person)
            return f"<at>{known}</at>" if known else markup.strong(name, before)
        case Link(text, url):
            return markup.link(text, url) if plain.is_web(url) else markup.escaped(text)
        case When(at, style):
            moment = datetime.fromtimestamp(at // 1000, UTC)
            return _MOMENTS[style].format(at=f"{moment:%Y-%m-%dT%H:%M:%SZ}")
        case Emoji(name, text):
            return picture(name) or markup.escaped(text)
        case _:
            assert_never(view)
