"""The three renderers behind one face: what each draws of a view, read back as words and as tokens."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.frame import Frame
from bot.slack import render as slack
from bot.slack import render_form as slack_form
from bot.teams import render as teams
from bot.teams import render_form as teams_form
from bot.tokens import InvalidTokenError, Pointer, Tokens
from bot.web import render as web
from bot.web import render_forms as web_form
from storage.sealing import KeyRing
from views import examples
from views.forms import Form
from views.vocabulary import Card

Json = dict[str, Any]

TOKENS = Tokens(KeyRing([b"k" * 32]))
READER = "reader-account"
ZONE = "Europe/Madrid"
MENTIONED = {"ana": "UANA0ACCOUNT"}  # one person has an account here, everybody else is shown by name
_TOKEN = re.compile(r"[A-Za-z0-9_-]{24,}")
_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["strikethrough", "table"])
# What on Slack and on Teams holds words for people, apart from plain strings in a list.
_SLACK_WORDS = {
    "text",
    "fallback",
    "title",
    "alt_text",
    "name",
    "label",
    "accessibility_label",
    "initial_value",
    "initial_date",
}
_TEAMS_WORDS = {"text", "title", "label", "altText", "tooltip", "errorMessage", "legend", "x"}


@dataclass(frozen=True, slots=True)
class Shown:
    """One drawing of a view: its JSON or HTML, and the words people read or hear in it."""

    where: str
    drawn: Any
    words: str


def frame(platform: str) -> Frame:
    return Frame(
        tokens=TOKENS,
        workspace=f"{platform}:t1",
        reader=READER,
        now=examples.MORNING,
        zone=ZONE,
        mentions=MENTIONED,
    )


def everywhere(view: Card | Form) -> list[Shown]:
    """Return the view as each platform shows it, on each surface it can stand on."""
    return [*on_slack(view), *on_teams(view), *on_web(view)]


def on_slack(view: Card | Form) -> list[Shown]:
    known = frame("slack")
    if isinstance(view, Form):
        surfaces = {"modal": slack_form.modal(view, known)}
    else:
        surfaces = {
            "message": {"blocks": slack.message(view, known).blocks},
            "home": slack.home(view, known),
            "modal": slack.modal(view, known, "Vouchsafe"),
        }
    return [Shown(f"slack {name}", drawn, "\n".join(slack_words(drawn))) for name, drawn in surfaces.items()]


def on_teams(view: Card | Form, errors: Mapping[str, str] | None = None) -> list[Shown]:
    known = frame("teams")
    if isinstance(view, Form):
        dialog = teams_form.dialog(view, known, errors)
        return [_teams("dialog", dialog["card"]["content"], dialog["title"])]
    instead = teams.dialog(view, known, "Vouchsafe")
    return [_teams("message", teams.message(view, known).card), _teams("dialog", instead["card"]["content"])]


def on_web(view: Card | Form) -> list[Shown]:
    known = frame("web")
    drawn = web_form.form(view, known) if isinstance(view, Form) else web.card(view, known)
    page = f"{view.title}\n{drawn}"  # the page around a form has its title
    return [Shown("web page", page, html.unescape(page))]


def _teams(name: str, card: Json, title: str = "") -> Shown:
    read = "\n".join((title, *teams_words({"body": card["body"], "actions": card.get("actions", [])}, names(card))))
    return Shown(f"teams {name}", card, read)


def names(card: Json) -> dict[str, str]:
    """Return what each mention's text is shown as."""
    return {one["text"]: one["mentioned"]["name"] for one in card["msteams"].get("entities", ())}


def slack_words(node: object) -> Iterator[str]:
    """Yield what is written on a Slack surface, piece by piece, the people mentioned by their id."""
    if isinstance(node, list):
        for one in node:
            yield from slack_words(one)
    elif isinstance(node, dict):
        yield from (str(node["user_id"]),) if node.get("type") == "user" else ()
        for name, value in node.items():
            if name in _SLACK_WORDS and isinstance(value, str):
                yield value
            elif name not in ("style", "value"):
                yield from slack_words(value)


def teams_words(node: object, mentions: Mapping[str, str]) -> Iterator[str]:
    """Yield what is written on an Adaptive Card, with its Markdown read and its fallbacks left out."""
    if isinstance(node, list):
        for one in node:
            yield from teams_words(one, mentions)
    elif isinstance(node, dict):
        for name, value in node.items():
            if name == "value" and node.get("type") in ("Input.Text", "Input.Date"):
                yield value
            elif name in _TEAMS_WORDS and isinstance(value, str):
                yield _read(node, name, value, mentions)
            elif name != "fallback" and not (name == "data" and isinstance(value, dict)):
                yield from teams_words(value, mentions)


def _read(node: Json, name: str, value: str, mentions: Mapping[str, str]) -> str:
    is_markdown = node.get("type") == "TextBlock" or (name == "title" and set(node) == {"title", "value"})
    text = markdown_text(value) if is_markdown else value
    for at, shown in mentions.items():
        text = text.replace(at, shown)
    return text.replace("\u2060", "")


@cache  # several laws read the same text
def markdown_text(markdown: str) -> str:
    """Return the text that is left once Markdown has been read."""
    lines = ["".join(_leaf(child) for child in block.children or ()) for block in markdown_blocks(markdown)]
    return "\n".join(lines)


def markdown_blocks(markdown: str) -> list[Token]:
    """Return the blocks with running text, as CommonMark has them."""
    return [token for token in parsed(markdown) if token.type == "inline"]


def parsed(markdown: str) -> list[Token]:
    return _MARKDOWN.parse(markdown)


def _leaf(token: Token) -> str:
    return "\n" if token.type in ("softbreak", "hardbreak") else token.content


def pointers(shown: Shown, platform: str) -> frozenset[Pointer]:
    """Return what every token in a drawing says to the one it was drawn for."""
    text = shown.drawn if isinstance(shown.drawn, str) else json.dumps(shown.drawn)
    return frozenset(_opened(_TOKEN.findall(text), platform))


def _opened(candidates: list[str], platform: str) -> Iterator[Pointer]:
    for token in candidates:
        try:
            yield TOKENS.open(token, workspace=f"{platform}:t1", account=READER, now=examples.MORNING)
        except InvalidTokenError:
            continue
