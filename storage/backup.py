"""Copies of a SQLite store: taken while it is served, checked, and put back with the outbox on hold."""

from __future__ import annotations

import contextlib
import os
import random
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from storage import erasure_list, opening, operating, sqlite, visiting, workspaces
from storage.sealing import KeyRing

BESIDE = ("", "-wal", "-shm")  # the files of one SQLite database
REPLACED = ".replaced"  # ending of what a restore has moved aside
_PRIVATE = 0o600


class BackupError(RuntimeError):
    """The copy was not made, or is not good; what was there is as it was."""


def copy(source: Path, target: Path) -> int:
    """Write a checked copy of the database and return its size in bytes. Nobody who uses the source waits.

    The copy appears under its name only once it is whole and on the disk. What was deleted from the source is not in
    it. Raises BackupError, and FileExistsError when the target is there already.
    """
    if target.exists():
        raise FileExistsError(target)
    with _aside(target) as file:
        _vacuum(source, file)
        _check(file)
        _sync(file)
        os.link(file, target)  # refuses to overwrite, whatever has come there meanwhile
    _sync(target.parent)
    return target.stat().st_size


@dataclass(frozen=True, slots=True)
class Restored:
    """How many messages may have been sent since the backup, and how many people were erased in it anew."""

    doubtful: int
    erased: int


def restore(
    source: Path, target: Path, keys: KeyRing, *, erased: Sequence[str] = (), now: int, rng: random.Random
) -> Restored:
    """Put the backup where the store belongs, brought to this version's tables, its outbox on hold.

    What stood there is moved aside, not overwritten. `erased` is the list of whom it must forget again. Raises
    BackupError, storage.erasure_list.ListError, storage.opening.StoreError, and storage.sqlite.StoreInUseError when a
    process serves the target.
    """
    if target.exists() and replaced(target).exists():
        raise BackupError(f"{replaced(target)} is there from an earlier restore. Move it away first.")
    with sqlite.lock(target), _aside(target) as file:
        _vacuum(source, file)
        _check(file)
        restored = _prepared(file, keys, erased, now, rng)
        _sync(file)
        _move_aside(target)
        file.replace(target)
        _sync(target.parent)
    return restored


def replaced(target: Path) -> Path:
    """Return where a restore moves the database that stood there."""
    return target.with_name(target.name + REPLACED)


@contextlib.contextmanager
def _aside(target: Path) -> Iterator[Path]:
    """A new file beside the target that only its owner reads; it is gone when the block ends."""
    file = target.with_name(f"{target.name}.{os.getpid()}.new")
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE))
    try:
        yield file
    finally:
        for ending in (*BESIDE, ".lock"):
            Path(f"{file}{ending}").unlink(missing_ok=True)


def _vacuum(source: Path, target: Path) -> None:
    try:
        with contextlib.closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as reading:
            reading.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.Error as error:
        raise BackupError(f"{source} cannot be copied: {error}.") from error


def _check(file: Path) -> None:
    try:
        with contextlib.closing(sqlite3.connect(file)) as reading:
            found = [*reading.execute("PRAGMA integrity_check"), *reading.execute("PRAGMA foreign_key_check")]
    except sqlite3.Error as error:
        raise BackupError(f"The copy cannot be read: {error}.") from error
    if found != [("ok",)]:
        raise BackupError("The copy does not pass SQLite's own checks, so the database is damaged.")


def _prepared(file: Path, keys: KeyRing, erased: Sequence[str], now: int, rng: random.Random) -> Restored:
    """Migrate the copy, erase in it whoever was erased since, and hold its outbox, before anybody can serve it."""
    url = f"sqlite:///{file}"
    if opening.revision(url) not in opening.known():
        raise opening.NotMigratedError("The backup is of a newer version of Vouchsafe, or of something else.")
    opening.migrate(url)
    with visiting.visit(url, keys) as unit:
        for org in workspaces.orgs(unit):
            workspaces.hold(unit, org.id, now)
        doubtful = operating.doubt(unit, now=now)
        count = erasure_list.apply(unit, erased, now=now, rng=rng)
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as whole:
        whole.execute("PRAGMA journal_mode=DELETE")  # one file, which can be moved
        if count:
            whole.execute("VACUUM")
    return Restored(doubtful, count)


def _move_aside(target: Path) -> None:
    """The log first: it must never be taken for that of another database."""
    for ending in reversed(BESIDE):
        file = Path(f"{target}{ending}")
        if file.exists():
            file.replace(f"{replaced(target)}{ending}")


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
