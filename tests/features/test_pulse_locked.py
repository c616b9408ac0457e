"""Who presses Send while the tables of answers are written anew loses nothing, and is told so."""

from __future__ import annotations

import psycopg
import pytest

from bot.dispatch import BUDGET_SECONDS
from storage.postgres import LOCK_TIMEOUT_MS, TRIES
from tests.features.scene import Scene
from tests.features.test_pulse import filled, opened, sheets


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_send_is_tried_for_as_long_as_a_person_may_wait_and_then_can_be_pressed_again(
    scene: Scene, database: str
) -> None:
    """The message keeps what was chosen; pressed again it comes in, once."""
    assert 0.75 * BUDGET_SECONDS < TRIES * LOCK_TIMEOUT_MS / 1000 < BUDGET_SECONDS
    await opened(scene)
    last = await filled(scene, scene.ben)
    with psycopg.connect(database) as scrubber:
        scrubber.execute("LOCK TABLE pulse_ballot IN ACCESS EXCLUSIVE MODE")
        refused = await scene.stage.presses(scene.ben, last, "Send")
    assert "not saved, because of a fault on our side" in refused.words
    assert "still in your message" in refused.words
    thanks = await scene.stage.presses(scene.ben, last, "Send")
    assert "Your answers are in" in thanks.words
    assert len(sheets(scene)) == 1
