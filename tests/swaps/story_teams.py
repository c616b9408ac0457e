"""Teams' figures and rewards in the story: Ana leads Blue, with a month, a rule, two experiments and two quarters."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import insert

from domain.rewards import Outcome, Quarter, Settled, Verdict
from handlers.turn import Press, Submit
from storage import lines, paired_senders, rewards, tables
from storage.unit import Unit
from tests.swaps.recording import Hands
from views.forms import Value

BLUE = "team-blue"
MONTH: Mapping[str, Value] = {"month": "2026-08", "changes": "41", "failed": "5"}
TRIED: Mapping[str, Value] = {"title": "Smaller batches", "ending": "as_hoped", "ended_on": "2026-09-01"}
LINK = "https://wiki.example/smaller-batches"


async def play(hands: Hands, ids: Mapping[str, str]) -> None:
    ana, hana = hands.scene.ana, hands.scene.hana
    hands.scene.store.write(lambda unit: _found(unit, hands, ids)).result()
    await hands.does(hana, Press(action="paired.every"))
    await hands.submits(ana, await hands.does(ana, Press(action="paired.enter.open", subject=BLUE)), MONTH)
    pasted = await hands.does(ana, Press(action="paired.rows.open", subject=BLUE))
    await hands.submits(ana, pasted, {"rows": "month,changes,failed\n2026-07,40,4"})
    await hands.does(ana, Press(action="paired.show", subject=BLUE))
    await _systems(hands)
    rule = await hands.does(ana, Press(action="rewards.rule.open", subject=BLUE))
    await hands.submits(ana, rule, {"criteria": ("actions",), "prize": "A team day"})
    await _tried(hands)
    hands.scene.store.write(lambda unit: _settle(unit, hands)).result()
    await hands.does(ana, Press(action="rewards.again", subject=f"{BLUE}/2026-Q2"))
    await hands.does(ana, Press(action="rewards.given", subject=f"{BLUE}/2026-Q1"))
    await hands.does(hana, Press(action="rewards.end", subject="team-support"))


async def _systems(hands: Hands) -> None:
    hana = hands.scene.hana
    await hands.does(hana, Press(action="paired.senders"))
    await hands.does(hana, Press(action="paired.sender.open"))
    await hands.does(hana, Submit(action="paired.sender", values={"name": "Tickets"}))  # told that there is no address
    hands.scene.store.write(lambda unit: _let_post(unit, hands)).result()
    [one, *_] = sorted(hands.ids_of("figure_sender"))
    await hands.does(hana, Press(action="paired.sender.remove", subject=one))


async def _tried(hands: Hands) -> None:
    ben, hana = hands.scene.ben, hands.scene.hana
    for _ in range(3):
        form = await hands.does(ben, Press(action="rewards.experiment.open", subject=BLUE))
        await hands.submits(ben, form, TRIED)
    [one, _, other] = sorted(hands.ids_of("experiment"))
    await hands.does(hana, Press(action="rewards.experiment.withdraw", subject=other))
    await hands.submits(ben, await hands.does(ben, Press(action="rewards.publish.open", subject=one)), {"link": LINK})
    await hands.does(ben, Press(action="rewards.show", subject=BLUE))


def _found(unit: Unit, hands: Hands, ids: Mapping[str, str]) -> None:
    org = hands.scene.org
    unit.run(insert(tables.named("team")), {"org_id": org, "id": BLUE, "name": "Blue", "created_at": 1})
    those = {ids[key]: [BLUE] for key in ("ben", "eve", "fay", "hana")} | {ids["chi"]: [BLUE, "team-support"]}
    lines.assign(unit, org, those, now=hands.scene.clock())


def _let_post(unit: Unit, hands: Hands) -> None:
    scene = hands.scene
    for name in ("Builds", "Incidents", "Tickets"):
        paired_senders.make(unit, scene.org, name, now=scene.clock(), rng=scene.rng)


def _settle(unit: Unit, hands: Hands) -> None:
    """One that is on hold, and one that is earned."""
    for quarter, outcome in ((Quarter(2026, 2), Outcome.SUSPENDED), (Quarter(2026, 1), Outcome.EARNED)):
        verdict = Verdict(outcome=outcome, checks={})
        one = Settled(team=BLUE, quarter=quarter, verdict=verdict, prize="A team day", settled_at=hands.scene.clock())
        rewards.settle(unit, hands.scene.org, one)
