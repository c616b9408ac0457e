"""What PostgreSQL's planner knows of how many rows there are: told where many came at once."""

from __future__ import annotations

from sqlalchemy import Table, text

from storage.unit import Unit

MANY = 50  # rows: from so many on, PostgreSQL counts by itself as well, within a minute


def tell(unit: Unit, *tables: Table) -> None:
    """Have the tables counted now: until then whole tables are read, as is best while they are empty."""
    if unit.dialect == "postgresql":
        for table in tables:
            unit.run(text(f"ANALYZE {table.name}"))
