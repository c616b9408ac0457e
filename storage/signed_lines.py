"""Files of signed JSON lines outside the database: only ever added to, and nobody without the keys can write one."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from storage.sealing import KeyRing

_PRIVATE = 0o600
_SEAL = "seal"


def append(path: Path, text: str) -> None:
    """Add a line, on the disk before this returns. The file is made, for its owner alone, when it is not there."""
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, _PRIVATE)
    try:
        os.write(opened, f"{text}\n".encode())
        os.fsync(opened)
    finally:
        os.close(opened)


def lines(path: Path) -> list[str]:
    """Return the lines of the file, none where there is no file."""
    text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    return [line for line in text.splitlines() if line.strip()]


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
