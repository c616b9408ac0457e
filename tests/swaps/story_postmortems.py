"""Post-mortems in the story: one that waits for both scorers, one with a fact missing, one scored, one scored anew.

Ana and Ben wrote the first, Eve and Fay the second, Chiara the others. What is done about the first is at every step.
"""

from __future__ import annotations

from collections.abc import Mapping

from content import postmortems as content
from handlers.turn import Press
from tests.features.scene import Figure
from tests.swaps.recording import Hands
from tests.swaps.story_teams import BLUE
from views.forms import Value

PLATFORM = "team-platform"
LINES = len(content.default().lines)
SHEET: Mapping[str, Value] = {**{f"line{line}": "2" for line in range(LINES)}, "blames": "no"}
SAID: Mapping[str, Value] = {
    "link": "https://wiki.example/postmortem/17",
    "happened_on": "2026-09-01",
    "severity": "major",
    "found_by": "customers",
    "component": "Payments",
    "cause": "Missing time-out",
}
PLAN: Mapping[str, Value] = {
    "due_on": "2026-12-01",
    "tracker": "https://tracker.example/17",
    "check": "The drill in December finds no second charge",
}


async def play(hands: Hands, ids: Mapping[str, str]) -> None:
    scene = hands.scene
    waiting = await _registered(hands, scene.ana, PLATFORM, responders=("ana", "ben"), scorers=("chi", "dan"), ids=ids)
    await _changed(hands, waiting)
    missing = await _scored(hands, scene.eve, ("eve", "fay"), ids)
    await _reopened(hands, missing)
    await _scored(hands, scene.chi, ("chi",), ids)
    anew = await _scored(hands, scene.chi, ("chi", "hana"), ids)
    await hands.does(scene.chi, Press(action="postmortem.again", subject=anew))
    await hands.does(scene.ana, Press(action="postmortem.step_back", subject=anew))
    await _acted_on(hands, waiting, ids)
    await _recommended(hands, scene.eve, missing)
    await hands.does(scene.dan, Press(action="postmortem.list"))
    await hands.does(scene.dan, Press(action="postmortem.show", subject=waiting))


async def _registered(
    hands: Hands,
    who: Figure,
    team: str,
    *,
    responders: tuple[str, ...],
    scorers: tuple[str, ...],
    ids: Mapping[str, str],
) -> str:
    before = hands.ids_of("postmortem")
    people = {"responders": tuple(ids[key] for key in responders), "scorers": tuple(ids[key] for key in scorers)}
    form = await hands.does(who, Press(action="postmortem.new.open"))
    await hands.submits(who, form, {**SAID, "title": f"Seen by {who.key}", "team": team, **people})
    [made] = hands.ids_of("postmortem") - before
    return made


async def _changed(hands: Hands, id: str) -> None:
    """And nobody else can be asked to score it yet."""
    ben = hands.scene.ben
    form = await hands.does(ben, Press(action="postmortem.edit.open", subject=id))
    await hands.submits(ben, form, {"title": "Some cards were charged twice"})
    await hands.does(ben, Press(action="postmortem.ask_another", subject=id))


async def _scored(hands: Hands, who: Figure, responders: tuple[str, ...], ids: Mapping[str, str]) -> str:
    """By Ana and Ben, who see it the same way."""
    id = await _registered(hands, who, BLUE, responders=responders, scorers=("ana", "ben"), ids=ids)
    for scorer in (hands.scene.ana, hands.scene.ben):
        form = await hands.does(scorer, Press(action="postmortem.score.open", subject=id))
        await hands.submits(scorer, form, SHEET)
    return id


async def _reopened(hands: Hands, id: str) -> None:
    fay = hands.scene.fay
    form = await hands.does(fay, Press(action="postmortem.reopen.open", subject=id))
    await hands.submits(fay, form, {"missing": "For how long were cards blocked?"})


async def _acted_on(hands: Hands, id: str, ids: Mapping[str, str]) -> None:
    """One is recommended, one was handed back, one is declined, one taken on, one done and one verified."""
    scene = hands.scene
    ana, ben, chi, eve, fay = scene.ana, scene.ben, scene.chi, scene.eve, scene.fay
    await _recommended(hands, ana, id)
    back, declined, taken, done, verified = [await _recommended(hands, ana, id) for _ in range(5)]
    await _fills(hands, ben, "postmortem.decline", declined, {"why": "It costs more than the harm it prevents."})
    for one, owner in ((taken, "dan"), (done, "eve"), (verified, "eve"), (back, "fay")):
        await _fills(hands, ana, "postmortem.take_on", one, {**PLAN, "owner": (ids[owner],)})
    await hands.does(fay, Press(action="postmortem.hand_back", subject=back))
    await _fills(hands, ana, "postmortem.hand_over", taken, {"owner": (ids["eve"],)})
    await _fills(hands, eve, "postmortem.move", taken, {"due_on": "2026-12-08", "why": "The drill is a week later."})
    for one in (done, verified):
        await _fills(hands, eve, "postmortem.finish", one, {"said": "It is in, behind a flag."})
    await _fills(hands, chi, "postmortem.verify", verified, {"works": "it_works", "saw": "No second charge."})
    await hands.does(chi, Press(action="postmortem.action", subject=done))


async def _recommended(hands: Hands, who: Figure, id: str) -> str:
    before = hands.ids_of("postmortem_action")
    await _fills(hands, who, "postmortem.recommend", id, {"words": "Add a time-out to each charge", "kind": "prevent"})
    [made] = hands.ids_of("postmortem_action") - before
    return made


async def _fills(hands: Hands, who: Figure, action: str, id: str, values: Mapping[str, Value]) -> None:
    await hands.submits(who, await hands.does(who, Press(action=f"{action}.open", subject=id)), values)
