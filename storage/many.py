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


def insert(line: Line, table: Table, rows: Sequence[Row], *, new_only: bool) -> None:
    """Insert each row; with `new_only` unless any unique key of it is taken.

    All have the same columns, and values the driver knows; what they are not given takes the column's own default.
    """
    first = rows[0]
    differ = _differing(rows) or tuple(first)[:1]
    told = {**_defaults(table), **first, **_lists(rows, differ)}
    line.cursor().execute(_inserting(table, tuple(told), differ, new_only), told)


def update(line: Line, table: Table, rows: Sequence[Row], *, at: Sequence[str], counts: str) -> None:
    """Change each row that is found by the columns `at`, and count its column `counts` up."""
    differ = _differing(rows) or tuple(rows[0])[:1]
    told = {**rows[0], **_lists(rows, differ)}
    line.cursor().execute(_updating(table, tuple(told), differ, (*at, counts)), told)


def _differing(rows: Sequence[Row]) -> tuple[str, ...]:
    first = rows[0]
    return tuple(name for name in first if any(row[name] != first[name] for row in rows))


def _lists(rows: Sequence[Row], names: Sequence[str]) -> Row:
    return {name: [row[name] for row in rows] for name in names}


@cache
def _defaults(table: Table) -> Row:
    return {one.name: one.default.arg for one in table.columns if isinstance(one.default, ColumnDefault)}


@cache
def _inserting(table: Table, columns: tuple[str, ...], differ: tuple[str, ...], new_only: bool) -> str:
    values = ", ".join(_value(table, one, differ) for one in columns)
    into = f'"{table.name}" ({", ".join(map(_quoted, columns))})'
    otherwise = " ON CONFLICT DO NOTHING" if new_only else ""
    return f"INSERT INTO {into} SELECT {values} FROM {_told(table, differ)}{otherwise}"  # noqa: S608 - names of our tables


@cache
def _updating(table: Table, columns: tuple[str, ...], differ: tuple[str, ...], at: tuple[str, ...]) -> str:
    """The last of `at` is the column that counts."""
    *keys, counts = at
    mine = f'"{table.name}".'
    changed = [f"{_quoted(one)} = {_value(table, one, differ)}" for one in columns if one not in keys]
    changed.append(f"{_quoted(counts)} = {mine}{_quoted(counts)} + 1")
    here = " AND ".join(f"{mine}{_quoted(one)} = {_value(table, one, differ)}" for one in keys)
    for one in sorted(set(keys).intersection(differ)):  # said twice: joined alone, PostgreSQL reads all rows of the org
        here += f" AND {mine}{_quoted(one)} = ANY(%({one})s::{_type(table, one)}[])"
    return f'UPDATE "{table.name}" SET {", ".join(changed)} FROM {_told(table, differ)} WHERE {here}'  # noqa: S608 - the same


def _told(table: Table, differ: Sequence[str]) -> str:
    """Each parameter says its type: a list of nothing but None would have none."""
    lists = ", ".join(f"%({name})s::{_type(table, name)}[]" for name in differ)
    return f"unnest({lists}) AS told({', '.join(map(_quoted, differ))})"


def _value(table: Table, name: str, differ: Sequence[str]) -> str:
    return f"told.{_quoted(name)}" if name in differ else f"%({name})s::{_type(table, name)}"


def _quoted(name: str) -> str:
    return f'"{name}"'


def _type(table: Table, name: str) -> str:
    return str(table.c[name].type.compile(_DIALECT))
