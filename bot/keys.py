"""Where the key ring comes from: the environment, a file, or a new file beside a new SQLite database."""

from __future__ import annotations

import os
from pathlib import Path

from bot.settings import Settings, SettingsError
from storage.key_folder import KeyFolder
from storage.sealing import KeyRing, SealingError, new_key

_PRIVATE = 0o600


def ring(settings: Settings) -> tuple[KeyRing, str]:
    """Return the key ring, and a note for the operator when a key file had to be made ("" otherwise).

    Raises SettingsError.
    """
    needs_file = not (settings.keys or settings.key_file)
    note = _make(key_file_of(settings), Path(settings.database_file)) if needs_file else ""
    return existing(settings), note


def existing(settings: Settings) -> KeyRing:
    """Return the key ring without making anything. Raises SettingsError."""
    apart = pulse_keys_of(settings)
    if settings.keys:
        return _parse(settings.keys, "VOUCHSAFE_KEYS", apart)
    path = key_file_of(settings)
    return _parse(_read(path), str(path), apart)


def key_file_of(settings: Settings) -> Path:
    """Return the file the keys are read from when VOUCHSAFE_KEYS is not set."""
    return Path(settings.key_file or f"{settings.database_file}.key")


def pulse_keys_of(settings: Settings) -> KeyFolder | None:
    """Return the folder for keys that do not last: beside a SQLite database unless told otherwise, None for nowhere."""
    beside = f"{settings.database_file}.pulse-keys" if settings.database_file else ""
    path = settings.pulse_keys or beside
    return KeyFolder(Path(path)) if path else None


def _make(path: Path, database: Path) -> str:
    """Never beside a database that holds data: a new key would open nothing in it."""
    if path.exists():
        return ""
    if database.exists() and database.stat().st_size:
        raise SettingsError(
            [f"{database} exists, but its key file {path} is gone. Restore the key file from your backup."]
        )
    try:
        made = _place(path)
    except OSError as error:
        problem = f"{path} cannot be created: {error.strerror}. Set VOUCHSAFE_KEY_FILE to a place that can."
        raise SettingsError([problem]) from error
    if not made:
        return ""
    return f"Made a new key in {path}. Keep a copy apart from the database: without it nothing sealed can be read."


def _place(path: Path) -> bool:
    """Write the file aside and link it in, so that nobody reads half a key. False: another process was quicker."""
    aside = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(
        os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE),
        "w",
        encoding="ascii",
    ) as file:
        file.write(new_key() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(aside, path)
    except FileExistsError:
        return False
    finally:
        aside.unlink()
    return True


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError as error:
        problem = f"There is no key file {path}. Restore it from your backup, or set VOUCHSAFE_KEY_FILE."
        raise SettingsError([problem]) from error
    except OSError as error:
        raise SettingsError([f"The key file {path} cannot be read: {error.strerror}. Change who may."]) from error
    except UnicodeDecodeError as error:
        raise SettingsError([f"The key file {path} holds no keys in base64. Set VOUCHSAFE_KEY_FILE."]) from error


def _parse(text: str, source: str, apart: KeyFolder | None) -> KeyRing:
    try:
        return KeyRing.parse(text, apart=apart)
    except SealingError as error:
        raise SettingsError(
            [f"{source}: {error}. A key is 32 random bytes in base64, such as: openssl rand -base64 32"]
        ) from error
