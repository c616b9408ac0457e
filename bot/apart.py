"""Calls a function in a process of its own, so that neither the event loop nor the store's writer waits for it.

A process lives for one call: nothing of it stays in memory, and a library that only computations need is never imported
into the server. It gets no environment, so no key and no token either.
"""

from __future__ import annotations

import asyncio
import contextlib
import pickle
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TypeVar

from bot import apart_worker

V = TypeVar("V")
R = TypeVar("R")
LIMIT_SECONDS = 300
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # the other cores are for those who wait
PROGRAM = Path(apart_worker.__file__)
DIED = "ProcessDied"
TOO_LONG = "TooLong"


class FailedError(Exception):
    """Nothing came of the call. It says a type's name only: what an error says may quote people."""


async def call(function: Callable[[V], R], value: V, *, limit: int = LIMIT_SECONDS) -> R:
    """Return what the function returns. It is found by its name; value and result are pickled. Raises FailedError.

    The limit is in seconds. Canceling this ends the process.
    """
    told = _packed(sys.path, limit, function, value)
    async with _process() as process:
        try:
            async with asyncio.timeout(limit):
                answer, _ = await process.communicate(told)
        except TimeoutError as error:
            raise FailedError(TOO_LONG) from error
    if process.returncode:
        raise FailedError(DIED)
    went_well, result = pickle.loads(answer)  # noqa: S301 - our own process wrote it
    if not went_well:
        raise FailedError(result)
    return result  # type: ignore[no-any-return]  # what the function of that name returned


def _packed(path: list[str], limit: int, function: Callable[[V], R], value: V) -> bytes:
    """Two parcels: where to find modules must be known before the second can be opened. Raises FailedError."""
    try:
        return pickle.dumps((path, limit)) + pickle.dumps((function, value))
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise FailedError(type(error).__name__) from error


@contextlib.asynccontextmanager
async def _process() -> AsyncIterator[Process]:
    """What it writes on standard error may quote people: nobody reads it. A signal to our group is not for it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        PROGRAM,
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        env=ONE_THREAD,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
