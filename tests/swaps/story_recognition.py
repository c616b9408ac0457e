"""Recognition beyond single kudos in the story: how far it reaches."""

from __future__ import annotations

from handlers.turn import Press
from tests.swaps.recording import Hands


async def play(hands: Hands) -> None:
    scene = hands.scene
    await hands.does(scene.hana, Press(action="reach.show"))
    await hands.does(scene.hana, Press(action="reach.show", value="team-platform"))
    await hands.does(scene.ana, Press(action="reach.show", subject="mine"))
