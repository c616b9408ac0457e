"""Readiness: every part must hold, and whatever goes wrong while asking means no."""

from __future__ import annotations

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.probes import Check, Readiness, routes


async def holds() -> bool:
    return True


async def fails() -> bool:
    return False


async def breaks() -> bool:
    raise OSError("the disk is gone")


@pytest.mark.parametrize(("check", "ready"), [(holds, True), (fails, False), (breaks, False)])
async def test_a_part_that_fails_or_breaks_turns_readiness_red(check: Check, ready: bool) -> None:
    """A balancer must not be told yes by a check that could not be made."""
    answers = await Readiness(checks={"store": check, "relay": holds}).answers()
    assert answers == {"store": ready, "relay": True, "serving": True}


async def test_a_process_that_was_asked_to_stop_is_not_ready() -> None:
    """Though everything in it still works."""
    answers = await Readiness(checks={"store": holds}, draining=True).answers()
    assert answers == {"store": True, "serving": False}


async def test_figures_are_told_and_decide_nothing() -> None:
    """A long queue is no reason to send people elsewhere."""
    readiness = Readiness(checks={"store": holds}, figures=lambda: {"oldest_owed_seconds": 86_400.0})
    app = web.Application()
    app.add_routes(routes(readiness))
    async with TestClient(TestServer(app)) as client, client.get("/readyz") as answer:
        assert answer.status == 200
        assert await answer.json() == {"store": True, "serving": True, "oldest_owed_seconds": 86_400.0}
