"""What the store's threads have finished reaches whoever waits on the event loop."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future

import pytest

from bot import arriving


def elsewhere(*steps: Future[int]) -> None:
    """Finish them all in another thread, as the writer does after a commit."""

    def finish() -> None:
        for number, one in enumerate(steps):
            one.set_result(number)

    thread = threading.Thread(target=finish)
    thread.start()
    thread.join()


async def test_everyone_hears_their_own_result() -> None:
    """However many arrive at once, and again after that."""
    for _ in range(2):
        futures: list[Future[int]] = [Future() for _ in range(64)]
        waiting = [arriving.wait(one) for one in futures]
        elsewhere(*futures)
        assert await asyncio.wait_for(asyncio.gather(*waiting), 10) == list(range(64))


async def test_what_was_finished_before_anyone_waited_arrives_too() -> None:
    done: Future[int] = Future()
    done.set_result(7)
    assert await asyncio.wait_for(arriving.wait(done), 10) == 7


async def test_what_went_wrong_is_raised_where_it_is_waited_for() -> None:
    failed: Future[int] = Future()
    waiting = arriving.wait(failed)
    failed.set_exception(LookupError("no"))
    with pytest.raises(LookupError, match="no"):
        await asyncio.wait_for(waiting, 10)


async def test_whoever_gives_up_takes_their_unit_back_if_it_has_not_begun() -> None:
    """So that dispatch can tell "never began" from "may still be saved"."""
    idle: Future[int] = Future()
    begun: Future[int] = Future()
    begun.set_running_or_notify_cancel()
    for one in (idle, begun):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(arriving.wait(one), 0.001)
    assert (idle.cancelled(), begun.cancelled()) == (True, False)
    begun.set_result(1)  # nobody waits any more


async def test_a_unit_that_was_taken_back_elsewhere_ends_the_wait() -> None:
    taken_back: Future[int] = Future()
    waiting = arriving.wait(taken_back)
    taken_back.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
