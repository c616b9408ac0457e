"""A calibration session of eight managers in a real browser, from its invitation to its report; and a sprint."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.web import calibrating_room
from tests.web.calibrating import ARRIVES_MS, Session
from tests.web.conftest import SEEN_WITHIN_MS, opened
from tests.web.practicing import Sprint
from tests.web.visitors import Visitors


def test_the_room_goes_on_in_every_window_when_its_facilitator_does(browser: Browser, tmp_path: Path) -> None:
    """Whoever watches sees it open, its minutes pass and its next part come, without reloading anything."""
    calibrating_room.prepare(tmp_path, is_ready=True)
    with opened(tmp_path) as url:
        visitors = Visitors(browser, url)
        Session(visitors).begins()
        visitors.leave()
        assert visitors.complaints == []


@pytest.mark.soak
def test_eight_managers_hold_a_session_by_the_rooms_clock(browser: Browser, tmp_path: Path) -> None:
    """What they do in it is done in the room, each message goes on by itself, and no page complains of anything."""
    calibrating_room.prepare(tmp_path)
    expect.set_options(timeout=ARRIVES_MS)  # as for the plan of half a year
    try:
        with opened(tmp_path) as url:
            visitors = Visitors(browser, url)
            Session(visitors).whole_way()
            visitors.leave()
            assert visitors.complaints == []
    finally:
        expect.set_options(timeout=SEEN_WITHIN_MS)


@pytest.mark.soak
def test_three_managers_practice_in_the_room(browser: Browser, tmp_path: Path) -> None:
    """From HR's form to what the group is shown of the first week, by the room's clock."""
    expect.set_options(timeout=ARRIVES_MS)
    try:
        with opened(tmp_path) as url:
            visitors = Visitors(browser, url)
            Sprint(visitors).whole_way()
            visitors.leave()
            assert visitors.complaints == []
    finally:
        expect.set_options(timeout=SEEN_WITHIN_MS)
