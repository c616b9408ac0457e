"""Makes the database forget on the disk, too, once rows are gone: nothing deleted is left in its files or its log."""

from __future__ import annotations

import contextlib
import sqlite3

import psycopg
from sqlalchemy import Engine

from storage.tagging import KEPT

SMALL = 64 * 1024 * 1024  # bytes; a larger table would be closed to everybody for seconds while it is written anew
PATIENCE_MS = 2_000  # for whoever holds a table
TABLES = tuple(name for name, kept in KEPT.items() if kept.is_about_people or kept.sealed)


def sqlite(raw: sqlite3.Connection) -> bool:
    """Empty the write-ahead log; secure_delete has done the rest. Say whether nobody was in the way of it."""
    busy, _, _ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def postgres(engine: Engine) -> list[str]:
    """Vacuum every table about people: a small one is written anew, of a large one the dead rows are freed.

    Return the tables that were too large, or held by others, to be written anew: there dead rows may be left in the
    file until it is (docs/operations.md). What the server's own log and its archives keep is not ours to empty.
    """
    with contextlib.closing(engine.raw_connection()) as lent:
        raw = lent.driver_connection
        if not isinstance(raw, psycopg.Connection):
            raise TypeError("not a PostgreSQL connection")
        raw.rollback()
        raw.autocommit = True
        try:
            raw.execute(f"SET lock_timeout = {PATIENCE_MS}".encode())
            return [name for name in TABLES if not _written_anew(raw, name)]
        finally:
            lent.invalidate()  # its settings are not those of the pool


def _written_anew(raw: psycopg.Connection, table: str) -> bool:
    row = raw.execute("SELECT pg_total_relation_size(%s::regclass)", (table,)).fetchone()
    if row is not None and row[0] < SMALL:
        with contextlib.suppress(psycopg.errors.LockNotAvailable):
            raw.execute(f'VACUUM (FULL) "{table}"'.encode())
            return True
    with contextlib.suppress(psycopg.errors.LockNotAvailable):
        raw.execute(f'VACUUM "{table}"'.encode())
    return False
