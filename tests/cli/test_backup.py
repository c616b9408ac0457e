"""A backup is taken while people use the store, and a restored store says nothing to anybody until it is told to."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command

from bot import clock
from storage import migrating, opening, sqlite
from storage.sealing import KeyRing, new_key
from storage.unit import Store
from tests.cli.conftest import KEY, Terminal
from tests.storage import mailroom

COPY = "copy.db"
HOME = "home.db"


@pytest.fixture
def home(terminal: Terminal, sqlite_template: Path) -> Terminal:
    """A shell beside a migrated SQLite file."""
    shutil.copy(sqlite_template, HOME)
    terminal.set(VOUCHSAFE_DATABASE_URL=f"sqlite:///{HOME}", VOUCHSAFE_KEYS=KEY)
    return terminal


@contextlib.contextmanager
def served(keys: KeyRing) -> Iterator[Store]:
    store = opening.open_store(f"sqlite:///{HOME}", keys)
    yield store
    store.close()


def owe(store: Store, *keys: str) -> mailroom.Mailroom:
    room = mailroom.open_mailroom(store)
    for key in keys:
        room.owe(key, lane=key, now=clock.now(), not_before=clock.now())
    return room


# --- backup ----------------------------------------------------------------------------------------------------------


def test_a_backup_is_taken_while_the_store_is_served(home: Terminal, keys: KeyRing) -> None:
    """It holds what was saved until then, though that stands in the log beside the file; only its owner may read it."""
    with served(keys) as store:
        owe(store, "before")
        ran = home.run("backup", COPY)
        owe(store, "after")
    assert (ran.code, ran.data) == (0, "")
    assert "The keys are not in it" in ran.said
    with contextlib.closing(sqlite3.connect(COPY)) as copy:
        assert copy.execute("SELECT dedupe_key FROM outbox").fetchall() == [("before",)]
    assert Path(COPY).stat().st_mode & 0o777 == 0o600
    assert {path.name for path in home.folder.iterdir()} <= {
        COPY,
        HOME,
        *(f"{HOME}{end}" for end in ("-wal", "-shm", ".lock")),
    }


def test_what_was_deleted_is_not_in_a_backup(home: Terminal) -> None:
    """Not even in pages that the database no longer uses, where the file itself still has it."""
    with contextlib.closing(sqlite3.connect(HOME, isolation_level=None)) as raw:
        raw.execute("PRAGMA secure_delete=OFF")
        raw.execute("INSERT INTO seal_check VALUES (7, 'forgotten-canary')")
        raw.execute("DELETE FROM seal_check WHERE id = 7")
    assert b"forgotten-canary" in Path(HOME).read_bytes()
    assert home.run("backup", COPY).code == 0
    assert b"forgotten-canary" not in Path(COPY).read_bytes()


def test_a_backup_overwrites_nothing(home: Terminal) -> None:
    """The last good copy is not lost to a bad one."""
    Path(COPY).write_text("the last good copy", encoding="ascii")
    ran = home.run("backup", COPY)
    assert (ran.code, ran.data) == (1, "")
    assert "nothing is overwritten" in ran.said
    assert Path(COPY).read_text(encoding="ascii") == "the last good copy"


def test_a_damaged_database_makes_no_backup(home: Terminal) -> None:
    """Better a refusal today than a copy that opens for nobody later."""
    content = bytearray(Path(HOME).read_bytes())
    content[8_192:20_480] = b"\xff" * 12_288
    Path(HOME).write_bytes(bytes(content))
    ran = home.run("backup", COPY)
    assert ran.code in (1, 78)
    assert not Path(COPY).exists()


@pytest.mark.parametrize("verb", ["backup", "restore"])
def test_postgresql_is_left_to_its_own_tools(terminal: Terminal, verb: str) -> None:
    """The exact command is the only data; the password is not in it, wherever it stood."""
    url = "postgresql://ana:pass-word@db.example.org:5433/house?sslmode=require&password=pass-word"
    terminal.set(VOUCHSAFE_DATABASE_URL=url, VOUCHSAFE_KEYS=KEY)
    Path("my copy").touch()
    ran = terminal.run(verb, "my copy")
    assert ran.code == 1
    assert "--dbname='postgresql://ana@db.example.org:5433/house?sslmode=require'" in ran.data
    assert "'my copy'" in ran.data
    assert ran.data.startswith({"backup": "pg_dump ", "restore": "pg_restore "}[verb])
    assert "pass-word" not in ran.data + ran.said


# --- restore ---------------------------------------------------------------------------------------------------------


def test_a_restored_store_sends_nothing_until_it_is_released(home: Terminal, keys: KeyRing) -> None:
    """And then it looks for what may have been sent since the backup, before it sends it."""
    with served(keys) as store:
        room = owe(store, "post")
        home.run("backup", COPY)
        room.settle(room.lease(now=clock.now())[0], now=clock.now())
    Path(HOME).unlink()
    ran = home.run("restore", COPY)
    assert (ran.code, ran.data) == (0, "")
    assert "may have been sent since the backup: 1." in ran.said
    with served(keys) as store:
        again = mailroom.open_mailroom(store)
        assert again.lease(now=clock.now()) == []
        assert "on hold" in home.run("doctor").data
        assert home.run("outbox", "release", "--yes").code == 0
        assert [(owed.dedupe_key, owed.doubtful) for owed in again.lease(now=clock.now())] == [("post", True)]


def test_a_database_that_is_there_is_not_replaced_unasked(home: Terminal, keys: KeyRing) -> None:
    """Without a terminal the answer is no; with --yes it is moved aside, not thrown away."""
    home.run("backup", COPY)
    with served(keys) as store:
        owe(store, "since the backup")
    before = Path(HOME).read_bytes()
    ran = home.run("restore", COPY)
    assert (ran.code, Path(HOME).read_bytes()) == (1, before)
    assert "was left alone" in ran.said
    assert home.run("restore", COPY, "--yes").code == 0
    assert Path(f"{HOME}.replaced").read_bytes() == before
    again = home.run("restore", COPY, "--yes")
    assert (again.code, "Move it away first" in again.said) == (1, True)


def test_a_store_that_is_served_is_not_replaced(home: Terminal, keys: KeyRing) -> None:
    """Code 75: stop it first."""
    home.run("backup", COPY)
    with served(keys):
        assert home.run("restore", COPY, "--yes").code == 75


def test_a_backup_of_an_earlier_version_is_brought_up_to_date(home: Terminal) -> None:
    """The copy is: the backup itself stays as it was."""
    engine, config = sqlite.engine(Path(COPY)), migrating.config()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    before = Path(COPY).read_bytes()
    assert home.run("restore", COPY, "--yes").code == 0
    assert opening.revision(f"sqlite:///{HOME}") == opening.head()
    assert Path(COPY).read_bytes() == before


def test_a_backup_of_a_newer_version_is_refused(home: Terminal) -> None:
    """This version does not know its tables."""
    home.run("backup", COPY)
    with contextlib.closing(sqlite3.connect(COPY)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
        raw.commit()
    before = Path(HOME).read_bytes()
    ran = home.run("restore", COPY, "--yes")
    assert (ran.code, Path(HOME).read_bytes()) == (78, before)
    assert "newer version" in ran.said


def test_keys_that_do_not_open_the_backup_are_refused(home: Terminal) -> None:
    """Before anything is replaced: whoever finds out afterwards has nothing left."""
    home.run("claim-code")
    home.run("backup", COPY)
    before = Path(HOME).read_bytes()
    home.set(VOUCHSAFE_KEYS=new_key())
    ran = home.run("restore", COPY, "--yes")
    assert (ran.code, Path(HOME).read_bytes()) == (78, before)
    assert "VOUCHSAFE_KEYS" in ran.said


@pytest.mark.parametrize("content", [b"", b"minutes of a meeting " * 400], ids=["empty", "text"])
def test_a_file_that_is_no_backup_is_refused(home: Terminal, content: bytes) -> None:
    """Whatever it is."""
    Path(COPY).write_bytes(content)
    before = Path(HOME).read_bytes()
    ran = home.run("restore", COPY, "--yes")
    assert ran.code in (1, 78)
    assert Path(HOME).read_bytes() == before
    assert {path.name for path in home.folder.iterdir()} == {COPY, HOME, f"{HOME}.lock"}
