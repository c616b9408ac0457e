"""Statements on the way of a request: compiled once, then run on the driver's own cursor.

Building and wrapping a statement anew costs SQLAlchemy 50 to 60 us each time, as much as everything else together.
Declaring and compiling stay SQLAlchemy's; only the execution is short-circuited (docs/decisions/0011).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import ClauseElement, ColumnDefault, Dialect, FromClause, Select
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from storage.line import Line

Params = Mapping[str, Any]
Row = Mapping[str, Any]
_Processor = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Form:
    """One statement as one dialect wants it, for lists of one length each."""

    text: str
    ordered: Callable[[Params], Any]  # the values as the driver wants them
    lists: Mapping[str, Sequence[str]]
    fixed: Mapping[str, Any]
    binding: Mapping[str, _Processor]
    columns: Sequence[str]
    reading: Mapping[str, _Processor]

    def values(self, params: Params) -> Any:
        given = {**self.fixed, **params}
        for name, spread in self.lists.items():
            given.update(zip(spread, given.pop(name), strict=True))
        for name, process in self.binding.items():
            given[name] = process(given[name])
        return self.ordered(given)

    def row(self, found: Sequence[Any]) -> Row:
        told = dict(zip(self.columns, found, strict=True))
        for name, process in self.reading.items():
            told[name] = process(told[name])
        return told


class Prepared:
    """`columns` names what an insert is given; what it is not given takes the column's own default."""

    def __init__(self, statement: ClauseElement, columns: Iterable[str] | None = None) -> None:
        self._statement = statement
        self._columns = None if columns is None else tuple(columns)
        self._forms: dict[tuple[str, tuple[int, ...]], _Form] = {}
        self._lists: tuple[str, ...] = ()

    def run(self, line: Line, params: Params | Sequence[Params]) -> None:
        """Run it once, or once for each of a sequence."""
        self._told(line, params).close()

    def count(self, line: Line, params: Params) -> int:
        """Run it and return how many rows it changed."""
        cursor = self._told(line, params)
        count = line.count(cursor)
        cursor.close()
        return count

    def rows(self, line: Line, params: Params) -> list[Row]:
        form = self._form(line.dialect, params)
        cursor = line.cursor()
        cursor.execute(form.text, form.values(params))
        found = [form.row(row) for row in cursor.fetchall()]
        cursor.close()
        return found

    def _told(self, line: Line, params: Params | Sequence[Params]) -> Any:
        cursor = line.cursor()
        if isinstance(params, Mapping):
            form = self._form(line.dialect, params)
            cursor.execute(form.text, form.values(params))
        else:
            form = self._form(line.dialect, params[0])
            cursor.executemany(form.text, [form.values(one) for one in params])
        return cursor

    def _form(self, dialect: Dialect, params: Params) -> _Form:
        form = self._forms.get((dialect.name, self._lengths(params)))
        if form is None:
            form = self._compiled(dialect, params)
            self._forms[dialect.name, self._lengths(params)] = form
        return form

    def _lengths(self, params: Params) -> tuple[int, ...]:
        return tuple([len(params[name]) for name in self._lists]) if self._lists else ()

    def _compiled(self, dialect: Dialect, params: Params) -> _Form:
        compiled = self._statement.compile(dialect=dialect, column_keys=self._columns)
        if not isinstance(compiled, SQLCompiler):
            raise TypeError("only statements that read or change rows can be prepared")
        fixed = _fixed(compiled)
        state = compiled.construct_expanded_state({**fixed, **params}, escape_names=False)
        lists = {name: names for name, names in state.parameter_expansion.items() if name in params}
        self._lists = tuple(lists)
        returned = list(_returned(compiled, dialect))
        reading = {name: kind.result_processor(dialect, None) for name, kind in returned}
        return _Form(
            text=state.statement,
            ordered=_by_name if state.positiontup is None else _by_position(state.positiontup),
            lists=lists,
            fixed=_spread(fixed, state.parameter_expansion),
            binding=dict(state.processors),
            columns=[name for name, _ in returned],
            reading={name: process for name, process in reading.items() if process is not None},
        )


@dataclass(frozen=True, slots=True)
class Unheld:
    """A selection that takes what it finds until the unit ends, and passes over what another unit has taken.

    `alone` is for a database on which there is no other unit.
    """

    alone: Prepared
    beside: Prepared


def unheld(statement: Select[Any], table: FromClause) -> Unheld:
    """Return the selection; `table` is the one whose rows are taken."""
    return Unheld(Prepared(statement), Prepared(statement.with_for_update(of=table, skip_locked=True)))


def _by_name(given: Params) -> Params:
    return given


def _by_position(names: Sequence[str]) -> Callable[[Params], Any]:
    return itemgetter(*names) if len(names) > 1 else lambda given: [given[name] for name in names]


def _fixed(compiled: SQLCompiler) -> dict[str, Any]:
    """What the statement itself says, and the defaults of columns that an insert is not given."""
    said = {name: value for name, value in compiled.params.items() if value is not None}
    defaults = {one.key: one.default.arg for one in compiled.insert_prefetch if isinstance(one.default, ColumnDefault)}
    return said | defaults


def _spread(fixed: Params, expansion: Mapping[str, Sequence[str]]) -> Params:
    """Name each member of a list that the statement itself holds."""
    alone = {name: value for name, value in fixed.items() if name not in expansion}
    return alone | {
        one: value for name in expansion.keys() & fixed for one, value in zip(expansion[name], fixed[name], strict=True)
    }


def _returned(compiled: SQLCompiler, dialect: Dialect) -> Iterator[tuple[str, TypeEngine[Any]]]:
    for column in compiled._result_columns:  # noqa: SLF001 - no public name says what a statement returns
        yield column.keyname, column.type.dialect_impl(dialect)
