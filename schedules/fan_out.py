"""One thing for very many people, in chunks that are due rows of their own: a crash costs no more than a chunk."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from storage.due import Due

CHUNK = 1_000  # people


def chunks(whole: Due, people: Collection[str], *, size: int = CHUNK) -> list[Due]:
    """Return the occurrences that together do the whole: each is for the people between two ids.

    Whoever joins or leaves meanwhile is in one chunk or in none, never in two.
    """
    ids = sorted(set(people))
    ranges = [ids[start : start + size] for start in range(0, len(ids), size)]
    return [replace(whole, step=f"{whole.step}/{one[0]}..{one[-1]}..{len(one)}") for one in ranges]


def ends(chunk: Due) -> tuple[str, str]:
    """Return the first and the last id of the people a chunk is for."""
    first, last, _ = _range(chunk)
    return first, last


def size(chunk: Due) -> int:
    """Return for how many people it was planned; meanwhile some of them may have left, and others may have come."""
    return int(_range(chunk)[2])


def _range(chunk: Due) -> list[str]:
    return chunk.step.rpartition("/")[2].split("..")
