"""Pulses in the story: set up and thrown away, open to all but one, and released to those who were asked.

Five count in a team, and Ana, who leads most of them, beside it. Fay was not asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from content import pulses as content
from domain import local_time, pulses_wave
from domain.pulses import Template
from domain.pulses_contract import Contract
from domain.pulses_groups import Group, Level
from domain.pulses_roster import Roster
from domain.pulses_wave import State, Wave
from handlers.turn import Press
from storage import pulses, pulses_asked, pulses_closing, pulses_items, pulses_keys, pulses_sheets
from storage.pulses import Kept
from storage.pulses_sheets import Ballot
from storage.unit import Unit
from tests.swaps.recording import Hands
from views.forms import Value
from views.replies import Replace, Reply
from views.vocabulary import Button

OPEN, READ = "pulse-open", "pulse-read"
COMPANY, TEAM = "company", "team/team-asked"
HOMES = {"ana": COMPANY, **dict.fromkeys(("ben", "chi", "dan", "hana", "eve"), TEAM)}


async def play(hands: Hands, ids: Mapping[str, str]) -> None:
    item = await _question(hands)
    await _set_up(hands, item)
    scene = hands.scene
    scene.store.write(lambda unit: _stand(unit, hands, ids, item)).result()
    await _answered(hands)
    await hands.sees()  # the one that has closed is released
    await _done_about_it(hands, ids)


# --- HR -----------------------------------------------------------------------------------------------------------


async def _question(hands: Hands) -> str:
    """Two of our own: one is asked, and one is asked no more. Return the one that is asked."""
    hana = hands.scene.hana
    await hands.does(hana, Press(action="pulse.items"))
    made = list[str]()
    for text in ("Which channel do you use?", "Which room do you use?"):
        before = hands.ids_of("pulse_item")
        said = {"text": text, "kind": "choice", "labels": "One\nAnother", "source": "our team", "license": "ours"}
        await hands.submits(hana, await hands.does(hana, Press(action="pulse.item.open")), said)
        made += hands.ids_of("pulse_item") - before
    await hands.does(hana, Press(action="pulse.item.retire", subject=made[1]))
    return made[0]


async def _set_up(hands: Hands, item: str) -> None:
    """One is thrown away, one stopped, one repeats for a while, and one stays a draft."""
    for end in ("discard", "stop", "series", ""):
        before = hands.ids_of("pulse_wave")
        opened = await hands.does(hands.scene.hana, Press(action="pulse.new.open"))
        plan: Mapping[str, Value] = (
            {"template": "four_weekly"} if end == "series" else {"template": "one_off", "items": (item,)}
        )
        await hands.submits(hands.scene.hana, opened, plan)
        [made] = hands.ids_of("pulse_wave") - before
        if end == "stop":
            await hands.presses(hands.scene.hana, "pulse.launch", of=made)
            await hands.does(hands.scene.hana, Press(action="pulse.hr", subject=made))
        if end == "series":
            await hands.presses(hands.scene.hana, "pulse.launch.series", of=made)
            await hands.does(hands.scene.hana, Press(action="pulse.series.stop", subject=made))
        elif end:
            await hands.presses(hands.scene.hana, f"pulse.{end}", of=made)


# --- Those who were asked -----------------------------------------------------------------------------------------


async def _answered(hands: Hands) -> None:
    """Ben sends it with a comment and Ana without one; of Chiara it waits, half answered."""
    scene = hands.scene
    for who in (scene.chi, scene.ana, scene.ben):
        await hands.does(who, Press(action="pulse.show", subject=OPEN))
        await hands.does(who, Press(action="pulse.promise", subject=OPEN))
        last = await hands.does(who, Press(action="pulse.answer", subject=f"{OPEN}//1"))
        if who == scene.ben:
            asked = _button(last, "pulse.comment.open")
            await hands.submits(who, await hands.does(who, asked), {"open1": "Say it early."})
        elif who == scene.ana:
            await hands.does(who, _button(last, "pulse.send"))


async def _done_about_it(hands: Hands, ids: Mapping[str, str]) -> None:
    """Of four proposals of the company one is done, one let go, one chosen, and one waits; so does one of the team."""
    hana, ben = hands.scene.hana, hands.scene.ben
    await hands.does(hana, Press(action="pulse.results", subject=f"{READ}/{COMPANY}"))
    await hands.does(hana, Press(action="pulse.remarks", subject=f"0/{READ}/{COMPANY}"))
    await hands.does(hana, Press(action="pulse.trend", subject=f"{READ}/{COMPANY}"))
    await hands.does(hana, Press(action="pulse.actions", subject=f"{READ}/{COMPANY}"))
    await _proposed(hands, TEAM, "Ask first in the team")
    await _proposed(hands, COMPANY, "Wait and see")
    day = local_time.day_of(hands.scene.clock(), "UTC") + timedelta(days=20)
    for end in ("done", "drop", ""):
        made = await _proposed(hands, COMPANY, f"Ask first, {end or 'still'}")
        await hands.does(ben, Press(action="pulse.vote", subject=made))
        opened = await hands.does(hana, Press(action="pulse.choose.open", subject=made))
        await hands.submits(hana, opened, {"owner": (ids["ben"],), "due_on": day.isoformat()})
        if end:
            opened = await hands.does(ben, Press(action=f"pulse.{end}.open", subject=made))
            await hands.submits(ben, opened, {"outcome": "Most of us do."})


async def _proposed(hands: Hands, group: str, words: str) -> str:
    before, ben = hands.ids_of("pulse_action"), hands.scene.ben
    opened = await hands.does(ben, Press(action="pulse.propose.open", subject=f"{READ}/{group}"))
    await hands.submits(ben, opened, {"words": words})
    [made] = hands.ids_of("pulse_action") - before
    return made


def _button(reply: Reply, action: str) -> Press:
    assert isinstance(reply, Replace), reply
    [found] = [
        one
        for part in reply.card.parts
        for one in getattr(part, "buttons", ())
        if isinstance(one, Button) and one.action == action
    ]
    return Press(action=action, subject=found.subject)


# --- What stands before -------------------------------------------------------------------------------------------


def _stand(unit: Unit, hands: Hands, ids: Mapping[str, str], item: str) -> None:
    """One is open, and everybody has answered the other, which closes."""
    org, now, rng = hands.scene.org, hands.scene.clock(), hands.scene.rng
    for id in (OPEN, READ):
        _opened(unit, hands, ids, id, item)
    key = pulses_keys.find(unit, org, READ)
    assert key is not None
    for who, home in HOMES.items():
        ballot = Ballot(person=ids[who], group=home, marks="1", comments={})
        pulses_sheets.hand_in(unit, org, READ, key, ballot, rng=rng)
    pulses_closing.close(unit, org, READ, now=now, rng=rng)


def _opened(unit: Unit, hands: Hands, ids: Mapping[str, str], id: str, item: str) -> None:
    org, now = hands.scene.org, hands.scene.clock()
    today, bank = local_time.day_of(now, "UTC"), content.bank()
    own = {one.id: one for one in pulses_items.own(unit, org)}
    contract = Contract(
        items=replace(bank, items={**own, **bank.items}).asked(Template.ONE_OFF, 1, (item,)),
        opens_on=today,
        closes_on=today + timedelta(days=9),
        share_back_on=today + timedelta(days=19),
    )
    draft = Wave(id=id, title=id, template=Template.ONE_OFF, number=1, contract=contract)
    kept = Kept(wave=draft, author=ids["hana"], created_at=now)
    pulses.add(unit, org, kept)
    begun = pulses_wave.moved(draft, State.LAUNCHED, before=(State.DRAFT,))
    frozen = pulses.launch(unit, org, replace(kept, wave=begun), was=1).wave
    pulses_keys.make(unit, org, id)
    groups = (
        Group(id=COMPANY, level=Level.COMPANY, parent=None, invited=len(HOMES)),
        Group(id=TEAM, level=Level.TEAM, parent=COMPANY, invited=len(HOMES) - 1),
    )
    pulses_asked.fix(unit, org, id, Roster(groups=groups, home={ids[who]: home for who, home in HOMES.items()}))
    pulses.save(unit, org, pulses_wave.moved(frozen, State.OPEN, before=(State.LAUNCHED,)), was=2)
