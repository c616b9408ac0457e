"""A letter to everybody, while the ticker dies again and again: nobody is left out, nobody gets two."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from functools import partial

import pytest
from sqlalchemy import select

from schedules import tick
from storage import opening, tables
from storage.sealing import KeyRing
from storage.unit import Store
from tests.delivery import letters
from tests.delivery.crashing import CrashedError, dying
from tests.laws import source
from tests.storage import mailroom
from tests.storage.mailroom import NOON

FEW, MANY = 5_000, 100_000
DEATHS = 10
STATEMENTS = 12  # a tick of a chunk takes about as many
_outbox = tables.table(tables.Outbox)


@pytest.fixture
def office(store: Store) -> Store:
    room = mailroom.open_mailroom(store)
    store.write(lambda unit: letters.plan(unit, room.workspace.org)).result()
    return store


def reached(store: Store) -> Counter[str]:
    rows = store.read(lambda unit: unit.rows(select(_outbox.c.address))).result()
    return Counter(row["address"] for row in rows)


def deaths_while_ticking(store: Store, count: int, rng: random.Random) -> int:
    """Tick until idle; the first so many ticks may die at some statement. Return how many did."""
    schedules, died, lives = letters.letter(count), 0, 0
    while True:
        lives += 1
        work = partial(tick.tick, schedules=schedules, now=NOON, rng=rng)
        try:
            mortal = died < DEATHS and lives % 2
            ticked = store.write(dying(work, rng.randrange(STATEMENTS)) if mortal else work).result()
        except CrashedError:
            died += 1
            continue
        assert ticked.failures == ()
        if ticked.is_idle and not mortal:
            return died


def test_a_letter_to_five_thousand_reaches_each_once(office: Store, rng: random.Random) -> None:
    """Though ticks died in the middle: a chunk is done as a whole or not at all."""
    assert deaths_while_ticking(office, FEW, rng) >= 3
    assert reached(office) == Counter(letters.people(FEW))


@pytest.mark.soak
def test_a_letter_to_a_hundred_thousand_reaches_each_once(office: Store, rng: random.Random) -> None:
    """Row R14, in one process, whose time is told."""
    began = time.process_time()
    died = deaths_while_ticking(office, MANY, rng)
    sys.stdout.write(f"{MANY} letters planned in {time.process_time() - began:.1f} s of processor, {died} deaths\n")
    assert died == DEATHS
    assert reached(office) == Counter(letters.people(MANY))


@pytest.mark.soak
def test_a_letter_survives_the_death_of_its_processes(database: str, keys: KeyRing, rng: random.Random) -> None:
    """Row R14, with `kill -9` somewhere between one tick and the next but one."""
    store = opening.open_store(database, keys)
    room = mailroom.open_mailroom(store)
    store.write(lambda unit: letters.plan(unit, room.workspace.org)).result()
    store.close()
    kills = 0
    while not lived_to_the_end(database, rng.random() * 0.5 if kills < DEATHS else None):
        kills += 1
    store = opening.open_store(database, keys)
    found = reached(store)
    store.close()
    sys.stdout.write(f"{MANY} letters, {kills} processes killed\n")
    assert kills == DEATHS
    assert found == Counter(letters.people(MANY))


def lived_to_the_end(database: str, after: float | None) -> bool:
    """Let a process tick, and kill it so many seconds after its first tick; say whether it finished."""
    command = [sys.executable, "-m", "tests.delivery.letters", database, str(MANY)]
    with subprocess.Popen(command, cwd=source.ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert first, "it never ticked"
        if after is None:
            return process.wait() == 0
        try:
            process.wait(after)
        except subprocess.TimeoutExpired:
            process.kill()
        return process.wait() == 0
