"""Whatever names something in the store, of whatever kind."""

from __future__ import annotations

from sqlalchemy import select

from storage import tables
from storage.unit import Unit

_NAMES = {"alias", "address", "dedupe_key", "lane", "platform_ref", "object", "recognition_channel"}


def ids(unit: Unit) -> frozenset[str]:
    """Return each key, and each reference to one, but for the deliveries of the story: these were named by the test."""
    found: set[str] = set()
    for table in set(tables.Row.metadata.sorted_tables) - {tables.table(tables.Claim)}:
        named = [one.name for one in table.columns if one.primary_key or one.foreign_keys or one.name in _NAMES]
        found.update(value for row in unit.rows(select(table)) for name in named if isinstance(value := row[name], str))
    return frozenset(found) - {""}
