"""One unit of work from the command line, beside the process that may be serving the same store.

A served SQLite file is held by its process, but SQLite itself lets one short transaction of another in between. So an
operator need not stop the service to print a code or to import people.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator

import psycopg
from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError, OperationalError

from storage import line, opening, postgres, scrubbing, seal_check, sqlite
from storage.sealing import KeyRing
from storage.unit import ERASED, Unit

TRIES = 20  # of emptying SQLite's log
PATIENCE_MS = 10_000  # for others' locks: a command holds up nobody while it waits, and nobody tries it again


class UnreachableError(RuntimeError):
    """The database cannot be reached now; nothing was changed. Check that it runs, and VOUCHSAFE_DATABASE_URL."""


class OvertakenError(UnreachableError):
    """Others who write in the database were in the way; nothing of this step was changed. Try again in a moment."""


@contextlib.contextmanager
def reachable() -> Iterator[None]:
    """Say that a database does not answer in our words: the driver's may quote the password."""
    try:
        yield
    except (OperationalError, psycopg.OperationalError) as error:  # a prepared statement raises the driver's own
        if _is_passing(error):
            raise OvertakenError(OvertakenError.__doc__) from error
        raise UnreachableError(UnreachableError.__doc__) from error
    except DatabaseError as error:
        if type(error) is DatabaseError:  # what SQLite says of a file that is none of its own
            raise opening.UnusableError(opening.UnusableError.__doc__) from error
        raise


def _is_passing(error: OperationalError | psycopg.OperationalError) -> bool:
    raised = error.orig if isinstance(error, OperationalError) else error
    return line.is_passing(error) or getattr(raised, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY


def revision(unit: Unit) -> str:
    """Return the revision of the tables, and so also say that the store answers."""
    return str(unit.run(text("SELECT version_num FROM alembic_version")).scalar_one())


@contextlib.contextmanager
def visit(url: str, keys: KeyRing) -> Iterator[Unit]:
    """Commit when the block ends, undo when it raises. Raises storage.opening.StoreError."""
    opening.require_head(url)
    with _transaction(url) as connection:
        unit = Unit(connection, keys)
        if not seal_check.holds(unit):
            raise opening.WrongKeyError(opening.WrongKeyError.__doc__)
        yield unit
    if ERASED in unit.woken:
        _forget(url)


def _forget(url: str) -> None:
    """Beside whoever serves. What could not be done now is done when the erasure is verified."""
    engine = sqlite.engine(opening.sqlite_path(url)) if opening.is_sqlite(url) else postgres.engine(url)
    try:
        if not opening.is_sqlite(url):
            scrubbing.is_done(lambda: not scrubbing.postgres(engine))
            return
        with engine.connect() as connection:
            scrubbing.is_done(lambda: _is_emptied(sqlite.raw_of(connection)))
    finally:
        engine.dispose()


def _is_emptied(raw: sqlite3.Connection) -> bool:
    """Others are in the way for moments: it is tried some times."""
    for _ in range(TRIES):
        if scrubbing.sqlite(raw):
            return True
        time.sleep(sqlite.SCRUB_SECONDS)
    return False


@contextlib.contextmanager
def _transaction(url: str) -> Iterator[Connection]:
    engine = sqlite.engine(opening.sqlite_path(url)) if opening.is_sqlite(url) else postgres.engine(url)
    try:
        with engine.connect() as connection:
            if opening.is_sqlite(url):  # in autocommit: units begin their own transactions (storage.sqlite)
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                yield connection
                connection.exec_driver_sql("COMMIT")
            else:
                with connection.begin():
                    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {PATIENCE_MS}")
                    yield connection
    finally:
        engine.dispose()  # a transaction left open by an error is rolled back with its connection
