"""What was erased goes from the disk after the commit, now or later; the commit stands whatever becomes of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

import pytest
from psycopg import OperationalError
from sqlalchemy import insert, select, text

from storage import tables
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
        return Scrubber(self.scrub, lambda: self.seconds)


def after(scrubber: Scrubber, disk: Disk, moments: Iterable[float], woken: Iterable[str] = ()) -> int:
    """Commit at each of these moments; return how many scrubs the disk still has to answer."""
    for disk.seconds in moments:
        scrubber.committed([*woken])
    return len(disk.answers)


@pytest.mark.parametrize("why", [sqlite3.OperationalError("disk is full"), OperationalError("gone"), OSError(), False])
def test_what_cannot_be_done_now_is_done_after_a_later_commit(why: bool | Exception) -> None:
    """Not after every one: a disk that is full is left alone for a while. Once done, it is done."""
    disk = Disk(why, why, True)
    scrubber = disk.scrubber()
    assert after(scrubber, disk, [0.0], [ERASED]) == 2
    assert after(scrubber, disk, [1.0, AGAIN_SECONDS - 1]) == 2
    assert after(scrubber, disk, [AGAIN_SECONDS]) == 1
    assert after(scrubber, disk, [2 * AGAIN_SECONDS, 9 * AGAIN_SECONDS]) == 0


def test_where_nobody_was_erased_nothing_is_scrubbed() -> None:
    """Most commits are of that kind."""
    disk = Disk()
    assert after(disk.scrubber(), disk, [0.0, AGAIN_SECONDS], ["outbox"]) == 0


def test_somebody_erased_while_the_disk_is_scrubbed_is_not_passed_over() -> None:
    """Whoever scrubs does it once more, as it may have come too late for them."""
    disk = Disk(True, True)

    def scrub() -> bool:
        if len(disk.answers) == 2:
            scrubber.committed([ERASED])  # another thread
        return disk.scrub()

    scrubber = Scrubber(scrub, lambda: disk.seconds)
    assert after(scrubber, disk, [0.0], [ERASED]) == 0


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
