"""Opaque identifiers: no meaning, no order, safe in any platform's id field."""

from __future__ import annotations

import random

_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_CHARACTERS = 16  # 80 bits


def new(rng: random.Random) -> str:
    """Return 16 characters of base 32; two of a billion such ids are equal with probability below one in a million."""
    bits = rng.getrandbits(5 * _CHARACTERS)
    return "".join(_ALPHABET[(bits >> (5 * place)) & 31] for place in range(_CHARACTERS))
