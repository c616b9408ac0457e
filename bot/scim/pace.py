"""How much one provider may ask at a time: a bucket that fills again, so that a storm is told when to come back."""

from __future__ import annotations

import math


class Bucket:
    """Holds at most `burst`, and fills by `rate` a second. Times in seconds, of any clock that only goes forward."""

    def __init__(self, rate: float, burst: int) -> None:
        self._rate = rate
        self._burst = burst
        self._held = float(burst)
        self._at: float | None = None

    def take(self, now: float) -> int:
        """Take one and return 0, or return the whole seconds after which there is one."""
        if self._at is not None:
            self._held = min(self._burst, self._held + (now - self._at) * self._rate)
        self._at = now
        if self._held < 1:
            return max(1, math.ceil((1 - self._held) / self._rate))
        self._held -= 1
        return 0
