"""Goals in the story: one under way that somebody wants otherwise, one learned from, one dropped and two drafts."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.turn import Press
from tests.features.scene import Figure
from tests.swaps.recording import Hands
from views.forms import Value

NOTE = "We learned that one class of failure explains most of them."
WHOLE: Mapping[str, Value] = {
    "title": "Fewer repeat incidents",
    "due_on": "2027-03-20",
    "outcome": "Cut repeat incidents in checkout by a third",
    "process": "Verify review actions within thirty days",
    "learning": "Explain one failure class with data",
    "learn_by": "2026-12-10",
}
UNFINISHED: Mapping[str, Value] = {**WHOLE, "title": "Still being written", "learning": "", "learn_by": ""}


async def play(hands: Hands, ids: Mapping[str, str]) -> None:
    scene = hands.scene
    ana, ben, chi, hana = scene.ana, scene.ben, scene.chi, scene.hana
    await hands.does(ben, Press(action="goals.examples"))
    under_way = await _agreed(hands, ben, ana)
    await _changed(hands, ana, ben, under_way)
    for who in (ana, ben):
        await _checked_in(hands, who, under_way)
    await hands.presses(ben, "goals.evidence.open")
    missed = await _agreed(hands, chi, ana)
    await _missed(hands, chi, missed)
    await _dropped(hands, chi, await _written(hands, chi, WHOLE))
    for who in (ben, hana):
        await _written(hands, who, UNFINISHED)
    await hands.does(ana, Press(action="goals.open", subject=ids["ben"]))
    asked = await hands.does(hana, Press(action="goals.reason.open", subject=ids["ben"]))
    await hands.submits(hana, asked, {"reason": "They asked me to."})
    await hands.does(ana, Press(action="goals.show", subject=under_way))


async def _written(hands: Hands, who: Figure, values: Mapping[str, Value]) -> str:
    """Return the id of a new goal of the person's own."""
    before = hands.ids_of("goal")
    await hands.submits(who, await hands.does(who, Press(action="goals.new.open")), values)
    [made] = hands.ids_of("goal") - before
    return made


async def _agreed(hands: Hands, who: Figure, lead: Figure) -> str:
    goal = await _written(hands, who, WHOLE)
    await hands.does(lead, Press(action="goals.show", subject=goal))
    await hands.presses(lead, "goals.agree", of=goal)
    return goal


async def _changed(hands: Hands, lead: Figure, who: Figure, goal: str) -> None:
    """Left as it was the first time; the second time it still waits."""
    for is_kept in (False, True):
        form = await hands.does(lead, Press(action="goals.edit.open", subject=goal))
        await hands.submits(lead, form, {"outcome": "Cut repeat incidents in checkout by half"})
        await hands.does(who, Press(action="goals.show", subject=goal))
        if not is_kept:
            await hands.presses(who, "goals.keep", of=goal)


async def _checked_in(hands: Hands, who: Figure, goal: str) -> None:
    form = await hands.does(who, Press(action="goals.check_in.open", subject=goal))
    await hands.submits(who, form, {"part": "process", "mood": "on track", "note": NOTE})


async def _missed(hands: Hands, who: Figure, goal: str) -> None:
    form = await hands.does(who, Press(action="goals.close.open", subject=goal))
    await hands.submits(who, form, {"outcome_met": "no", "process_met": "yes"})
    form = await hands.does(who, Press(action="goals.learned.open", subject=goal))
    await hands.submits(who, form, {"learned": NOTE})


async def _dropped(hands: Hands, who: Figure, goal: str) -> None:
    form = await hands.does(who, Press(action="goals.drop.open", subject=goal))
    await hands.submits(who, form, {"why": "Another team took over the whole checkout this month."})
