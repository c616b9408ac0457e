"""A replica that does not see the folder of keys loses nobody's nominations."""

from __future__ import annotations

from domain.nominations import Stage
from storage import nominations
from storage import nominations_ballots as ballots
from tests.features.scene import Scene
from tests.features.test_nominations import REASON, kept, opened


async def test_where_the_key_is_out_of_reach_a_nomination_waits_in_its_form(scene: Scene) -> None:
    """Whoever sends it is told that it is our fault, and sends it again from there. Home comes all the same."""
    await opened(scene)
    form = await scene.stage.presses(scene.ben, await scene.stage.says(scene.ben, "/kudos nominate"), "Nominate")
    folder = scene.store.keys.apart
    assert folder is not None
    [window] = scene.store.read(lambda unit: nominations.running(unit, scene.org)).result()
    file = folder.path / ballots.key_name(window.id, Stage.NOMINATE)
    away = file.rename(file.with_name("away"))
    values = {"category": "Best feedback giver", "nominee": [scene.chi], **REASON}
    refused = await scene.stage.submits(scene.ben, form, values)
    assert "because of a fault on our side" in refused.words
    assert "closed before this came in" not in refused.words
    assert "Whom would you nominate?" not in (await scene.stage.opens_home(scene.ben)).words
    away.rename(file)
    assert "It is kept apart from your name" in (await scene.stage.submits(scene.ben, form, values)).words
    assert kept(scene, "nomination_slip") == 1
