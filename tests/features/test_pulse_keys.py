"""A replica that does not see the folder of keys loses nobody's answers."""

from __future__ import annotations

from pathlib import Path

from tests.features.scene import Scene
from tests.features.test_pulse import ballot, opened, wave


def key_file(scene: Scene) -> Path:
    folder = scene.store.keys.apart
    assert folder is not None
    return folder.path / wave(scene).wave.id


async def test_where_the_key_is_out_of_reach_nobody_is_told_that_it_is_closed(scene: Scene) -> None:
    """Whoever answers is told that it is our fault, and goes on in the same message once the folder is back."""
    await opened(scene)
    second = await scene.stage.presses(scene.ben, ballot(scene, scene.ben), "Agree")
    file = key_file(scene)
    away = file.rename(file.with_name("away"))
    refused = await scene.stage.presses(scene.ben, second, "Agree")
    assert "because of a fault on our side" in refused.words
    away.rename(file)
    third = await scene.stage.presses(scene.ben, second, "Agree")
    assert "3 of 8" in third.words
