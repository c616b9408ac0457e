"""`kill -9` while people answer a pulse: each who was thanked is counted, and nobody twice."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import select

from bot.tokens import Pointer, Tokens
from content import pulses as content
from domain import pulses_draft, pulses_wave
from domain.pulses import Template, questions
from domain.pulses_contract import Contract
from domain.pulses_draft import Draft
from domain.pulses_wave import State, Wave
from storage import pulses, pulses_asked, pulses_keys, tables
from storage.pulses import Kept
from storage.unit import Unit
from tests.platforms import slack as fake
from tests.processes.conftest import House
from tests.processes.house import Letter
from tests.processes.test_kill import LATEST_KILL, Wish, kill_around_the_ack

ANSWERS = 8  # on each database
_account = tables.table(tables.Account)


def opened(unit: Unit, *, now: int) -> dict[str, str]:
    """Let a wave be open to everybody; return by account what a filled-in ballot carries in its button to send it."""
    today = datetime.fromtimestamp(now / 1000, UTC).date()
    items = content.bank().asked(Template.FOUR_WEEKLY, 1)
    contract = Contract(
        items=items,
        opens_on=today,
        closes_on=today + timedelta(days=7),
        share_back_on=today + timedelta(days=14),
    )
    draft = Wave(id="w1", title="Pulse", template=Template.FOUR_WEEKLY, number=1, contract=contract)
    seats = unit.rows(
        select(_account.c.org_id, _account.c.external, _account.c.person_id).order_by(_account.c.external)
    )
    org = seats[0]["org_id"]
    kept = Kept(wave=draft, author=seats[0]["person_id"], created_at=now)
    pulses.add(unit, org, kept)
    begun = pulses_wave.moved(draft, State.LAUNCHED, before=(State.DRAFT,))
    wave = pulses.launch(unit, org, replace(kept, wave=begun), was=1).wave
    pulses_keys.make(unit, org, wave.id)
    pulses_asked.fix(unit, org, wave.id, pulses_asked.roster(unit, org, wave))
    pulses.save(unit, org, pulses_wave.moved(wave, State.OPEN, before=(State.LAUNCHED,)), was=wave.version)
    key = pulses_keys.find(unit, org, wave.id)
    assert key is not None
    filled = pulses_draft.written(Draft(marks="4" * len(questions(items)), at=len(questions(items))))
    return {row["external"]: f"{wave.id}/{key.seal_draft(filled, row['person_id'])}" for row in seats}


async def test_answers_during_kill_9_are_each_counted_once(home: House, rng: random.Random) -> None:
    """Whether the thanks came through or had to be asked for again."""
    async with home.forked() as served:
        await home.furnish(served)
    now = time.time_ns() // 1_000_000
    ballots = home.look(partial(opened, now=now))
    tokens = Tokens(home.keys)

    def letter(who: str) -> Letter:
        pointer = Pointer("pulse.send", ballots[who])
        value = tokens.seal(pointer, workspace=f"slack:{fake.TEAM}", reader=who, now=now)
        return home.slack.press(who, value)

    asked = [Wish(giver=f"U{number:04}", receiver="", letter=letter(f"U{number:04}")) for number in range(ANSWERS)]
    for number, wish in enumerate(asked):
        await kill_around_the_ack(home, wish, rng.random() * LATEST_KILL if number % 2 else None)
    thanked = sum(wish.answer is not None for wish in asked)
    assert home.count(tables.PulseSheet) >= thanked >= 1
    async with home.forked() as served:
        for wish in asked:
            assert (await home.post(served, wish.letter)).status == 200
        assert await served.stop() == 0
    assert home.count(tables.PulseSheet) == home.count(tables.PulseBallot) == ANSWERS
