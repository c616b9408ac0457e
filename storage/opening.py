"""Opens the store a URL names, and brings its tables up to date.

StoreError
|- NotMigratedError   the tables are older than this version
|- OutdatedError      the tables are newer than this version
|- BusyError          others hold the tables that are to be changed
|- WrongKeyError      the keys given do not open what is stored
|- UnusableError      the file is no database, or a damaged one
(storage.sqlite.StoreInUseError: another process holds the file)
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine, inspect, text

from storage import postgres, seal_check, sqlite
from storage.postgres import PostgresStore
from storage.sealing import KeyRing
from storage.sqlite import SqliteStore
from storage.unit import Store

_SQLITE = "sqlite:///"
_TABLE = "alembic_version"
_REVISION = text("SELECT version_num FROM alembic_version")
_VERSIONS = Path(__file__).parent / "migrations" / "versions"


class StoreError(RuntimeError):
    """The store cannot be used."""


class NotMigratedError(StoreError):
    """The tables do not fit this version. Run `vouchsafe migrate` first."""


class OutdatedError(StoreError):
    """The tables are of a newer version. Start that one, or restore the backup made before its `vouchsafe migrate`."""


class BusyError(StoreError):
    """Others hold the tables, such as a dump that is being made. Let that end, then run `vouchsafe migrate` again."""


class WrongKeyError(StoreError):
    """The keys do not open what this store holds. Set VOUCHSAFE_KEYS or VOUCHSAFE_KEY_FILE to those it has."""


class UnusableError(StoreError):
    """The file is no SQLite database, or it is damaged. Check VOUCHSAFE_DATABASE_URL, or restore your backup."""


def open_store(url: str, keys: KeyRing) -> Store:
    """Open the store. Raises a StoreError or storage.sqlite.StoreInUseError."""
    require_head(url)
    store: Store = SqliteStore(sqlite_path(url), keys) if is_sqlite(url) else PostgresStore(url, keys)
    if not store.write(seal_check.holds).result():
        store.close()
        raise WrongKeyError(WrongKeyError.__doc__)
    return store


def migrate(url: str, waits: Callable[[], None] = lambda: None) -> str:
    """Bring the tables to this version and return its revision. `waits` is called when others hold them.

    Raises BusyError, OutdatedError or storage.sqlite.StoreInUseError.
    """
    from storage import migrating  # noqa: PLC0415 - serving tables that are up to date never needs Alembic

    _require_known(revision(url))
    if not is_sqlite(url):
        migrating.upgrade(postgres.engine(url), waits)
    else:
        with sqlite.lock(sqlite_path(url)):
            migrating.upgrade(sqlite.engine(sqlite_path(url)), waits)
    return head()


def head() -> str:
    """Return the revision this version of the code wants."""
    return max(known())


def revision(url: str) -> str:
    """Return the revision the tables are at, "" when there are none."""
    if is_sqlite(url) and not sqlite_path(url).exists():
        return ""
    engine = _engine(url)
    with engine.connect() as connection:
        found = connection.execute(_REVISION).scalar() if inspect(connection).has_table(_TABLE) else ""
    engine.dispose()
    return found or ""


def known() -> frozenset[str]:
    """Return the revisions of this version and of earlier ones: each migration's file begins with its own."""
    return frozenset(path.name.partition("_")[0] for path in _VERSIONS.glob("*.py"))


def require_head(url: str) -> None:
    """Raises NotMigratedError or OutdatedError."""
    found = revision(url)
    _require_known(found)
    if found != head():
        raise NotMigratedError(NotMigratedError.__doc__)


def is_sqlite(url: str) -> bool:
    return url.startswith(_SQLITE)


def sqlite_path(url: str) -> Path:
    return Path(url.removeprefix(_SQLITE))


def _require_known(found: str) -> None:
    if found and found not in known():
        raise OutdatedError(OutdatedError.__doc__)


def _engine(url: str) -> Engine:
    return sqlite.engine(sqlite_path(url)) if is_sqlite(url) else postgres.engine(url)
