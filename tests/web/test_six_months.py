"""The six-month plan in a real browser, from its launch to a decided dispute, with the room's own clock."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.web.conftest import SEEN_WITHIN_MS, opened
from tests.web.planning import Plan
from tests.web.visitors import Visitors
from tests.web.windows import ARRIVES_MS


@pytest.mark.soak
def test_a_plan_goes_from_launch_to_release_by_the_rooms_clock(browser: Browser, tmp_path: Path) -> None:
    """Everybody in it is asked in the room; what is due is answered there, and no page complains of anything."""
    expect.set_options(timeout=ARRIVES_MS)  # the room is larger than in the other scenarios, and the machine busy
    try:
        with opened(tmp_path) as url:
            visitors = Visitors(browser, url)
            Plan(visitors).whole_way()
            visitors.leave()
            assert visitors.complaints == []
    finally:
        expect.set_options(timeout=SEEN_WITHIN_MS)
