"""Close matches for what was nearly right."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache


def folded(name: str) -> str:
    """Return the name without accents and case, for comparing only."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


def closest(wanted: str, names: Iterable[str], *, most: int = 3) -> tuple[str, ...]:
    """Return the names most like the wanted one, best first: also by any single word of a name."""
    wanted = folded(wanted)
    scored = ((_likeness(wanted, folded(name)), name) for name in names)
    near = sorted(((score, name) for score, name in scored if score >= 0.6), key=lambda pair: (-pair[0], pair[1]))
    return tuple(name for _, name in near[:most])


def match(tag: str, by_tag: Mapping[str, str]) -> str | None:
    """Return the value of the tag that is meant: the same letters, or the only one it begins."""
    wanted = _letters(tag)
    for known, value in by_tag.items():
        if _letters(known) == wanted:
            return value
    begun = [value for known, value in by_tag.items() if wanted and _letters(known).startswith(wanted)]
    return begun[0] if len(begun) == 1 else None


def _likeness(wanted: str, name: str) -> float:
    parts = (name, *name.replace("-", " ").split())
    return max(difflib.SequenceMatcher(None, wanted, part).ratio() for part in parts)


@lru_cache(maxsize=4_096)
def _letters(tag: str) -> str:
    return "".join(letter for letter in folded(tag) if letter.isalnum())
