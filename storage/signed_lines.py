"""Files of signed JSON lines outside the database: only ever added to, and nobody without the keys can write one.

A line may be torn: the machine stopped, or the disk was full, in the middle of it. Then nobody was told that it was
written, and it is written anew. What is left of it is taken away first where the file lets us, so that it stands in
nobody's way; else the next one begins on a line of its own all the same.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from io import FileIO
from pathlib import Path
from typing import Any

from storage.sealing import KeyRing

_PRIVATE = 0o600
_SEAL = "seal"
_LONGEST = 65_536  # bytes; a line is shorter


def append(path: Path, text: str) -> None:
    """Add a line, on the disk before this returns. The file is made, for its owner alone, when it is not there."""
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, _PRIVATE), "r+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # until it is closed
        rest = memoryview(_beginning(file) + f"{text}\n".encode())
        while rest:
            rest = rest[file.write(rest) :]
        os.fsync(file.fileno())


def lines(path: Path) -> list[str]:
    """Return the lines of the file but for a torn last one, none where there is no file."""
    return [line for line in _split(path)[0] if line.strip()]


def is_torn(path: Path) -> bool:
    """Say whether the last line was not written to its end."""
    return bool(_split(path)[1])


def _split(path: Path) -> tuple[list[str], str]:
    """Return the whole lines, and what there is of one that was torn. A line is whole when its JSON is."""
    text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    *whole, last = text.split("\n")
    return ([*whole, last], "") if not last or _is_json(last) else (whole, last)


def _is_json(text: str) -> bool:
    """What is cut off of a JSON object never is one."""
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _beginning(file: FileIO) -> bytes:
    """Take a torn line away from the end; return what must be written first for the next one to begin by itself."""
    size = os.fstat(file.fileno()).st_size
    content = os.pread(file.fileno(), min(size, _LONGEST), max(0, size - _LONGEST))
    torn = content.rpartition(b"\n")[2]
    if torn and not _is_json(torn.decode(errors="replace")):
        with contextlib.suppress(OSError):  # a file that can only be added to
            os.ftruncate(file.fileno(), size - len(torn))
            return b""
    return b"\n" if torn else b""


def write(keys: KeyRing, purpose: str, said: Mapping[str, Any]) -> str:
    return json.dumps({**said, _SEAL: _seals(keys, purpose, said)[0]}, separators=(",", ":"))


def read(keys: KeyRing, purpose: str, text: str) -> dict[str, Any] | None:
    """Return what a line says, None when it is not as we wrote it."""
    try:
        told = json.loads(text)
        seal = told.pop(_SEAL)
        ours = any(hmac.compare_digest(one, seal) for one in _seals(keys, purpose, told))
    except (ValueError, KeyError, AttributeError, TypeError):
        return None
    return dict(told) if ours else None


def _seals(keys: KeyRing, purpose: str, said: Mapping[str, Any]) -> list[str]:
    text = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
    return [hmac.new(key, text, hashlib.sha256).hexdigest() for key in keys.keys(purpose)]
