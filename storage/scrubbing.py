"""Makes the database forget on the disk, too, once rows are gone: nothing deleted is left in its files or its log.

It comes after a commit, which stands whatever happens here. What cannot be done now is owed, and done after a later
one.
"""

from __future__ import annotations

import contextlib
import math
import sqlite3
import threading
import time
from collections.abc import Callable, Collection

import psycopg
import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from storage.tagging import KEPT
from storage.unit import ERASED

SMALL = 64 * 1024 * 1024  # bytes; a larger table would be closed to everybody for seconds while it is written anew
PATIENCE_MS = 2_000  # for whoever holds a table
AGAIN_SECONDS = 60.0  # a tick comes twice as often
TABLES = tuple(name for name, kept in KEPT.items() if kept.is_about_people or kept.sealed)


log = structlog.get_logger()


class Scrubber:
    """Scrubs after the commits that erased somebody; again after later ones for as long as it is owed.

    `scrub` says whether all of it is done. `clock` is in seconds, and never goes back.
    """

    def __init__(self, scrub: Callable[[], bool], clock: Callable[[], float] = time.monotonic) -> None:
        self._scrub = scrub
        self._clock = clock
        self._due_at = math.inf
        self._one_at_a_time = threading.Lock()

    def committed(self, woken: Collection[str]) -> None:
        """Never raises: a commit that stands must not look as if it had failed, or run again."""
        if ERASED in woken:
            self._due_at = -math.inf
        while self._due_at <= self._clock() and self._one_at_a_time.acquire(blocking=False):
            try:
                self._due_at = math.inf  # before it is done: what is erased meanwhile is due again
                if not is_done(self._scrub):
                    self._due_at = self._clock() + AGAIN_SECONDS
            finally:
                self._one_at_a_time.release()


def is_done(scrub: Callable[[], bool]) -> bool:
    """Scrub, and say whether all of it is done: a database that cannot just now is no error of whoever erased."""
    try:
        done = scrub()
    except (sqlite3.Error, psycopg.Error, SQLAlchemyError, OSError) as error:
        log.error("the disk still holds what was erased", action="scrub.failed", error=type(error).__name__)
        return False
    if not done:
        log.warning("the disk still holds what was erased: others were in the way", action="scrub.waits")
    return done


def sqlite(raw: sqlite3.Connection) -> bool:
    """Empty the write-ahead log; secure_delete has done the rest. Say whether nobody was in the way of it."""
    busy, _, _ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def postgres(engine: Engine) -> list[str]:
    """Vacuum every table about people: a small one is written anew, of a large one the dead rows are freed.

    Return the tables that were held by others, to try again. In those too large to be written anew dead rows may be
    left until they are (docs/operations.md). What the server's own log and its archives keep is not ours to empty.
    """
    with contextlib.closing(engine.raw_connection()) as lent:
        raw = lent.driver_connection
        if not isinstance(raw, psycopg.Connection):
            raise TypeError("not a PostgreSQL connection")
        raw.rollback()
        raw.autocommit = True
        try:
            raw.execute(f"SET lock_timeout = {PATIENCE_MS}".encode())
            return [name for name in TABLES if not _is_vacuumed(raw, name)]
        finally:
            lent.invalidate()  # its settings are not those of the pool


def _is_vacuumed(raw: psycopg.Connection, table: str) -> bool:
    """As thoroughly as its size allows. False when others hold it; then its dead rows are freed, if possible."""
    row = raw.execute("SELECT pg_total_relation_size(%s::regclass)", (table,)).fetchone()
    is_small = row is not None and row[0] < SMALL
    if is_small:
        with contextlib.suppress(psycopg.errors.LockNotAvailable):
            raw.execute(f'VACUUM (FULL) "{table}"'.encode())
            return True
    with contextlib.suppress(psycopg.errors.LockNotAvailable):
        raw.execute(f'VACUUM "{table}"'.encode())
        return not is_small
    return False
