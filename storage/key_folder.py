"""Keys that must be able to go for good: a file each, in a folder outside the database and outside its backups."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

KEY_BYTES = 32
_PRIVATE_FILE, _PRIVATE_FOLDER = 0o600, 0o700


class KeyFolder:
    """Replicas share the folder: the first one to make a key has made it for all."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def make(self, name: str) -> bytes:
        """Return the key of this name, a new one when there is none. Raises OSError."""
        self.path.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
        aside = self.path / f".{name}.{os.getpid()}.{secrets.token_hex(4)}"
        _write(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE_FILE), secrets.token_bytes(KEY_BYTES))
        try:
            os.link(aside, self._file(name))
        except FileExistsError:
            _shred(aside)
        else:
            aside.unlink()  # the file has two names now: what is in it is the key
        _settle(self.path)
        return self._file(name).read_bytes()

    def find(self, name: str) -> bytes | None:
        """Raises OSError when it is there and cannot be read."""
        try:
            return self._file(name).read_bytes()
        except FileNotFoundError:
            return None

    def names(self) -> list[str]:
        """Return the names of all keys there are. Raises OSError."""
        there = self.path.iterdir() if self.path.exists() else ()  # it is made with the first key
        return sorted(one.name for one in there if one.is_file() and not one.name.startswith("."))

    def destroy(self, name: str) -> None:
        """Overwrite and remove it, durably; nothing happens when it is gone already. Raises OSError."""
        with contextlib.suppress(FileNotFoundError):
            _shred(self._file(name))
            _settle(self.path)

    def _file(self, name: str) -> Path:
        return self.path / name


def _write(file: int, content: bytes) -> None:
    with os.fdopen(file, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


def _shred(path: Path) -> None:
    _write(os.open(path, os.O_WRONLY), secrets.token_bytes(KEY_BYTES))
    path.unlink()


def _settle(folder: Path) -> None:
    """Make what changed in the folder last."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
