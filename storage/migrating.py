"""Runs the migrations; the only place of the running product that needs Alembic.

On PostgreSQL others go on working meanwhile. An ALTER that waits behind a long reader holds up everybody who comes
after it, so it waits for LOCK_TIMEOUT_MS only, lets the others go first, and tries again (TRUST.md section 6).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from alembic import command, op
from alembic.config import Config
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from storage import line
from storage.opening import BusyError

MOST_TRIES = 120
PAUSE_SECONDS = 0.5  # longer than a try, so that those who wait get through
_SCRIPTS = Path(__file__).parent / "migrations"
_ALONE = text("SELECT pg_advisory_lock(8679833)")  # any number, the same for all of us


def upgrade(engine: Engine, waits: Callable[[], None], scripts: Config | None = None) -> None:
    """Bring the tables to the newest revision, and dispose of the engine. Raises storage.opening.BusyError.

    Each migration is done as a whole or not at all. `waits` is called whenever others hold the tables.
    """
    given = scripts or config()
    try:
        for _ in range(MOST_TRIES):
            if _is_done(engine, given):
                return
            waits()
            time.sleep(PAUSE_SECONDS)
        raise BusyError(BusyError.__doc__)
    finally:
        engine.dispose()


def config() -> Config:
    """Return what Alembic must know to find the migrations."""
    found = Config()
    found.set_main_option("script_location", str(_SCRIPTS))
    return found


def add_index(name: str, table: str, columns: Sequence[str], **more: Any) -> None:
    """Add an index to a table that is in use, in a migration of its own: nobody who writes waits for it.

    An index whose making broke off is made anew. It may wait for everybody's transactions, since nobody waits for it.
    """
    if op.get_context().dialect.name != "postgresql":
        op.create_index(name, table, columns, **more)
        return
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = 0")
        op.drop_index(name, table, if_exists=True, postgresql_concurrently=True)
        op.create_index(name, table, columns, postgresql_concurrently=True, **more)
        op.execute("RESET lock_timeout")


def _is_done(engine: Engine, scripts: Config) -> bool:
    """Say whether it went through; False when others held the tables, and those of a migration are as they were."""
    try:
        with engine.connect() as connection:
            if engine.dialect.name == "postgresql":
                _wait_for_others(connection)
            scripts.attributes["connection"] = connection
            command.upgrade(scripts, "head")
    except OperationalError as error:
        if not line.is_passing(error):
            raise
        return False
    return True


def _wait_for_others(connection: Connection) -> None:
    """One process migrates at a time, however many were told to. The lock ends with the session."""
    connection.execute(_ALONE)
    connection.commit()
