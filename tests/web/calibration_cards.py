"""Draws the pictures of docs/calibration.md anew, from examples of views: `python -m tests.web.calibration_cards`."""

from __future__ import annotations

from collections.abc import Mapping

from playwright.sync_api import sync_playwright

from bot.web import render
from tests.laws import edges
from tests.laws.source import ROOT
from tests.web.conftest import QUIET_CHROMIUM, chromium
from views import calibration_board, calibration_packet, calibration_report, calibration_room, calibration_rulings
from views.vocabulary import Card

IMAGES, STYLE = ROOT / "docs" / "images", ROOT / "bot" / "web" / "static" / "room.css"
_FRAME = "body { display: block; height: auto; overflow: auto } main { width: 640px; padding: 16px }"


def cards() -> Mapping[str, Card]:
    """As the example whose title or part is meant; examples stand beside each view."""
    packet = next(one for one in calibration_packet.EXAMPLES[2:] if isinstance(one, Card))
    return {
        "packet": packet,
        "board": calibration_board.EXAMPLES[0],
        "room": calibration_room.EXAMPLES[0],
        "decision": next(one for one in calibration_rulings.EXAMPLES if isinstance(one, Card)),
        "report": calibration_report.EXAMPLES[0],
    }


def draw() -> None:
    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=chromium(), args=QUIET_CHROMIUM)
        page = chrome.new_page(viewport={"width": 720, "height": 900}, device_scale_factor=1.5)
        for name, card in cards().items():
            shown = render.card(card, edges.frame("web"))
            page.set_content(f"<style>{STYLE.read_text()} {_FRAME}</style><main>{shown}</main>")
            page.locator("main").screenshot(path=IMAGES / f"calibration-{name}.png")
        chrome.close()


if __name__ == "__main__":
    draw()
