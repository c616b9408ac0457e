"""The program in a real browser: a nomination to its story, an incident to what was verified, a plan to its report."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.web.conftest import SEEN_WITHIN_MS, opened
from tests.web.deciding import HalfYear
from tests.web.learning import Postmortem
from tests.web.nominating import Nominations
from tests.web.visitors import Visitors
from tests.web.windows import ARRIVES_MS


@pytest.fixture
def everyone(browser: Browser, tmp_path: Path) -> Iterator[Visitors]:
    """Whoever comes into a room of their own: its clock goes far."""
    expect.set_options(timeout=ARRIVES_MS)
    try:
        with opened(tmp_path) as url:
            present = Visitors(browser, url)
            yield present
            present.leave()
            assert present.complaints == []
    finally:
        expect.set_options(timeout=SEEN_WITHIN_MS)


def test_a_nomination_becomes_a_story_once_a_committee_and_its_winner_have_decided(everyone: Visitors) -> None:
    """Several hand in, two vote, the winner hears of it first, and everybody reads it with consent."""
    Nominations(everyone).whole_way()


def test_an_incident_leads_to_an_action_that_somebody_else_verifies(everyone: Visitors) -> None:
    """Two who had no part in it score how it is written up, and talk where they differ."""
    Postmortem(everyone).whole_way()


def test_a_plan_is_begun_and_decided_on_by_the_rooms_clock(everyone: Visitors) -> None:
    """A task is done by its owner, the question of week 4 is answered, and both stand in what the plan has come to."""
    plan = HalfYear(everyone)
    plan.begin()
    plan.tick()
    plan.decide()
    plan.report(week=4, title="Mid-term report on Pilot")


@pytest.mark.soak
def test_a_plan_goes_to_the_report_of_its_last_week(everyone: Visitors) -> None:
    """Half a year goes by, from one checkpoint to the next."""
    plan = HalfYear(everyone)
    plan.begin()
    plan.tick()
    plan.decide()
    plan.report(week=26, title="Six-month report on Pilot")
