"""Readiness: every part must hold, and whatever goes wrong while asking means no."""

from __future__ import annotations

import pytest

from bot.probes import Check, Readiness


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
