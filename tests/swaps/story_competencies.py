"""Competencies in the story: one version approved and one retired, one dropped, and a draft of each of two people."""

from __future__ import annotations

from handlers.turn import Press
from tests.features.scene import Figure
from tests.swaps.recording import Hands


async def play(hands: Hands) -> None:
    hana, dan = hands.scene.hana, hands.scene.dan
    await hands.does(hana, Press(action="competencies.show"))
    await hands.does(hana, Press(action="competencies.versions"))
    await _written(hands, hana)
    await hands.does(hana, Press(action="competencies.version", subject="1"))
    await hands.presses(hana, "competencies.download", of="1")
    await hands.presses(hana, "competencies.ask", of="1")
    await _approved(hands, dan, "1")
    await hands.does(hana, Press(action="competencies.draft"))
    await hands.presses(hana, "competencies.drop")
    await hands.does(hana, Press(action="competencies.draft"))
    await _approved(hands, dan, "2")
    await hands.does(hana, Press(action="competencies.version", subject="1"))
    await hands.presses(hana, "competencies.retire", of="1")
    await hands.does(hana, Press(action="competencies.draft"))
    await hands.does(hana, Press(action="competencies.read", value="2/early_candor"))


async def _written(hands: Hands, who: Figure) -> None:
    """Every form is sent as it stands; the last competency goes."""
    await hands.does(who, Press(action="competencies.draft"))
    await hands.submits(who, await hands.presses(who, "competencies.roles.open", of="1"))
    await hands.does(who, Press(action="competencies.change", value="1/early_candor"))
    await hands.submits(who, await hands.presses(who, "competencies.basics.open", of="1/early_candor"))
    await hands.submits(who, await hands.presses(who, "competencies.level.open", of="1/early_candor/competent"))
    await hands.presses(who, "competencies.take_out", of="1/early_candor")
    await hands.does(who, Press(action="competencies.version", subject="1"))
    await hands.presses(who, "competencies.drop", of="1")
    await hands.does(who, Press(action="competencies.draft"))


async def _approved(hands: Hands, who: Figure, number: str) -> None:
    await hands.does(who, Press(action="competencies.version", subject=number))
    await hands.presses(who, "competencies.approve", of=number)
