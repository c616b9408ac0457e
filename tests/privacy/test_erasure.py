"""Whoever is erased is found nowhere any more: not in the store, not in its files, and not in a restored backup."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import select, update

from content import pack
from domain.people import Actor, MemberKind, Person
from domain.privacy import Erasure, Hold, State
from domain.roster import Member
from storage import (
    audit,
    backup,
    barring,
    directory,
    erasure_list,
    erasures,
    holding,
    kudos,
    opening,
    people,
    signed_lines,
    tables,
)
from storage.sealing import KeyRing
from storage.unit import Unit
from tests.privacy import furniture
from tests.privacy.conftest import approve, erase, settle, state
from tests.privacy.furniture import ACCOUNTS, BEN, CANARY, CHI, NOW, ZORA, House

KEPT_FOR_BEN = "nothing of anybody else in here"
_outbox = tables.table(tables.Outbox)
_broadcast = tables.table(tables.Broadcast)


# --- What is left -------------------------------------------------------------------------------------------------


def test_nothing_of_an_erased_person_can_be_read_any_more(house: House) -> None:
    """Every column of every table, opened with the keys: what they wrote, and what was written of them."""
    before = house.reads(furniture.opened)
    assert len(set(before)) > 30
    erase(house)
    assert house.reads(furniture.opened) == []
    assert state(house) is State.VERIFIED


def test_an_erased_person_is_in_no_file_of_the_database(house: House, database: str) -> None:
    """Neither in its pages, nor in SQLite's log; on PostgreSQL in no table's file. Before, they were."""
    look = bytes_of(database)
    assert CANARY.encode() in look()
    erase(house)
    assert forgets(look)


def test_a_busy_store_keeps_nothing_of_them_either(house: House, database: str) -> None:
    """Rows that moved between pages, grew and shrank leave no copy behind."""
    rng = random.Random(5)
    for number in range(60):
        words = f"{CANARY} {'x' * rng.randrange(600)}"
        house.writes(lambda unit, words=words: unit.run(_person_titles(words)).rowcount)
        house.writes(lambda unit, number=number: _hire(unit, house, number, rng))
    erase(house)
    assert forgets(bytes_of(database))


def test_a_restored_backup_forgets_again_whom_it_still_knows(
    house: House, database: str, tmp_path: Path, keys: KeyRing
) -> None:
    """The list of erasures stands outside the backup, and is applied before anybody can use what was restored."""
    if not opening.is_sqlite(database):
        pytest.skip("PostgreSQL is restored by its own tools; the list is applied by a command (see below)")
    copy, home, listed = tmp_path / "copy.db", tmp_path / "home.db", tmp_path / "list"
    backup.copy(opening.sqlite_path(database), copy)
    erase(house)
    house.writes(lambda unit: erasure_list.keep(unit, listed, now=NOW))
    lines = signed_lines.lines(listed)
    restored = backup.restore(copy, home, keys, erased=lines, now=NOW, rng=random.Random(2))
    assert restored.erased == 1
    assert CANARY.encode() not in home.read_bytes()
    assert CANARY.encode() in copy.read_bytes()
    again = opening.open_store(f"sqlite:///{home}", keys)
    assert again.read(furniture.opened).result() == []
    again.close()


def test_a_list_applied_to_an_older_store_erases_again_and_only_once(house: House, tmp_path: Path) -> None:
    """What PostgreSQL's own tools restored is told by the same list. It names nobody."""
    listed = tmp_path / "list"
    erase(house)
    house.writes(lambda unit: erasure_list.keep(unit, listed, now=NOW))
    assert house.writes(lambda unit: erasure_list.keep(unit, listed, now=NOW)) == 0
    lines = signed_lines.lines(listed)
    assert not [line for line in lines if CANARY in line.casefold()]
    older = _older(house)
    assert older.writes(lambda unit: erasure_list.apply(unit, lines, now=NOW, rng=random.Random(2))) == 1
    assert older.reads(furniture.opened) == []
    assert older.writes(lambda unit: erasure_list.apply(unit, lines, now=NOW, rng=random.Random(2))) == 0


def test_who_was_only_asked_about_when_the_backup_was_made_is_kept_out_as_well(house: House, tmp_path: Path) -> None:
    """What the list says counts, and not the request as it stood: asked by the operator, approved by nobody yet."""
    listed = tmp_path / "list"
    approve(house)
    house.writes(lambda unit: unit.run(tables.named("erasure").update().values(asked_by=None)).rowcount)
    settle(house)
    house.writes(lambda unit: erasure_list.keep(unit, listed, now=NOW))
    older = _older(house)
    wish = Erasure(id=f"wish-{ZORA}", person=ZORA, state=State.REQUESTED, asked_by=None, asked_at=NOW)
    older.writes(lambda unit: erasures.add(unit, older.org, wish))
    lines = signed_lines.lines(listed)
    assert older.writes(lambda unit: erasure_list.apply(unit, lines, now=NOW, rng=random.Random(2))) == 1
    _sync(older, [member("U0NEW", "zora.canary@example.org")], one=None)
    assert state(older) is State.VERIFIED
    found = older.reads(lambda unit: unit.rows(select(tables.named("account").c.external)))
    assert {row["external"] for row in found} == {ACCOUNTS[BEN], ACCOUNTS[CHI]}


def test_a_list_with_a_line_of_somebody_else_is_refused(house: House, tmp_path: Path) -> None:
    """Whoever can write the file cannot erase people by it."""
    listed = tmp_path / "list"
    erase(house)
    house.writes(lambda unit: erasure_list.keep(unit, listed, now=NOW))
    forged = [line.replace(ZORA, BEN) for line in signed_lines.lines(listed)]
    with pytest.raises(erasure_list.ListError):
        house.writes(lambda unit: erasure_list.apply(unit, forged, now=NOW, rng=random.Random(2)))
    assert BEN in house.reads(lambda unit: people.by_ids(unit, house.org, [BEN]))


# --- Holds --------------------------------------------------------------------------------------------------------


def test_a_hold_placed_after_the_approval_still_wins(house: House) -> None:
    """Nothing is erased while it stands; when it is lifted, what was approved happens."""
    before = house.reads(furniture.opened)
    approve(house)
    hold = Hold(id="hold", person=ZORA, reason="a lawsuit", placed_by=None, placed_at=NOW)
    house.writes(lambda unit: holding.place(unit, house.org, hold))
    settle(house)
    assert house.reads(furniture.opened) == before
    assert state(house) is State.APPROVED
    house.writes(lambda unit: holding.lift(unit, house.org, "hold", by=None, now=NOW))
    settle(house, now=NOW + 3_600_000)
    assert house.reads(furniture.opened) == []


# --- What stays ---------------------------------------------------------------------------------------------------


def test_who_was_thanked_by_somebody_erased_stays_thanked_by_a_former_colleague(house: House) -> None:
    """The words go, the recognition does not."""
    erase(house)
    [given] = house.reads(lambda unit: _kudos(unit, house, "kudos-1"))
    assert given.giver.name == "A former colleague"
    assert [one.person.name for one in given.receivers] == ["Chiara Lindqvist"]
    assert "erased" in given.note


def test_who_was_thanked_together_with_somebody_erased_stays_thanked(house: House) -> None:
    """By whom it was; and what only the erased one got is gone."""
    erase(house)
    [shared] = house.reads(lambda unit: _kudos(unit, house, "shared"))
    assert (shared.giver.name, [one.person.id for one in shared.receivers]) == ("Ben Okafor", [CHI])
    assert house.reads(lambda unit: _kudos(unit, house, "to-zora")) == []


def test_a_text_of_others_says_a_former_colleague_instead(house: House) -> None:
    """And whatever does not speak of them is as it was, to the byte."""
    other = house.reads(lambda unit: _sealed(unit, "other"))
    erase(house)
    [of] = house.reads(lambda unit: _kudos(unit, house, "of-zora"))
    told = "a former colleague and a former colleague told Chiara Lindqvist of it, says a former colleague"
    assert of.note == told
    assert house.reads(lambda unit: _sealed(unit, "other")) == other
    assert house.reads(lambda unit: _kudos(unit, house, "other"))[0].note == KEPT_FOR_BEN


def test_a_colleague_of_the_same_name_keeps_it_in_everybodys_texts(house: House) -> None:
    """What is also somebody else's name or handle is left; what is the erased one's alone goes."""
    person, account = tables.named("person"), tables.named("account")
    same = update(person).where(person.c.id == BEN).values(name=furniture.NAMES[ZORA].upper())
    house.writes(lambda unit: unit.run(same).rowcount)
    called = update(account).where(account.c.person_id == BEN).values(handle="ZCanary")
    house.writes(lambda unit: unit.run(called).rowcount)
    erase(house)
    [of] = house.reads(lambda unit: _kudos(unit, house, "of-zora"))
    told = "Zora Canarywing and @zcanary told Chiara Lindqvist of it, says a former colleague"
    assert of.note == told


def test_whom_they_led_is_led_by_nobody(house: House) -> None:
    """At once: nobody reports to somebody who is not there."""
    erase(house)
    assert house.reads(lambda unit: people.by_ids(unit, house.org, [CHI]))[CHI].manager is None


def test_the_audit_chains_hold_over_what_was_shredded(house: House) -> None:
    """That something was done stays proven; what it said about them is gone."""
    before = house.reads(lambda unit: audit.verify(unit, house.org)).rows
    erase(house)
    assert house.reads(lambda unit: audit.verify(unit, house.org)) == audit.Verdict(before, None)


def test_a_line_that_somebody_else_empties_does_not_pass_for_shredded(house: House) -> None:
    """Only our keys make the mark that stands in place of shredded words."""
    row = tables.named("audit")
    erase(house)
    emptied = update(row).where(row.c.actor_id == BEN, row.c.object == CHI).values(detail=b"\0" * 32)
    assert house.writes(lambda unit: unit.run(emptied).rowcount) == 1
    assert house.reads(lambda unit: audit.verify(unit, house.org)).broken is not None


# --- Open tasks ---------------------------------------------------------------------------------------------------


def test_a_broadcast_of_theirs_that_is_being_sent_is_cancelled(house: House) -> None:
    """Nobody gets a message whose author is not there; what was counted stays counted."""
    sending = update(_broadcast).values(state="sending", settled_at=None, request=None)
    house.writes(lambda unit: unit.run(sending).rowcount)
    erase(house)
    row = house.reads(lambda unit: unit.first(select(_broadcast)))
    assert (row["state"], row["people"]) == ("cancelled", 1)


def test_a_draft_of_a_broadcast_goes(house: House) -> None:
    """It was nobody else's yet."""
    house.writes(lambda unit: unit.run(update(_broadcast).values(state="draft")).rowcount)
    erase(house)
    assert house.reads(lambda unit: unit.rows(select(_broadcast))) == []


def test_a_message_still_owed_to_them_never_leaves(house: House) -> None:
    """The queue forgets it, address and all."""
    erase(house)
    assert house.reads(lambda unit: unit.rows(select(_outbox).where(_outbox.c.reader_id == ZORA))) == []


def test_their_share_of_a_long_send_is_counted_and_says_nothing(house: House) -> None:
    """The report of a broadcast stays true: what was queued for them counts as not sent."""
    house.writes(lambda unit: unit.run(update(_outbox).values(batch="someone-elses")).rowcount)
    erase(house)
    row = house.reads(lambda unit: unit.first(select(_outbox).where(_outbox.c.batch == "someone-elses")))
    assert (row["state"], row["address"], row["lane"]) == ("dropped", "erased", "erased")


# --- Coming back --------------------------------------------------------------------------------------------------


def member(external: str, email: str) -> Member:
    told = {"name": "Zora C.", "handle": "z", "zone": "UTC", "title": ""}
    return Member(external=external, email=email, kind=MemberKind.FULL, active=True, **told)


@pytest.mark.parametrize(
    ("external", "email"),
    [(ACCOUNTS[ZORA], "new@example.org"), ("U0NEW", "zora.canary@example.org"), ("U0NEW", "Zora.Canary@Example.org")],
)
def test_the_next_directory_does_not_bring_them_back(house: House, external: str, email: str) -> None:
    """Neither their account nor their address, by the whole list or by an event; colleagues are taken in as ever."""
    erase(house)
    listed = [member(external, email), member(ACCOUNTS[BEN], f"{BEN}@example.org"), member("U0DAN", "dan@example.org")]
    _sync(house, listed, one=listed[0])
    _sync(house, listed, one=listed[1])
    found = house.reads(lambda unit: unit.rows(select(tables.named("account").c.external)))
    assert {row["external"] for row in found} == {ACCOUNTS[BEN], ACCOUNTS[CHI], "U0DAN"}


def test_who_is_let_in_again_comes_as_somebody_new(house: House) -> None:
    """Nothing of before is theirs."""
    erase(house)
    assert house.writes(lambda unit: barring.readmit(unit, house.org, f"wish-{ZORA}")) == 4
    _sync(house, [member(ACCOUNTS[ZORA], "zora.canary@example.org")], one=None)
    here = people.actor
    back = house.reads(lambda unit: here(unit, "slack", "T1", ACCOUNTS[ZORA]))
    assert back.person.id != ZORA


def test_erasing_twice_is_erasing_once(house: House) -> None:
    """A second approved wish finds nothing more, and breaks nothing."""
    erase(house)
    house.writes(lambda unit: unit.run(tables.named("erasure").update().values(state="approved")).rowcount)
    settle(house)
    assert house.reads(furniture.opened) == []


# --- Pieces -------------------------------------------------------------------------------------------------------


def bytes_of(url: str) -> Callable[[], bytes]:
    """Return what reads every byte the database keeps of its tables, and of SQLite's log."""
    if opening.is_sqlite(url):
        path = opening.sqlite_path(url)
        return lambda: b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))
    return lambda: _pages(url)


def forgets(look: Callable[[], bytes]) -> bool:
    """Say whether nothing of it is there any more, soon after the commit."""
    until = time.monotonic() + 30
    while CANARY.encode() in look() and time.monotonic() < until:
        time.sleep(0.05)
    return CANARY.encode() not in look()


def _pages(url: str) -> bytes:
    """The files of every table and index, once the server has written what it holds."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        [(folder,)] = connection.execute("SHOW data_directory").fetchall()
        rows = connection.execute(
            "SELECT pg_relation_filepath(oid) FROM pg_class WHERE relkind IN ('r', 'i', 't')"
            " AND pg_relation_filepath(oid) IS NOT NULL AND relnamespace <> 'pg_catalog'::regnamespace"
        ).fetchall()
    return b"".join((Path(folder) / path).read_bytes() for (path,) in rows)


def _person_titles(words: str) -> Any:
    person = tables.named("person")
    return person.update().where(person.c.id == ZORA).values(title=words)


def _hire(unit: Unit, house: House, number: int, rng: random.Random) -> None:
    row = {"id": f"{rng.randrange(10**9):09}-{number}", "name": f"Name {number}", "created_at": NOW, "title": "t" * 90}
    unit.run(tables.named("person").insert(), {"org_id": house.org, **row})


def _older(house: House) -> House:
    """The same store as it was before anybody was erased: every table emptied, and furnished anew with the same ids."""

    def empty(unit: Unit) -> None:
        unit.run(update(tables.named("person")).values(manager_id=None))
        for table in reversed(tables.Row.metadata.sorted_tables):
            if table.name not in ("org", "workspace", "seal_check"):
                unit.run(table.delete())

    house.writes(empty)
    return furniture.furnish(house.store)


def _sync(house: House, listed: list[Member], *, one: Member | None) -> None:
    here = (house.org, house.workspace)
    when: dict[str, Any] = {"now": NOW, "rng": random.Random(3)}
    house.writes(lambda unit: directory.sync(unit, *here, listed, complete=False, **when))
    if one:
        house.writes(lambda unit: directory.change(unit, *here, one, **when))


def _kudos(unit: Unit, house: House, id: str) -> list[Any]:
    chi = Actor(org=house.org, person=Person(id=CHI, name=""), workspace=house.workspace, account=ACCOUNTS[CHI])
    found = kudos.find(unit, chi, id, pack.default())
    return [found] if found else []


def _sealed(unit: Unit, id: str) -> bytes:
    row = tables.named("kudos")
    found = unit.first(select(row.c.note).where(row.c.id == id))
    assert found is not None
    return bytes(found["note"])
