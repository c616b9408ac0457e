"""Review cycles in the story: one that is paused, one closed, one thrown away and a draft."""

from __future__ import annotations

from collections.abc import Mapping

from domain import local_time
from handlers.turn import Press
from tests.features.scene import Figure
from tests.swaps.recording import Hands
from views.forms import Value

TEAMS: Mapping[str, Value] = {"teams": ("team-platform", "team-support")}


async def play(hands: Hands, ids: Mapping[str, str]) -> None:
    scene = hands.scene
    hana = scene.hana
    await hands.does(hana, Press(action="cycle.every"))
    await _drafted(hands, hana)
    await hands.presses(hana, "cycle.discard")
    cycle = await _drafted(hands, hana)
    kick_off = await _shaped(hands, hana, cycle)
    await hands.presses(hana, "cycle.launch", of=cycle)
    await _read(hands, hana, cycle, kick_off)
    await _taken_part(hands, cycle, kick_off, ids)
    await _advanced(hands, hana, cycle)
    for action in ("cycle.pause", "cycle.resume"):
        await hands.presses(hana, action, of=cycle)
    await hands.does(hana, Press(action="cycle.hr", value=cycle))
    closed = await _drafted(hands, hana)
    await _shaped(hands, hana, closed)
    await hands.presses(hana, "cycle.launch", of=closed)
    await hands.does(hana, Press(action="cycle.hr", value=closed))
    await hands.presses(hana, "cycle.close", of=closed)
    await _drafted(hands, hana)


async def _drafted(hands: Hands, who: Figure) -> str:
    """Return the id of a new draft that begins today."""
    before = hands.ids_of("cycle")
    days = {"start": _today(hands), "end": "2027-03-31"}
    opened = await hands.does(who, Press(action="cycle.new.open"))
    await hands.submits(who, opened, {"template": "custom", "name": "Autumn", **days, **TEAMS})
    [made] = hands.ids_of("cycle") - before
    return made


async def _shaped(hands: Hands, who: Figure, cycle: str) -> str:
    """One checkpoint comes and goes, one is moved; return the id of the one that opens today."""
    kept = ""
    for kind, audience in (("retrospective", "participants"), ("kick_off", "managers")):
        before = hands.ids_of("checkpoint")
        opened = await hands.presses(who, "cycle.add.open", of=cycle)
        days = {"opens": _today(hands), "due": "2026-12-18"}
        await hands.submits(who, opened, {"kind": kind, "title": kind, "audience": audience, "prompt": "Now.", **days})
        [kept] = hands.ids_of("checkpoint") - before
        await hands.does(who, Press(action="cycle.checkpoint", value=f"{cycle}/{kept}"))
        if kind == "retrospective":
            await hands.presses(who, "cycle.take_out", of=f"{cycle}/{kept}")
    moved = await hands.presses(who, "cycle.move.open", of=f"{cycle}/{kept}")
    await hands.submits(who, moved, {"due": "2026-12-17"})
    await hands.submits(who, await hands.presses(who, "cycle.team.open", of=cycle), TEAMS)
    return kept


async def _advanced(hands: Hands, who: Figure, cycle: str) -> None:
    """Of two that would open in December one opens today, and one still could."""
    for kind in ("self_reflection", "release"):
        opened = await hands.presses(who, "cycle.add.open", of=cycle)
        days = {"opens": "2026-12-01", "due": "2026-12-18"}
        await hands.submits(
            who, opened, {"kind": kind, "title": kind, "audience": "managers", "prompt": "Now.", **days}
        )
    await hands.presses(who, "cycle.advance.look", of=cycle)
    await hands.presses(who, "cycle.advance")
    await hands.presses(who, "cycle.advance.look", of=cycle)
    await hands.does(who, Press(action="cycle.hr", value=cycle))


async def _read(hands: Hands, who: Figure, cycle: str, checkpoint: str) -> None:
    await hands.does(who, Press(action="cycle.hr", value=cycle))
    await hands.does(who, Press(action="cycle.status", subject=cycle))
    await hands.does(who, Press(action="cycle.checkpoint", value=f"{cycle}/{checkpoint}"))
    await hands.does(who, Press(action="cycle.rehearse", subject=f"{cycle}/0"))
    await hands.does(who, Press(action="cycle.rehearse.read", value=f"{cycle}/0"))


async def _taken_part(hands: Hands, cycle: str, checkpoint: str, ids: Mapping[str, str]) -> None:
    ana, chi = hands.scene.ana, hands.scene.chi
    await hands.does(chi, Press(action="cycle.show", subject=cycle))
    await hands.does(ana, Press(action="cycle.people", subject=cycle))
    await hands.does(ana, Press(action="checkpoint.page", subject=f"{cycle}/{checkpoint}/0"))
    await hands.does(ana, Press(action="checkpoint.tick", subject=f"{cycle}/{checkpoint}/{ids['chi']}"))
    opened = await hands.does(ana, Press(action="cycle.delegate.open", subject=cycle))
    await hands.submits(ana, opened, {"who": (ids["hana"],)})


def _today(hands: Hands) -> str:
    return local_time.day_of(hands.scene.clock(), "UTC").isoformat()
