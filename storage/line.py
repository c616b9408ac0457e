"""The driver's own connection under SQLAlchemy's, for statements that are prepared.

PostgreSQL is told statement after statement without waiting for each; whoever reads a result waits for it and for all
before it. That saves most of the ways there and back. What goes wrong is raised where it is next waited for, and
nothing told after it is done.
"""

from __future__ import annotations

import contextlib
from typing import Any

import psycopg
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

_LINE = "line"
_TRY_AGAIN = {"40001", "40P01", "55P03"}  # serialization failure, deadlock, lock not available


class Line:
    """SQLite does at once what it is told."""

    def __init__(self, connection: Connection) -> None:
        self.dialect = connection.dialect
        self._raw: Any = connection.connection.dbapi_connection

    @property
    def is_lost(self) -> bool:
        """The database is no longer at its other end."""
        return False

    def cursor(self) -> Any:
        return self._raw.cursor()

    def count(self, cursor: Any) -> int:
        """Return how many rows the cursor's statement changed."""
        changed: int = cursor.rowcount
        return changed

    def settle(self) -> None:
        """Wait until all that was told is done. Raises what went wrong with it."""

    def drop(self) -> None:
        """Wait as well, and leave out what went wrong: all of it is about to be undone."""

    def commit(self) -> None:
        """Commit, where that can be told together with what went before; else leave it to SQLAlchemy."""


class AheadLine(Line):
    """PostgreSQL, in psycopg's pipeline mode from the first prepared statement until it is settled."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._ahead = contextlib.ExitStack()
        self._is_ahead = False

    @property
    def is_lost(self) -> bool:
        return bool(self._raw.closed)

    def cursor(self) -> Any:
        if not self._is_ahead:
            self._ahead.enter_context(self._raw.pipeline())
            self._is_ahead = True
        return self._raw.cursor()

    def count(self, cursor: Any) -> int:
        self.settle()
        return super().count(cursor)

    def settle(self) -> None:
        self._is_ahead = False
        self._ahead.close()

    def drop(self) -> None:
        with contextlib.suppress(psycopg.Error):
            self.settle()

    def commit(self) -> None:
        """What went wrong before may be noticed by the telling itself; the line is settled all the same."""
        try:
            if self._is_ahead:
                self.cursor().execute("COMMIT")
                self.settle()
        except BaseException:
            self.drop()
            raise


def is_passing(error: BaseException | None) -> bool:
    """Say whether others were in the way: again from the start, the unit may go through.

    SQLAlchemy wraps the driver's error; a prepared statement raises it bare, or that of one left out after it.
    """
    raised = error.orig if isinstance(error, OperationalError) else error
    if isinstance(raised, psycopg.errors.PipelineAborted):
        return is_passing(raised.__context__)
    return getattr(raised, "sqlstate", None) in _TRY_AGAIN


def of(connection: Connection) -> Line:
    """Return the one line of this connection."""
    found: Line | None = connection.info.get(_LINE)
    if found is None:
        found = AheadLine(connection) if connection.dialect.name == "postgresql" else Line(connection)
        connection.info[_LINE] = found
    return found
