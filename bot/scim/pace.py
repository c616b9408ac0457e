"""How much may be asked at a time: a bucket that fills again, so that a storm is told when to come back."""

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


class Guesses:
    """How often each address may be wrong. Whoever is right does not come here."""

    def __init__(self, rate: float, burst: int, *, remotes: int) -> None:
        """Only the latest `remotes` addresses are remembered."""
        self._rate, self._burst, self._remotes = rate, burst, remotes
        self._wrong: dict[str, Bucket] = {}

    def take(self, remote: str, now: float) -> int:
        """Count one more and return 0, or the whole seconds after which it may guess again."""
        bucket = self._wrong.pop(remote, None) or Bucket(self._rate, self._burst)
        self._wrong[remote] = bucket
        while len(self._wrong) > self._remotes:
            self._wrong.pop(next(iter(self._wrong)))
        return bucket.take(now)
