"""How fast a platform lets us send: the generic cell rate algorithm, with one number of state for each limit.

The number is `opens_at`, the moment (UTC epoch ms) from which one more message conforms: the theoretical arrival
time of ITU-T I.371 less the tolerance of the burst. A pause is the same number, moved on.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """One message every `every_ms` in the long run, and up to `burst` of them at once after a rest."""

    every_ms: int
    burst: int = 1

    def room(self, opens_at: int, now: int) -> int:
        """Return how many messages conform at once now."""
        return max(0, min(self.burst, (now - opens_at) // self.every_ms + 1))

    def charged(self, opens_at: int, now: int) -> int:
        """Return from when the next message conforms, after one that leaves now."""
        return max(opens_at, now - (self.burst - 1) * self.every_ms) + self.every_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """Kinds of message that a platform counts together, within one workspace."""

    name: str
    kinds: frozenset[str]
    pace: Pace


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a platform allows: `lane` for one channel or person, `at_once` calls under way in one workspace."""

    buckets: tuple[Bucket, ...]
    lane: Pace
    at_once: int = 16
