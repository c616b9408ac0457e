"""Computations run in processes of their own: what they return, how they fail, and what a closing server does."""

from __future__ import annotations

import asyncio
import os
import random
import time
from pathlib import Path
from typing import Any

import pytest

from bot import apart
from bot.computing import Computing
from schedules.schedule import Computation, Schedule, Schedules
from storage import due, opening
from storage.sealing import KeyRing
from storage.unit import Store, Unit
from tests.schedules.test_tick import NOON, furnish, occurrence


def double(value: int) -> int:
    return 2 * value


def process(_: None) -> tuple[int, list[str]]:
    return os.getpid(), sorted(os.environ)


def quote(value: str) -> None:
    raise LookupError(value)


def die(_: None) -> None:
    os._exit(3)


def hang(path: str) -> None:
    Path(path).touch()
    time.sleep(600)


async def test_it_runs_elsewhere_and_is_told_no_secret() -> None:
    """Not even those that stand in the server's environment."""
    number, environment = await apart.call(process, None)
    assert number != os.getpid()
    assert set(environment) <= {*apart.ONE_THREAD, "LC_CTYPE"}


@pytest.mark.parametrize(
    ("function", "value", "error"),
    [(quote, "Ana said so", "LookupError"), (die, None, "ProcessDied"), (lambda _: 1, None, "PicklingError")],
)
async def test_what_fails_says_how_and_quotes_nobody(function: object, value: object, error: str) -> None:
    """An error may hold people's words; its type does not."""
    assert callable(function)
    with pytest.raises(apart.FailedError) as failed:
        await apart.call(function, value)
    assert str(failed.value) == error


async def test_what_takes_too_long_is_ended(tmp_path: Path) -> None:
    """The limit counts whatever the function does."""
    with pytest.raises(apart.FailedError, match=apart.TOO_LONG):
        await apart.call(hang, str(tmp_path / "begun"), limit=1)


def appears(path: Path) -> None:
    while not path.exists():
        time.sleep(0.01)


@pytest.fixture
def hall(sqlite_template: Path, tmp_path: Path, keys: KeyRing) -> Store:
    path = tmp_path / "hall.db"
    path.write_bytes(sqlite_template.read_bytes())
    store = opening.open_store(f"sqlite:///{path}", keys)
    store.write(furnish).result()
    return store


def plan(unit: Unit) -> None:
    due.plan(unit, [occurrence("figures", "1", NOON)])


def computer(store: Store, computation: Computation[Any, Any]) -> Computing:
    schedules = Schedules((Schedule(kind="figures", run=computation),))
    return Computing(store=store, schedules=schedules, clock=lambda: NOON, rng=random.Random(1))


async def test_what_is_due_is_computed_and_saved(hall: Store) -> None:
    """Through a real process, and once."""
    saved: list[int] = []
    saving = Computation[int, int](gather=lambda _: 21, compute=double, save=lambda _, result: saved.append(result))
    one = computer(hall, saving)
    hall.write(plan).result()
    assert await one.round() == 0.0
    assert await one.round() > 0
    assert saved == [42]
    hall.close()


async def test_a_closing_server_waits_for_no_computation(hall: Store, tmp_path: Path) -> None:
    """The row comes back when its lease is over: nothing was done, and nothing failed."""
    begun = tmp_path / "begun"
    endless = Computation[str, None](gather=lambda _: str(begun), compute=hang, save=lambda *_: None)
    one = computer(hall, endless)
    hall.write(plan).result()
    running = asyncio.create_task(one.run())
    await asyncio.to_thread(appears, begun)
    one.close()
    await asyncio.wait_for(running, 30)
    waiting = await asyncio.wrap_future(hall.read(due.next_at))
    assert waiting is not None
    assert waiting > NOON
    hall.close()
