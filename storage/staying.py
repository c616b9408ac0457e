"""Several units of work from the command line, one after the other, beside the process that may be serving."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TypeVar

import psycopg
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from storage import line, opening, postgres, seal_check, sqlite
from storage.sealing import KeyRing
from storage.unit import Unit

T = TypeVar("T")
TRIES = 25  # each waits for others as long as its database lets it


class Guest:
    """Whoever stays: `is_sqlite` says that nobody else can write while a unit does."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys
        self.is_sqlite = connection.dialect.name == "sqlite"

    def write(self, work: Callable[[Unit], T]) -> T:
        """Run the work in one transaction; again from its start while others are in the way."""
        for attempt in range(1, TRIES + 1):
            try:
                with self._transaction("BEGIN IMMEDIATE"):
                    return work(Unit(self._connection, self._keys))
            except (OperationalError, psycopg.OperationalError) as error:
                if attempt == TRIES or not (self.is_sqlite or line.is_passing(error)):
                    raise
        raise AssertionError("unreachable")

    def look(self, work: Callable[[Unit], T]) -> T:
        """Run work that changes nothing, and that nobody else has to wait for."""
        with self._transaction("BEGIN"):
            return work(Unit(self._connection, self._keys))

    @contextlib.contextmanager
    def _transaction(self, beginning: str) -> Iterator[None]:
        if not self.is_sqlite:
            with self._connection.begin(), self._settled():
                yield
            return
        self._connection.exec_driver_sql(beginning)  # in autocommit: units begin their own (storage.sqlite)
        try:
            yield
            self._connection.exec_driver_sql("COMMIT")
        except BaseException:
            self._connection.exec_driver_sql("ROLLBACK")
            raise

    @contextlib.contextmanager
    def _settled(self) -> Iterator[None]:
        told = line.of(self._connection)
        try:
            yield
            told.settle()
        except BaseException:
            told.drop()
            raise


@contextlib.contextmanager
def stay(url: str, keys: KeyRing) -> Iterator[Guest]:
    """Visit for several units of work. Raises storage.opening.StoreError."""
    opening.require_head(url)
    engine = sqlite.engine(opening.sqlite_path(url)) if opening.is_sqlite(url) else postgres.engine(url)
    try:
        with engine.connect() as connection:
            guest = Guest(connection, keys)
            if not guest.write(seal_check.holds):
                raise opening.WrongKeyError(opening.WrongKeyError.__doc__)
            yield guest
    finally:
        engine.dispose()
