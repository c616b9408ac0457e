"""The machine's clock: read in `bot/` alone, and handed down as a parameter."""

from __future__ import annotations

import time


def now() -> int:
    """UTC epoch ms."""
    return time.time_ns() // 1_000_000
