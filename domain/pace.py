"""How fast a platform lets us send: the generic cell rate algorithm, one number of state for each limit.

The number is the theoretical arrival time (TAT) of ITU-T I.371: when the next message would come if they came evenly.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """One message every `every_ms` in the long run, and up to `burst` of them at once after a rest."""

    every_ms: int
    burst: int = 1

    def opens_at(self, tat: int) -> int:
        """Return from when (UTC epoch ms) one more message conforms."""
        return tat - (self.burst - 1) * self.every_ms

    def charged(self, tat: int, now: int) -> int:
        """Return the TAT after one message now."""
        return max(tat, now) + self.every_ms

    def room(self, tat: int, now: int) -> int:
        """Return how many messages conform at once now."""
        return max(0, min(self.burst, (now - self.opens_at(tat)) // self.every_ms + 1))
