"""One unit of work: everything one request changes, committed together or not at all.

Nobody but the store commits. Two stores keep the same promise: storage.sqlite (one writer thread, group commit) and
storage.postgres (a thread pool). Both run plain synchronous functions and answer with a concurrent Future.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from functools import cache
from typing import Any, Protocol, TypeVar, cast

from sqlalchemy import Connection, CursorResult, Executable, Select, Table, bindparam
from sqlalchemy.dialects import postgresql, sqlite

from storage import line, many
from storage.prepared import Prepared, Unheld
from storage.sealing import KeyRing

T = TypeVar("T")
ERASED = "erased"  # the topic at which the store forgets on the disk, too, what a unit has deleted
Row = Mapping[str, Any]
Params = Mapping[str, Any] | Sequence[Mapping[str, Any]]


class DeadlineError(Exception):
    """The unit did not finish in time; it was rolled back and nothing was saved."""


class Unit:
    """What storage functions work with. Rows come back as mappings by column name."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self.line = line.of(connection)
        self.keys = keys
        self.woken: set[str] = set()
        self._connection = connection

    @property
    def connection(self) -> Connection:
        """SQLAlchemy's, which reads each result at once."""
        self.line.settle()
        return self._connection

    def run(self, statement: Executable, params: Params | None = None) -> CursorResult[Any]:
        result: CursorResult[Any] = self.connection.execute(statement, params)
        return result

    def do(self, statement: Prepared, params: Params) -> None:
        """Run what nobody reads a result of."""
        statement.run(self.line, params)

    def count(self, statement: Prepared, params: Row) -> int:
        """Run what changes rows; return how many it changed."""
        return statement.count(self.line, params)

    def rows(self, statement: Executable | Prepared | Unheld, params: Row | None = None) -> Sequence[Row]:
        if isinstance(statement, Unheld):
            statement = statement.alone if self.is_alone else statement.beside
        if isinstance(statement, Prepared):
            return statement.rows(self.line, params or {})
        return cast(Sequence[Row], self.run(statement, params).mappings().all())

    def first(self, statement: Executable | Prepared | Unheld, params: Row | None = None) -> Row | None:
        return next(iter(self.rows(statement, params)), None)

    @property
    def dialect(self) -> str:
        return self.line.dialect.name

    @property
    def is_alone(self) -> bool:
        """Nothing else can change rows while this unit runs: on SQLite it holds the only writer."""
        return self.dialect == "sqlite"

    def locked(self, statement: Select[Any]) -> Select[Any]:
        """Lock the rows read until the unit ends."""
        return statement if self.is_alone else statement.with_for_update()

    def insert_if_new(self, table: Table, values: Mapping[str, Any]) -> bool:
        """Insert unless any unique key is taken; say whether it was new. The key decides, also between replicas."""
        return self.count(_insert_if_new(table, self.dialect, tuple(values)), values) > 0

    def insert_those_new(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert each row unless any unique key of it is taken."""
        if len(rows) >= many.WORTH_IT and not self.is_alone:
            many.insert(self.line, table, rows, new_only=True)
        elif rows:
            self.do(_insert_if_new(table, self.dialect, tuple(rows[0])), rows)

    def insert_all(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows that have the same columns."""
        if len(rows) >= many.WORTH_IT and not self.is_alone:
            many.insert(self.line, table, rows, new_only=False)
        elif rows:
            self.do(_insert(table, tuple(rows[0])), rows)

    def update_all(self, table: Table, rows: Sequence[Mapping[str, Any]], *, at: Sequence[str], counts: str) -> None:
        """Change rows that are found by the columns `at`, and count `counts` up in each. All have the same columns."""
        if len(rows) >= many.WORTH_IT and not self.is_alone:
            many.update(self.line, table, rows, at=at, counts=counts)
        elif rows:
            told = [{f"at_{name}": value for name, value in row.items()} for row in rows]
            self.do(_update(table, tuple(rows[0]), tuple(at), counts), told)

    @contextlib.contextmanager
    def attempt(self) -> Iterator[None]:
        """Do a part that may fail by itself: what it raises undoes this part and leaves the rest of the unit."""
        self.connection.exec_driver_sql("SAVEPOINT attempt")
        try:
            yield
            self.line.settle()
        except BaseException:
            self.line.drop()
            self.connection.exec_driver_sql("ROLLBACK TO SAVEPOINT attempt")
            raise
        finally:
            self.connection.exec_driver_sql("RELEASE SAVEPOINT attempt")

    def is_passing(self, error: Exception) -> bool:
        """Others were in the way of this unit: again from its start, it may go through."""
        return line.is_passing(error)

    def wake(self, topic: str) -> None:
        """Ask whoever waits for `topic` to look, once this unit is committed."""
        self.woken.add(topic)


@cache
def _insert_if_new(table: Table, dialect: str, columns: tuple[str, ...]) -> Prepared:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return Prepared(insert(table).on_conflict_do_nothing(), columns)


@cache
def _insert(table: Table, columns: tuple[str, ...]) -> Prepared:
    return Prepared(table.insert(), columns)


@cache
def _update(table: Table, columns: tuple[str, ...], at: tuple[str, ...], counts: str) -> Prepared:
    here = [table.c[name] == bindparam(f"at_{name}") for name in at]
    values: dict[str, Any] = {name: bindparam(f"at_{name}") for name in columns if name not in at}
    return Prepared(table.update().where(*here).values({**values, counts: table.c[counts] + 1}))


class Listeners:
    """Who waits for which topic; shared by both stores."""

    def __init__(self) -> None:
        self._by_topic: dict[str, list[Callable[[], None]]] = {}

    def add(self, topic: str, listener: Callable[[], None]) -> None:
        self._by_topic.setdefault(topic, []).append(listener)

    def call(self, topics: Iterable[str]) -> None:
        for topic in topics:
            for listener in self._by_topic.get(topic, ()):
                listener()


class Store(Protocol):
    """A database that runs units of work. `deadline` is in seconds from now."""

    keys: KeyRing

    def write(self, work: Callable[[Unit], T], *, deadline: float | None = None) -> Future[T]:
        """Run the work in one transaction. The Future answers once the commit is durable.

        The work may be run more than once, always from its start; only what the last run did stands.
        It raises what the work raised, and DeadlineError past the deadline; then nothing was saved.
        """

    def read(self, work: Callable[[Unit], T]) -> Future[T]:
        """Run work that changes nothing. Writing inside it is an error of the database."""

    def on_wake(self, topic: str, listener: Callable[[], None]) -> None:
        """Call the listener, from any thread, after each commit that woke the topic (in any process, on PostgreSQL)."""

    def on_commit(self, listener: Callable[[int], None]) -> None:
        """Call the listener, from any thread, with how many units each commit made durable."""

    def waiting(self) -> int:
        """Return how many units are to be written and have not begun."""

    def close(self) -> None:
        """Finish what is under way, then release every connection and lock."""
