"""What tables are made of: `org_id` leads every key; times are UTC epoch milliseconds; enums are stored by value."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, LargeBinary, MetaData, Table
from sqlmodel import SQLModel

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Row(SQLModel):
    metadata = MetaData(naming_convention=NAMES)


def epoch_ms(nullable: bool = False) -> Column[int]:
    return Column(BigInteger, nullable=nullable)


def sealed(nullable: bool = False) -> Column[bytes]:
    return Column(LargeBinary, nullable=nullable)


def to(*columns: str, table: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["org_id", *columns], [f"{table}.org_id", f"{table}.id"])


def table(row: type[SQLModel]) -> Table:
    """Return the Core table, for the hot paths."""
    found: Table = row.__table__  # type: ignore[attr-defined]  # SQLModel sets it on table classes only
    return found


def named(name: str) -> Table:
    """Return the Core table of this name."""
    return Row.metadata.tables[name]
