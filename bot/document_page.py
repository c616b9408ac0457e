"""A document as a file: its cards on one page that needs nothing else, no script, no picture, no address."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.frame import Frame
from bot.tokens import Tokens
from bot.web import render
from storage.downloads import Document, File
from storage.sealing import KeyRing

_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
)


def drawn(document: Document, keys: KeyRing, *, now: int) -> File:
    frame = Frame(tokens=Tokens(keys), workspace="", reader="", now=now)
    cards = [render.card(one, frame, level=2) for one in document.cards]
    page = _PAGES.get_template("document.html").render(title=document.title, cards=cards)
    return File(name=document.name, media="text/html", body=page.encode())
