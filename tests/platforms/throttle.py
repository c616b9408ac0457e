"""A strict limit as platforms keep it: a call that comes too early is refused, counted, and told how long to wait."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Rate:
    """One call every `every_ms` in the long run, `burst` at once after a rest."""

    every_ms: int
    burst: int = 1


class Throttle:
    """One limit a method and a place. A refused call costs nothing; a call before the told wait is over is `hasty`."""

    def __init__(self, rates: Mapping[str, Rate], clock: Callable[[], int]) -> None:
        self.early: Counter[str] = Counter()
        self.hasty: Counter[str] = Counter()
        self.taken: Counter[str] = Counter()
        self._rates = rates
        self._clock = clock
        self._arrivals: dict[tuple[str, str], int] = {}  # the theoretical arrival time of the next call
        self._told: dict[tuple[str, str], int] = {}

    def wait_ms(self, method: str, place: str) -> int:
        """Take the call and return 0, or refuse it and return how long to wait."""
        rate, key, now = self._rates.get(method), (method, place), self._clock()
        if rate is None:
            return 0
        self.hasty[method] += now < self._told.get(key, 0)
        arrival = self._arrivals.get(key, now)
        wait = max(0, arrival - (rate.burst - 1) * rate.every_ms - now)
        if wait:
            self.early[method] += 1
            self._told[key] = now + -(-wait // 1000) * 1000  # Retry-After is in whole seconds
            return wait
        self.taken[method] += 1
        self._arrivals[key] = max(arrival, now) + rate.every_ms
        return 0
