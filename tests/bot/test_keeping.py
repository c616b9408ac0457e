"""What must outlive the database is kept outside it: the ends of the audit chains hourly, who was erased at once."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from bot.keeping import EVERY_SECONDS, Keeper
from bot.settings import Settings
from domain.privacy import Erasure, State
from storage import audit, audit_anchor, erasing, erasures, opening, signed_lines, tables
from storage.erasing_messages import Case
from storage.sealing import KeyRing
from storage.unit import ERASED, Store, Unit
from tests.storage import mailroom

HOUR_MS = int(EVERY_SECONDS * 1000)
NOW = 1_790_000_000_000
_person = tables.table(tables.Person)
_erasure = tables.table(tables.Erasure)


class Office:
    """A store, a clock, and the two files."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.now = NOW
        self.anchor, self.erased = folder / "anchor", folder / "erased"
        self.org = store.write(mailroom.workspace).result().org

    def keeper(self) -> Keeper:
        files = {"VOUCHSAFE_AUDIT_ANCHOR_FILE": str(self.anchor), "VOUCHSAFE_ERASURE_FILE": str(self.erased)}
        return Keeper(store=self.store, clock=lambda: self.now, settings=Settings.model_validate(files))

    def acts(self) -> None:
        """Something that the audit log records."""
        said = {"actor": "ana", "action": "kudos.given", "object": "k"}
        rng = random.Random(self.now)
        work = lambda unit: audit.record(unit, org=self.org, detail={}, now=self.now, rng=rng, **said)  # noqa: E731
        self.store.write(work).result()

    def erases(self, person: str) -> None:
        def work(unit: Unit) -> None:
            unit.run(insert(_person), {"org_id": self.org, "id": person, "name": "Ana Ruiz", "created_at": NOW})
            wish = Erasure(id=f"wish-{person}", person=person, state=State.APPROVED, asked_by=person, asked_at=NOW)
            erasures.add(unit, self.org, wish)
            case = Case(unit=unit, org=self.org, person=person, now=self.now, rng=random.Random(1))
            erasing.shred(case, wish)

        self.store.write(work).result()

    def listed(self) -> int:
        done = select(func.count()).select_from(_erasure).where(_erasure.c.listed_at.is_not(None))
        return int(self.store.read(lambda unit: unit.run(done).scalar_one()).result())


@pytest.fixture
def office(tmp_path: Path, sqlite_template: Path, keys: KeyRing) -> Iterator[Office]:
    path = tmp_path / "test.db"
    path.write_bytes(sqlite_template.read_bytes())
    store = opening.open_store(f"sqlite:///{path}", keys)
    yield Office(store, tmp_path)
    store.close()


async def test_the_ends_of_the_chains_are_kept_when_it_starts_and_every_hour(office: Office) -> None:
    """Not more often, whatever else there is to do; and what was kept holds."""
    keeper = office.keeper()
    for moment in (0, 1, HOUR_MS - 1, HOUR_MS, HOUR_MS + 1):
        office.now = NOW + moment
        office.acts()
        assert await keeper.round() == EVERY_SECONDS
    lines = signed_lines.lines(office.anchor)
    told = office.store.read(lambda unit: audit_anchor.compare(unit, office.org, lines)).result()
    assert (told.lines, told.holds) == (2, True)


async def test_who_was_erased_is_listed_once(office: Office) -> None:
    """By a number, in a file for its owner alone, as soon as the commit is made."""
    keeper, woken = office.keeper(), list[str]()
    office.store.on_wake(ERASED, lambda: woken.append(ERASED))
    office.erases("ana")
    assert woken == [ERASED]
    for _ in range(2):
        await keeper.round()
    [line] = signed_lines.lines(office.erased)
    assert "wish-ana" in line
    assert "Ruiz" not in line
    assert office.erased.stat().st_mode & 0o777 == 0o600


async def test_a_list_that_cannot_be_written_does_not_stop_the_anchor(office: Office) -> None:
    """It is an error, and the erasure stays to be listed; the ends of the chains are kept meanwhile."""
    keeper = office.keeper()
    office.erases("ana")
    office.erased.mkdir()
    with pytest.raises(OSError, match="directory"):
        await keeper.round()
    assert len(signed_lines.lines(office.anchor)) == 1
    assert office.listed() == 0
    office.erased.rmdir()
    await keeper.round()
    assert (office.listed(), len(signed_lines.lines(office.erased))) == (1, 1)
