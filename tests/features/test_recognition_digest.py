"""A digest of public thanks: posted where HR wants it, and drawn again when one of them is withdrawn."""

from __future__ import annotations

from datetime import time, timedelta

from domain import local_time
from tests.features.conftest import MORNING
from tests.features.scene import Scene

TODAY = local_time.day_of(MORNING, "UTC")
MONDAY = TODAY + timedelta(days=7 - TODAY.weekday())
TITLE = "What people were thanked for"
NOTE = "you raised the vendor risk nine days early, we could replan"


async def test_what_is_withdrawn_stands_in_no_digest(scene: Scene) -> None:
    """Nothing is posted unless HR chooses so."""
    await scene.gives(scene.ana, f"/kudos @ben #early-flag {NOTE}")
    shown = await scene.stage.says(scene.hana, "/kudos digest")
    assert NOTE in shown.words
    assert "It is not posted" in shown.words
    await scene.stage.chooses(scene.hana, shown, "Post it", "Every Monday")
    await scene.until(local_time.instant(MONDAY, time(11), "UTC"))
    [digest] = [one for one in scene.stage.channel() if TITLE in one.words]
    assert NOTE in digest.words
    mine = await scene.stage.says(scene.ana, "/kudos mine")
    menu, option = "Open one to edit, withdraw or share it", "Ana Ruiz to Ben Okafor: Early flag"
    one = await scene.stage.chooses(scene.ana, mine, menu, option)
    await scene.stage.presses(scene.ana, one, "Withdraw")
    await scene.settle()
    assert not any(NOTE in one.words for one in scene.stage.channel())
