"""Very many rows at once on PostgreSQL: one statement with a list for each column, instead of one statement a row.

What is the same in all of them is told once. Of a chunk of a broadcast that is most of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnDefault, Table
from sqlalchemy.dialects import postgresql

from storage.line import Line

Row = Mapping[str, Any]
WORTH_IT = 20  # rows; for fewer, working out what is the same costs as much as it saves
_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it so


def insert_those_new(line: Line, table: Table, rows: Sequence[Row]) -> None:
    """Insert each row unless any unique key of it is taken. All have the same columns, and values the driver knows;
    what they are not given takes the column's own default.
    """
    first = rows[0]
    differ = tuple(name for name in first if any(row[name] != first[name] for row in rows)) or tuple(first)[:1]
    lists = {name: [row[name] for row in rows] for name in differ}
    told = {**_defaults(table), **first, **lists}
    line.cursor().execute(_statement(table, tuple(told), differ), told)


@cache
def _defaults(table: Table) -> Row:
    return {one.name: one.default.arg for one in table.columns if isinstance(one.default, ColumnDefault)}


@cache
def _statement(table: Table, columns: tuple[str, ...], differ: tuple[str, ...]) -> str:
    """Each parameter says its type: a list of nothing but None would have none."""
    named = {name: f'"{name}"' for name in columns}
    lists = ", ".join(f"%({name})s::{_type(table, name)}[]" for name in differ)
    values = ", ".join(f"told.{named[one]}" if one in differ else f"%({one})s::{_type(table, one)}" for one in columns)
    told = f"unnest({lists}) AS told({', '.join(named[name] for name in differ)})"
    into = f'"{table.name}" ({", ".join(named.values())})'
    return f"INSERT INTO {into} SELECT {values} FROM {told} ON CONFLICT DO NOTHING"  # noqa: S608 - names of our tables


def _type(table: Table, name: str) -> str:
    return str(table.c[name].type.compile(_DIALECT))
