"""The one use of APScheduler: it ticks, in every replica, and remembers nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import UTC

from apscheduler.schedulers.background import BackgroundScheduler

EVERY_SECONDS = 1


@contextlib.contextmanager
def ticking(tick: Callable[[], None]) -> Iterator[None]:
    """Call `tick` every second, from another thread, until the block ends. A late tick is never skipped."""
    scheduler = BackgroundScheduler(timezone=UTC)
    scheduler.add_job(tick, "interval", seconds=EVERY_SECONDS, misfire_grace_time=None, coalesce=True, max_instances=1)
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)
