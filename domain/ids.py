"""Opaque identifiers: no meaning, no order, safe in any platform's id field."""

from __future__ import annotations

import base64
import random

_BYTES = 10  # 16 characters


def new(rng: random.Random) -> str:
    """Return 16 characters of base 32; two of a billion such ids are equal with probability below one in a million."""
    return base64.b32encode(rng.randbytes(_BYTES)).decode().lower()
