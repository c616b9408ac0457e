"""Answers to a pulse that is open: each a press on Send through the dispatcher, durable on SQLite, once a person."""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy import insert

from bench import report
from bench.report import Section, say
from bot.dispatch import Dispatcher
from content import pulses as content
from domain import local_time, pulses_draft, pulses_wave
from domain.pulses import Template, questions
from domain.pulses_contract import Contract
from domain.pulses_draft import Draft
from domain.pulses_wave import State, Wave
from handlers import ROUTER
from handlers.turn import Delivery, Place, PlaceKind, Platform, Press, Request
from storage import opening, pulses, pulses_asked, pulses_keys, pulses_sheets, tables, workspaces
from storage.key_folder import KeyFolder
from storage.pulses import Kept
from storage.sealing import KEY_BYTES, KeyRing
from storage.unit import Store, Unit

PEOPLE = 5_000
CALLERS = 64  # at once
LEAST = 500  # durable answers a second (issue 6)
ROUNDS = 5
WAVE, TENANT = "wave", "T1"
CONTRACT = Contract(
    items=content.bank().asked(Template.FOUR_WEEKLY, 1),
    opens_on=date(2026, 10, 5),
    closes_on=date(2026, 10, 16),
    share_back_on=date(2026, 10, 30),
)
NOW = local_time.instant(date(2026, 10, 6), CONTRACT.opens_at, "UTC")


def measure(place: Path) -> Section:
    url = f"sqlite:///{place / 'answers.db'}"
    opening.migrate(url)
    store = opening.open_store(url, KeyRing([bytes(KEY_BYTES)], apart=KeyFolder(place / "keys")))
    org, ballots = store.write(_furnish).result()
    began = time.process_time()
    rates = asyncio.run(_measure(store, ballots))
    busy = (time.process_time() - began) / len(ballots)
    count = store.read(lambda unit: pulses_sheets.count(unit, org, WAVE)).result()
    store.close()
    if count != PEOPLE:
        raise AssertionError(f"{count} sheets of {PEOPLE} ballots")
    return Section(
        rows=[report.above("Answers to a pulse, durable on SQLite", statistics.median(rates), LEAST, "a second")],
        context=[
            f"answers: {PEOPLE:,} people, {CALLERS} at once; each counted once, {busy * 1e6:.0f} us of a processor each"
        ],
    )


async def _measure(store: Store, ballots: Sequence[tuple[str, str]]) -> list[float]:
    """Return the answers a second, round by round."""
    dispatcher = Dispatcher(store=store, router=ROUTER, clock=lambda: NOW, rng=random.SystemRandom(), budget=60)
    share = len(ballots) // ROUNDS
    rates = []
    for number in range(ROUNDS):
        waiting = list(ballots[number * share : (number + 1) * share])
        began = time.perf_counter()
        await asyncio.gather(*(_caller(dispatcher, waiting) for _ in range(CALLERS)))
        rates.append(share / (time.perf_counter() - began))
        say(f"  round {number + 1}: {rates[-1]:.0f} answers/s")
    return rates


async def _caller(dispatcher: Dispatcher, waiting: list[tuple[str, str]]) -> None:
    while waiting:
        account, sealed = waiting.pop()
        await dispatcher.answer(
            Request(
                platform=Platform.SLACK,
                tenant=TENANT,
                account=account,
                place=Place(PlaceKind.DIRECT),
                delivery=Delivery("slack:T1", (account,)),
                said=Press(action="pulse.send", subject=f"{WAVE}/{sealed}"),
            )
        )


# --- Who answers --------------------------------------------------------------------------------------------------


def _furnish(unit: Unit) -> tuple[str, list[tuple[str, str]]]:
    """Return the org, and of everybody their account with their ballot, filled in and ready to be sent."""
    rng = random.Random(3)
    org = workspaces.ensure_org(unit, name="Bench", zone="UTC", now=NOW, rng=rng)
    told = {"name": "Bench", "token": "", "bot": "", "service_url": ""}
    space = workspaces.ensure(unit, org, Platform.SLACK.value, TENANT, now=NOW, rng=rng, **told)
    ids = [f"person{number:05d}" for number in range(PEOPLE)]
    people = [{"org_id": org, "id": id, "name": id, "created_at": NOW} for id in ids]
    unit.run(insert(tables.table(tables.Person)), people)
    seats = {"org_id": org, "workspace_id": space.id, "seen_at": NOW}
    unit.run(insert(tables.table(tables.Account)), [{**seats, "external": f"U{id}", "person_id": id} for id in ids])
    _open(unit, org, ids[0])
    key = pulses_keys.find(unit, org, WAVE)
    if key is None:
        raise AssertionError("the wave has no key")
    filled = pulses_draft.written(Draft(marks="4" * len(questions(CONTRACT.items)), at=len(questions(CONTRACT.items))))
    return org, [(f"U{id}", key.seal_draft(filled, id)) for id in ids]


def _open(unit: Unit, org: str, author: str) -> None:
    draft = Wave(id=WAVE, title="Pulse", template=Template.FOUR_WEEKLY, number=1, contract=CONTRACT)
    kept = Kept(wave=draft, author=author, created_at=NOW)
    pulses.add(unit, org, kept)
    begun = pulses_wave.moved(draft, State.LAUNCHED, before=(State.DRAFT,))
    wave = pulses.launch(unit, org, replace(kept, wave=begun), was=1).wave
    pulses_keys.make(unit, org, WAVE)
    pulses_asked.fix(unit, org, WAVE, pulses_asked.roster(unit, org, wave))
    pulses.save(unit, org, pulses_wave.moved(wave, State.OPEN, before=(State.LAUNCHED,)), was=wave.version)
