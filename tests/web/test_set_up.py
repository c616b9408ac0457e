"""Set-up in a real browser: from a room in which nothing is set up to a message that everybody has got."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.web.conftest import opened
from tests.web.setting_up import ARRIVES_MS, Wizard
from tests.web.visitors import Visitors

ACTS = 21  # as docs/administration.md counts them


def test_hr_sets_up_an_empty_room_and_writes_to_everyone(browser: Browser, tmp_path: Path) -> None:
    """Nobody else has to do anything; before, nobody else is let in, and afterwards everybody is."""
    with opened(tmp_path, "--empty") as url:
        visitors = Visitors(browser, url)
        wizard = Wizard(visitors.enter("hana", "home"), tmp_path)
        wizard.whole_way()
        priya = visitors.enter("priya", "dm")
        expect(priya.line("From today on you can thank each other here.")).to_be_visible(timeout=ARRIVES_MS)
        assert wizard.acts == ACTS
        visitors.leave()
        assert visitors.complaints == []
