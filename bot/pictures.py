"""Emoji by their CLDR short name, as the one character every platform shows."""

from __future__ import annotations

from functools import lru_cache

import emoji


@lru_cache(maxsize=1_024)
def picture(name: str) -> str:
    """Return the character, "" when there is none of that name."""
    code = f":{name.replace(' ', '_')}:"
    shown = emoji.emojize(code)
    return "" if shown == code else shown
