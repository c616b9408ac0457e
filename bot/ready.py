"""What makes a serving process ready: its store answers with the right tables, and its own loops are turning."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot import arriving
from bot.metrics import Watch
from bot.probes import Check, Readiness
from bot.relay import Relay
from bot.ticker import Ticker
from storage import opening, visiting
from storage.unit import Store

STUCK_SECONDS = 60.0  # the relay looks every five seconds and the ticker every second, whatever happens
MOST_WAITING = 2_000  # units of work; more cannot be answered in time


def watch(readiness: Readiness, store: Store, loops: tuple[Ticker, Relay, Watch]) -> None:
    """Let readiness be about these from now on."""
    ticker, relay, looking = loops
    readiness.checks = {
        "store": _migrated(store),
        "relay": _is(lambda: relay.age_seconds < STUCK_SECONDS),
        "ticker": _is(lambda: ticker.age_seconds < STUCK_SECONDS),
        "writer": _is(lambda: store.waiting() < MOST_WAITING),
    }

    def figures() -> Mapping[str, float]:
        return {
            "oldest_owed_seconds": round(looking.owed_seconds, 1),
            "tick_age_seconds": round(ticker.age_seconds, 1),
            "writer_queue": store.waiting(),
        }

    readiness.figures = figures


def _migrated(store: Store) -> Check:
    """Newer tables are fine: a release only adds what the one before it can live with (docs/operations.md)."""
    head, known = opening.head(), opening.known()

    async def migrated() -> bool:
        found = await arriving.wait(store.read(visiting.revision))
        return found == head or found not in known

    return migrated


def _is(holds: Callable[[], bool]) -> Check:
    async def check() -> bool:
        return holds()

    return check
