"""The pages of a pulse: answers stand in their buttons alone until they are sent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.pulses_draft import Draft
from views import pulses
from views.vocabulary import Buttons, Menu

BEGUN = pulses.Page(wave=pulses.WAVE, draft=Draft(marks="42.", at=1), sealed="s" * 48)


@pytest.mark.parametrize("at", range(4), ids=["the first", "where they are", "the last", "ready to send"])
def test_nothing_that_one_may_press_on_the_way_throws_the_answers_away(at: int) -> None:
    """Where a page replaces the one before, as in a window of Slack's, a button without them would lead to none."""
    parts = pulses.page(replace(BEGUN, draft=Draft(marks="42.", at=at))).parts
    buttons = [one.subject for part in parts if isinstance(part, Buttons) for one in part.buttons]
    menus = [part.subject for part in parts if isinstance(part, Menu)]
    assert buttons
    assert all(BEGUN.sealed in subject for subject in (*buttons, *menus))
