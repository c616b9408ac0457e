"""Computations in the test's own process: chosen by whoever looks at what comes of them, not at where they run."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from typing import Any

from schedules import computing
from schedules.computing import Task
from schedules.schedule import Schedules
from schedules.tick import Ticked
from storage.unit import Store


def step(store: Store, schedules: Schedules, *, now: int, rng: random.Random) -> Ticked:
    """Take, compute and save the next one that is due."""
    took = store.write(partial(computing.take, schedules=schedules, now=now, rng=rng)).result()
    if not isinstance(took, Task):
        return took
    result = schedules.computation(took.due.kind).compute(took.value)
    saving = partial(computing.save, schedules=schedules, task=took, result=result, now=now, rng=rng)
    return store.write(saving).result()


async def call(function: Callable[[Any], Any], value: Any) -> Any:
    """Stand in for bot.apart.call."""
    return function(value)
