"""Runs the migrations; the only place of the running product that needs Alembic."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

_SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(engine: Engine) -> None:
    """Bring the tables to the newest revision, and dispose of the engine."""
    with engine.connect() as connection:
        _run(connection)
    engine.dispose()


def config() -> Config:
    """Return what Alembic must know to find the migrations."""
    found = Config()
    found.set_main_option("script_location", str(_SCRIPTS))
    return found


def _run(connection: Connection) -> None:
    given = config()
    given.attributes["connection"] = connection
    command.upgrade(given, "head")
