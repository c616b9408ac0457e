"""A sealed word by which a store knows its own keys."""

from __future__ import annotations

from sqlalchemy import select

from storage import tables
from storage.sealing import SealingError
from storage.unit import Unit

_table = tables.table(tables.SealCheck)
_WORD = "vouchsafe"
_PLACE = ("seal_check", "1", "word")


def holds(unit: Unit) -> bool:
    """Say whether the unit's keys open this store; a new store takes them as its own."""
    unit.insert_if_new(_table, {"id": 1, "word": unit.keys.seal(_WORD, *_PLACE)})
    row = unit.first(select(_table.c.word).where(_table.c.id == 1))
    try:
        return row is not None and unit.keys.open(row["word"], *_PLACE) == _WORD
    except SealingError:
        return False
