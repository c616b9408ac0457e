"""What a monitor is told: how much is owed and since when, how late we are, and whether the event loop stood still."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator

import pytest
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from bot.metrics import ALARM_SECONDS, Watch
from storage import due, workspaces
from storage.due import Due
from storage.outbox import State
from storage.unit import Store, Unit
from tests.storage import mailroom
from tests.storage.mailroom import NOON

MINUTE_MS = 60_000
LATER = NOON + 10 * MINUTE_MS


@contextlib.asynccontextmanager
async def watching(store: Store) -> AsyncIterator[Watch]:
    """A watch that has looked once."""
    watch = Watch(store=store, clock=lambda: LATER)
    await watch._look()
    running = asyncio.create_task(watch.run())
    yield watch
    watch.close()
    await running


def told(name: str, **labels: str) -> float:
    value = REGISTRY.get_sample_value(f"vouchsafe_{name}", labels)
    assert value is not None
    return value


async def test_what_is_owed_is_told_by_state_and_age(store: Store) -> None:
    """From when it was due; what is due later is no debt yet."""
    room = mailroom.open_mailroom(store)
    room.owe("failed", lane="a")
    room.settle(room.lease()[0], State.FAILED, not_before=NOON + MINUTE_MS)
    for key, moment in (("old", NOON + 4 * MINUTE_MS), ("new", LATER), ("future", LATER + MINUTE_MS)):
        room.owe(key, lane=key, not_before=moment)
    async with watching(store) as watch:
        assert (told("outbox_messages", state="queued"), told("outbox_oldest_seconds", state="queued")) == (3, 360)
        assert (told("outbox_messages", state="failed"), told("outbox_oldest_seconds", state="failed")) == (1, 540)
        assert told("outbox_messages", state="ambiguous") == 0
        assert watch.owed_seconds == 360


async def test_what_nobody_may_send_is_not_owed(store: Store) -> None:
    """A workspace that left, or an outbox on hold, is no reason to ring anybody in the night."""
    room = mailroom.open_mailroom(store)
    room.owe("post")

    def hold(unit: Unit) -> None:
        workspaces.hold(unit, room.workspace.org, NOON)

    store.write(hold).result()
    async with watching(store) as watch:
        assert (watch.owed_seconds, told("outbox_held"), told("outbox_messages", state="queued")) == (0, 1, 1)


async def test_what_should_have_happened_by_itself_is_told_by_how_late_it_is(store: Store) -> None:
    """Nothing that is still to come is late."""
    room = mailroom.open_mailroom(store)
    for minute in (7, 20):
        one = Due(org=room.workspace.org, kind="k", subject=str(minute), step="1", due_at=NOON + minute * MINUTE_MS)
        store.write(lambda unit, one=one: due.plan(unit, [one])).result()  # type: ignore[misc]  # a lambda's default
    async with watching(store):
        assert told("due_lag_seconds") == 180


async def test_an_event_loop_that_stands_still_is_heard_of(store: Store) -> None:
    """Everybody waits while it does."""
    loop = asyncio.get_running_loop()
    with capture_logs() as logs:
        watch = Watch(store=store, clock=lambda: LATER)
        beating = asyncio.create_task(watch._beat())
        await asyncio.sleep(0)  # it has asked to be woken
        until = loop.time() + 3 * ALARM_SECONDS
        while loop.time() < until:
            pass
        watch.close()
        await beating
    [stalled] = [line for line in logs if line["action"] == "loop.stalled"]
    assert stalled["seconds"] >= ALARM_SECONDS


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_units_that_queue_up_share_one_commit_and_are_counted(store: Store) -> None:
    """So that an operator sees whether the disk or the work is what they wait for."""
    sizes: list[int] = []
    begun, going = threading.Event(), threading.Event()
    store.on_commit(sizes.append)

    def slow(unit: Unit) -> None:
        begun.set()
        going.wait(10)

    first = store.write(slow)
    begun.wait(10)
    rest = [store.write(lambda unit: None) for _ in range(5)]
    assert store.waiting() == 5
    going.set()
    for one in (first, *rest):
        one.result(10)
    assert (sizes, store.waiting()) == ([1, 5], 0)
