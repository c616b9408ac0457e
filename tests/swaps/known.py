"""Whatever names something in the store, of whatever kind."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from storage import tables
from storage.unit import Unit

_NAMES = {"alias", "address", "dedupe_key", "lane", "platform_ref", "object", "recognition_channel"}


def ids(unit: Unit) -> Mapping[str, str]:
    """Return each key, and each reference to one, with the column that has it first: of what kind it is.

    Deliveries are left out: those of the story were named by the test.
    """
    found: dict[str, str] = {}
    for table in tables.Row.metadata.sorted_tables:
        if table.name != "claim":
            named = [one.name for one in table.columns if one.primary_key or one.foreign_keys or one.name in _NAMES]
            for row in unit.rows(select(table)):
                for name in named:
                    found.setdefault(str(row[name]), f"{table.name}.{name}")
    return {id: kind for id, kind in found.items() if id not in {"", "None"}}
