"""What was erased goes from the disk after the commit, now or later; the commit stands whatever becomes of it."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from pathlib import Path

import pytest
from psycopg import OperationalError
from sqlalchemy import insert, select, text

from storage import opening, scrubbing, tables
from storage.postgres import PostgresStore
from storage.scrubbing import AGAIN_SECONDS, Scrubber
from storage.sealing import KeyRing
from storage.unit import ERASED, Unit
from tests.conftest import Postgres

_org = tables.table(tables.Org)


class Disk:
    """Answers each scrub in turn: whether all was done, or with an error."""

    def __init__(self, *answers: bool | Exception) -> None:
        self.answers = list(answers)
        self.seconds = 0.0

    def scrub(self) -> bool:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def scrubber(self) -> Scrubber:
        return Scrubber(self.scrub, clock=lambda: self.seconds)


def after(scrubber: Scrubber, disk: Disk, *moments: float) -> int:
    """Look at each of these moments; return how many scrubs the disk still has to answer."""
    for disk.seconds in moments:
        scrubber.pay()
    return len(disk.answers)


@pytest.mark.parametrize("why", [sqlite3.OperationalError("disk is full"), OperationalError("gone"), OSError(), False])
def test_what_cannot_be_done_now_is_done_later(why: bool | Exception) -> None:
    """A disk that is full is left alone for a while. Once done, it is done."""
    disk = Disk(why, why, True)
    scrubber = disk.scrubber()
    assert after(scrubber, disk, 0.0) == 3
    scrubber.owe()
    assert after(scrubber, disk, 0.0, 1.0, AGAIN_SECONDS - 1) == 2
    assert after(scrubber, disk, AGAIN_SECONDS) == 1
    assert after(scrubber, disk, 2 * AGAIN_SECONDS, 9 * AGAIN_SECONDS) == 0


def test_whoever_was_only_in_the_way_for_a_moment_is_waited_for_shortly() -> None:
    """Each time for twice as long, a minute at most."""
    disk = Disk(*[False] * 12)
    scrubber = Scrubber(disk.scrub, pause=10.0, clock=lambda: disk.seconds)
    scrubber.owe()
    assert [scrubber.pay() for disk.seconds in (0.0, 10.0, 30.0, 70.0)] == [10.0, 30.0, 70.0, 130.0]


def test_somebody_erased_while_the_disk_is_scrubbed_is_not_passed_over() -> None:
    """Whoever scrubs does it once more, as it may have come too late for them."""
    disk = Disk(True, True)

    def scrub() -> bool:
        if len(disk.answers) == 2:
            scrubber.owe()  # another thread
        return disk.scrub()

    scrubber = Scrubber(scrub, clock=lambda: disk.seconds)
    scrubber.owe()
    assert after(scrubber, disk, 0.0, 0.0) == 0


def test_nobody_who_commits_waits_for_the_disk() -> None:
    """Neither whoever erases somebody nor whoever comes next; what was never tried is done before the store closes."""
    may_end, scrubbed = threading.Event(), Disk(True, True)

    def scrub() -> bool:
        assert may_end.wait(30)
        return scrubbed.scrub()

    scrubber = Scrubber(scrub)
    for woken in ([ERASED], ["outbox"], [ERASED]):
        scrubber.committed(woken)
    assert len(scrubbed.answers) == 2
    may_end.set()
    scrubber.close()
    assert len(scrubbed.answers) < 2


def test_a_log_that_somebody_reads_holds_up_nobody(tmp_path: Path, keys: KeyRing) -> None:
    """It is emptied as soon as that look ends; nobody's commit waits for it."""
    url = f"sqlite:///{tmp_path}/x.db"
    opening.migrate(url)
    raw = sqlite3.connect(tmp_path / "x.db")
    add = insert(_org).values(id="acme", name="Acme", created_at=0)
    store = opening.open_store(url, keys)
    with contextlib.closing(sqlite3.connect(tmp_path / "x.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT 1 FROM org").fetchall()
        store.write(lambda unit: unit.run(add).rowcount).result(30)
        patience = 600_000  # ms: a scrub that waited would not come back
        raw.execute(f"PRAGMA busy_timeout={patience}")
        assert not scrubbing.sqlite(raw)
        assert raw.execute("PRAGMA busy_timeout").fetchone() == (patience,)
    assert scrubbing.sqlite(raw)
    raw.close()
    store.close()


def test_a_commit_stands_and_is_made_once_when_the_disk_cannot_be_scrubbed(postgres: Postgres, keys: KeyRing) -> None:
    """Whoever asked for it hears that it was done."""
    store = PostgresStore(postgres.fresh(), keys)
    store.write(lambda unit: unit.run(text("DROP TABLE introduction"))).result(10)
    runs = []

    def erase(unit: Unit) -> str:
        runs.append(unit)
        unit.run(insert(_org), {"id": "acme", "name": "Acme", "created_at": 0})
        unit.wake(ERASED)
        return "erased"

    assert store.write(erase).result(30) == "erased"
    assert len(runs) == 1
    assert store.read(lambda unit: unit.rows(select(_org.c.id))).result(10)
    store.close()
