"""Draws the pictures of docs/pulses.md and docs/pulse-results.md anew: `python -m tests.web.pulse_cards`."""

from __future__ import annotations

from collections.abc import Mapping

from playwright.sync_api import sync_playwright

from bot.web import render
from tests.laws import edges
from tests.laws.source import ROOT
from tests.views import pulse_gallery as gallery
from tests.web.conftest import QUIET_CHROMIUM, chromium
from views.vocabulary import Card

IMAGES, STYLE = ROOT / "docs" / "images", ROOT / "bot" / "web" / "static" / "room.css"
_FRAME = "body { display: block; height: auto; overflow: auto } main { width: 640px; padding: 16px }"


def cards() -> Mapping[str, Card]:
    ballots = {name: card for name, card in gallery.ballots().items() if name != "again"}
    return ballots | {f"results-{many}": card for many, card in gallery.results().items()}


def draw() -> None:
    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=chromium(), args=QUIET_CHROMIUM)
        page = chrome.new_page(viewport={"width": 720, "height": 900})
        for name, card in cards().items():
            shown = render.card(card, edges.frame("web"))
            page.set_content(f"<style>{STYLE.read_text()} {_FRAME}</style><main>{shown}</main>")
            page.locator("main").screenshot(path=IMAGES / f"pulse-{name}.png")
        chrome.close()


if __name__ == "__main__":
    draw()
