"""The plan in the story: a cycle of half a year runs, Ben is its sponsor, and one question was decided.

Hana runs HR and does what nobody was named for. Everybody else finds no plan.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain import local_time
from handlers.turn import Press, Submit
from tests.swaps.recording import Hands
from views.forms import Value

BY_HAND = "k01"  # the sponsor's: publish why


async def play(hands: Hands, ids: Mapping[str, str]) -> None:
    hana, ben = hands.scene.hana, hands.scene.ben
    cycle = await _launched(hands)
    for action in ("plan.show", "plan.tasks", "outcomes.show", "outcomes.beside", "outcomes.report"):
        await hands.does(hana, Press(action=action, subject=cycle))
    await hands.does(hana, Press(action="outcomes.explain"))
    await hands.does(hana, Press(action="outcomes.team.open", subject=cycle))
    small = {"team": ("team-support",)}  # once a team is named, whatever else is chosen would be answered alike
    await hands.does(hana, Submit(action="outcomes.team", subject=cycle, values=small))
    form = await hands.does(hana, Press(action="plan.owners.open", subject=cycle))
    await hands.submits(hana, form, {"sponsor": (ids["ben"],)})
    await hands.does(ben, Press(action="plan.mine", subject=cycle))
    await hands.does(ben, Press(action="plan.tick.open", value=f"{cycle}/{BY_HAND}"))
    form = await hands.does(ben, Press(action="plan.tick.open", subject=f"{cycle}/{BY_HAND}"))
    for _ in range(2):
        await hands.submits(ben, form, {"shown_by": "https://example.org/why"})
        await hands.does(ben, Press(action="plan.untick", subject=f"{cycle}/{BY_HAND}"))
    await hands.does(hana, Press(action="plan.decide.open", value=f"{cycle}/c1"))
    form = await hands.does(hana, Press(action="plan.decide.open", subject=f"{cycle}/c1"))
    await hands.submits(hana, form, {"decision": "go", "reason": "Both managers read it."})


async def _launched(hands: Hands) -> str:
    """Return the id of a cycle that begins today."""
    hana, before = hands.scene.hana, hands.ids_of("cycle")
    today = local_time.day_of(hands.scene.clock(), "UTC").isoformat()
    opened = await hands.does(hana, Press(action="cycle.new.open"))
    wish: dict[str, Value] = {"template": "six_months", "name": "Pilot", "start": today, "teams": ("team-platform",)}
    await hands.submits(hana, opened, wish)
    [cycle] = hands.ids_of("cycle") - before
    await hands.presses(hana, "cycle.launch", of=cycle)
    return cycle
