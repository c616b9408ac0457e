"""The store as the operator meets it: made ready for serving, visited by a command, or looked at by the doctor."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from dataclasses import dataclass

from bot import console, keys
from bot.settings import Settings, SettingsError
from storage import opening, sqlite, staying, visiting, workspaces
from storage.opening import BusyError, NotMigratedError, StoreError
from storage.sqlite import StoreInUseError
from storage.staying import Guest
from storage.unit import Store, Unit
from storage.visiting import UnreachableError

_HELD = "its outbox is on hold: look at `vouchsafe outbox list`, then `vouchsafe outbox release`"
_WAITS = "Others hold the tables; nothing is changed yet, and nobody waits. Trying again."
ORG_NAME = "Your organization"  # until a workspace tells its own name


class UnavailableError(RuntimeError):
    """The store cannot be used just now; the process exits with code 75."""


@dataclass(frozen=True, slots=True)
class Report:
    """How the store is; `fix` is "" where nothing is wrong."""

    said: str
    fix: str = ""


def ready(settings: Settings) -> Store:
    """Open the store for serving. A new SQLite file gets its tables; an old one waits for `migrate`, after a backup.

    Raises SettingsError and UnavailableError.
    """
    with explained():
        ring, note = keys.ring(settings)
        if note:
            console.say(note)
        if settings.database_file and not opening.revision(settings.database_url):
            opening.migrate(settings.database_url)
        return opening.open_store(settings.database_url, ring)


def migrate(settings: Settings) -> None:
    """Raises SettingsError and UnavailableError."""
    with explained():
        _, note = keys.ring(settings)  # before the database is made, so that its key stands beside it
        if note:
            console.say(note)
        opening.migrate(settings.database_url, lambda: console.say(_WAITS))


@contextlib.contextmanager
def visit(settings: Settings) -> Iterator[Unit]:
    """One unit of work beside whoever serves. Raises SettingsError and UnavailableError."""
    with explained():
        require(settings)  # before the keys: a new store has neither
        with visiting.visit(settings.database_url, keys.existing(settings)) as unit:
            yield unit


@contextlib.contextmanager
def stay(settings: Settings) -> Iterator[Guest]:
    """Several units of work beside whoever serves. Raises SettingsError and UnavailableError."""
    with explained():
        require(settings)
        with staying.stay(settings.database_url, keys.existing(settings)) as guest:
            yield guest


def require(settings: Settings) -> None:
    """Raises storage.opening.NotMigratedError where no store was ever made."""
    if not opening.revision(settings.database_url):
        raise NotMigratedError(NotMigratedError.__doc__)


def org(unit: Unit, *, now: int, rng: random.Random) -> str:
    """Return the deployment's org; a command may come before the first platform does."""
    return workspaces.ensure_org(unit, name=ORG_NAME, zone="UTC", now=now, rng=rng)


def look(settings: Settings) -> Report:
    """Open the store as a command would, change nothing, and say how it is."""
    try:
        with visit(settings) as unit:
            said = f"opens, its tables are current, and the keys fit{_served(settings)}"
            return Report(said, _HELD if any(one.is_held for one in workspaces.orgs(unit)) else "")
    except (SettingsError, UnavailableError) as error:
        return Report("cannot be used", str(error))


def _served(settings: Settings) -> str:
    """Say so when a process is serving the SQLite file right now."""
    if not settings.database_file:
        return ""
    try:
        sqlite.lock(opening.sqlite_path(settings.database_url)).close()
    except StoreInUseError:
        return "; it is being served"
    return ""


@contextlib.contextmanager
def explained() -> Iterator[None]:
    """Say what is wrong with a store as the operator can fix it. Raises SettingsError and UnavailableError."""
    try:
        with visiting.reachable():
            yield
    except (StoreInUseError, UnreachableError, BusyError) as error:
        raise UnavailableError(str(error)) from error
    except StoreError as error:
        raise SettingsError([str(error)]) from error
