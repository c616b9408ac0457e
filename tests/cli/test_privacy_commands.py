"""People's data as the operator sees to it: exported, held, erased by two people, and known of it afterwards."""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import privacy_command, settings
from domain.policy import Role
from domain.privacy import Erasure, State
from storage import erasures, opening, reads, tables
from storage.sealing import KeyRing, new_key
from tests.cli.conftest import KEY, Terminal
from tests.privacy import furniture
from tests.privacy.furniture import BEN, CANARY, NAMES, NOW, ZORA, House

HOME, COPY, LISTED = "home.db", "copy.db", "home.db.erased"


@pytest.fixture
def desk(terminal: Terminal, sqlite_template: Path, keys: KeyRing) -> Terminal:
    """A shell beside a furnished SQLite file that nobody serves; what touches SQL is tested by tests/privacy."""
    shutil.copy(sqlite_template, HOME)
    terminal.set(VOUCHSAFE_DATABASE_URL=f"sqlite:///{HOME}", VOUCHSAFE_KEYS=KEY)
    store = opening.open_store(f"sqlite:///{HOME}", keys)
    furniture.furnish(store)
    store.close()
    return terminal


@contextlib.contextmanager
def opened(keys: KeyRing) -> Iterator[House]:
    store = opening.open_store(f"sqlite:///{HOME}", keys)
    org = store.read(lambda unit: unit.rows(tables.named("org").select())[0]["id"]).result()
    yield House(store=store, org=org, workspace="")
    store.close()


def asks(keys: KeyRing, person: str = ZORA) -> None:
    """Somebody asks in chat for their own erasure."""
    with opened(keys) as house:
        wish = Erasure(id=f"wish-{person}", person=person, state=State.REQUESTED, asked_by=person, asked_at=NOW)
        house.writes(lambda unit: erasures.add(unit, house.org, wish))


def states(desk: Terminal) -> dict[str, str]:
    told: list[dict[str, Any]] = json.loads(desk.run("erasures", "list", "--json").data)
    return {one["person"]: one["state"] for one in told if one["state"] != "withdrawn"}


# --- export-person ----------------------------------------------------------------------------------------------------


def test_an_export_is_for_the_operators_eyes_and_the_person_sees_that_it_was_made(
    desk: Terminal, keys: KeyRing
) -> None:
    """In one file with a page and data, which is never overwritten; the reason is in neither."""
    ran = desk.run("export-person", NAMES[ZORA], "--reason", "she sues us", "-o", "zora.zip")
    assert (ran.code, ran.data) == (0, "")
    assert Path("zora.zip").stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile("zora.zip") as packed:
        told = "".join(packed.read(name).decode() for name in packed.namelist())
    assert (CANARY in told, "she sues us" in told, NAMES[BEN] in told) == (True, False, False)
    assert desk.run("export-person", ZORA, "--reason", "again", "-o", "zora.zip").code == 1
    with opened(keys) as house:
        [read] = house.reads(lambda unit: reads.about(unit, house.org, ZORA, most=5))
    assert read.role == Role.OPERATOR


def test_an_export_is_printed_as_data_and_nobody_unknown_is_exported(desk: Terminal) -> None:
    """The person by an address; whoever is not there is said not to be, and what cannot be written is refused."""
    ran = desk.run("export-person", "zora.canary@example.org", "--reason", "asked by letter")
    assert (ran.code, bool(json.loads(ran.data)["tables"]), CANARY in ran.data) == (0, True, True)
    assert desk.run("export-person", "nobody@example.org", "--reason", "x").code == 1
    assert desk.run("export-person", ZORA, "--reason", "x", "-o", "zora.pdf").code == 2


# --- erase-person -----------------------------------------------------------------------------------------------------


def test_the_operator_alone_erases_nobody(desk: Terminal) -> None:
    """Asking asks first; having asked, the same operator cannot approve."""
    assert desk.run("erase-person", ZORA).code == 1
    assert states(desk) == {}
    ran = desk.run("erase-person", ZORA, "--yes")
    assert (ran.code, states(desk)) == (0, {ZORA: "requested"})
    assert "An HR administrator approves it" in ran.said
    again = desk.run("erase-person", ZORA, "--yes")
    assert (again.code, states(desk)) == (1, {ZORA: "requested"})
    assert "Somebody else has to approve this" in again.said


def test_what_somebody_asked_for_the_operator_approves_and_it_is_done_and_listed(desk: Terminal, keys: KeyRing) -> None:
    """Nothing of them is left when the command ends, and the list outside names a number."""
    asks(keys)
    assert desk.answers("no", "erase-person", ZORA).code == 1
    ran = desk.answers("y", "erase-person", ZORA)
    assert (ran.code, states(desk)) == (0, {ZORA: "verified"})
    assert f"Erase everything about {NAMES[ZORA]}?" in ran.said
    assert "and their full name in the texts of others" in ran.said
    assert LISTED in ran.said
    with opened(keys) as house:
        assert house.reads(furniture.opened) == []
    assert f"wish-{ZORA}" in Path(LISTED).read_text()
    assert CANARY not in Path(LISTED).read_text().casefold()


def test_of_whom_others_have_the_name_it_is_told_that_the_name_stays(desk: Terminal, keys: KeyRing) -> None:
    """Nothing is said to be gone that is still there."""
    asks(keys)
    with opened(keys) as house:
        person = tables.named("person")
        same = person.update().where(person.c.id == BEN).values(name=NAMES[ZORA])
        house.writes(lambda unit: unit.run(same).rowcount)
    ran = desk.run("erase-person", ZORA, "--yes")
    assert "Their name stays there" in ran.said
    assert "full name" not in ran.said


def test_a_list_that_cannot_be_written_is_told_and_holds_up_nothing(desk: Terminal, keys: KeyRing) -> None:
    """The erasure is done all the same; whichever process serves writes the list when it can."""
    asks(keys)
    Path(LISTED).mkdir()
    ran = desk.run("erase-person", ZORA, "--yes")
    assert (ran.code, states(desk)) == (0, {ZORA: "verified"})
    assert f"{LISTED} could not be written" in ran.said
    assert "It is listed" not in ran.said


def test_whoever_is_erased_stays_so_when_the_rest_cannot_be_done_just_now(desk: Terminal) -> None:
    """The command does not end as if nothing had been changed: whoever serves looks through the texts of others."""
    desk.set(VOUCHSAFE_DATABASE_URL="postgresql://nobody@127.0.0.1:1/gone")
    wish = Erasure(id="wish", person=ZORA, state=State.SHREDDED, asked_by=None, asked_at=NOW)
    assert not privacy_command.look_through(settings.load(), "org", wish)
    assert "not all looked through yet" in desk.capture.readouterr().err


def test_a_restored_copy_is_told_of_whom_it_must_forget(desk: Terminal, keys: KeyRing) -> None:
    """Once. A last line that was torn is left out and said; one in the middle stops everything, and is named."""
    shutil.copy(HOME, COPY)
    asks(keys)
    desk.run("erase-person", ZORA, "--yes")
    shutil.copy(COPY, HOME)
    line = Path(LISTED).read_text()
    Path(LISTED).write_text(f"{line[:40]}\n{line}")
    ran = desk.run("erasures", "reapply")
    assert (ran.code, states(desk)) == (1, {})
    assert "Line 1 of the list of erasures" in ran.said
    Path(LISTED).write_text(f"{line}{line[:40]}")
    ran = desk.run("erasures", "reapply")
    assert (ran.code, states(desk)) == (0, {ZORA: "verified"})
    assert "was not written to its end" in ran.said
    assert "Erased again: 1." in ran.said
    assert "Erased again: 0." in desk.run("erasures", "reapply").said


def test_who_was_erased_can_be_let_in_again(desk: Terminal, keys: KeyRing) -> None:
    """By the number of the erasure; an unknown one changes nothing."""
    asks(keys)
    desk.run("erase-person", ZORA, "--yes")
    assert desk.run("erasures", "readmit", "mistyped").code == 1
    assert desk.run("erasures", "readmit", f"wish-{ZORA}").code == 0
    assert desk.run("erasures", "readmit", f"wish-{ZORA}").code == 1


def test_without_a_list_nothing_is_applied(desk: Terminal) -> None:
    """And the operator is told how to name one."""
    ran = desk.run("erasures", "reapply")
    assert (ran.code, "VOUCHSAFE_ERASURE_FILE" in ran.said) == (1, True)


# --- hold -------------------------------------------------------------------------------------------------------------


def test_a_hold_is_placed_listed_and_lifted_and_wins_meanwhile(desk: Terminal, keys: KeyRing) -> None:
    """Its number is data, for a script; what it is for is shown to the operator alone."""
    asks(keys)
    placed = desk.run("hold", "place", NAMES[ZORA], "--reason", "the Canary case")
    id = placed.data.strip()
    [told] = json.loads(desk.run("hold", "list", "--json").data)
    assert (told["id"], told["person"], told["reason"]) == (id, ZORA, "the Canary case")
    refused = desk.run("erase-person", ZORA, "--yes")
    assert (refused.code, states(desk)) == (1, {ZORA: "requested"})
    assert "A legal hold stands on this person" in refused.said
    assert desk.run("hold", "lift", "mistyped", "--reason", "over").code == 1
    assert desk.run("hold", "lift", id, "--reason", "over").code == 0
    assert json.loads(desk.run("hold", "list", "--json").data) == []
    assert desk.run("erase-person", ZORA, "--yes").code == 0


def test_on_whom_is_erased_a_hold_comes_too_late(desk: Terminal, keys: KeyRing) -> None:
    """It says so, and none is placed."""
    asks(keys)
    desk.run("erase-person", ZORA, "--yes")
    ran = desk.run("hold", "place", ZORA, "--reason", "late")
    assert (ran.code, ran.data) == (1, "")
    assert json.loads(desk.run("hold", "list", "--json").data) == []


# --- audit ------------------------------------------------------------------------------------------------------------


def test_chains_are_verified_from_inside_and_against_what_was_kept_outside(desk: Terminal) -> None:
    """A whole one, one whose end was cut off with its trace, and a line of somebody else's."""
    Path("anchor").write_text(desk.run("audit", "anchor").data)
    whole = desk.run("audit", "verify", "--anchor", "anchor")
    assert whole.code == 0
    assert "3 rows, every chain holds" in whole.data
    assert "1 anchored lines, nothing was cut off" in whole.data
    with contextlib.closing(sqlite3.connect(HOME)) as raw:
        raw.execute("DELETE FROM audit")
        raw.execute("DELETE FROM audit_head")
        raw.commit()
    assert desk.run("audit", "verify").code == 0
    cut = desk.run("audit", "verify", "--anchor", "anchor", "--json")
    assert (cut.code, json.loads(cut.data)["anchor"]["broken"] is None) == (1, False)
    Path("anchor").write_text("notes\n")
    forged = desk.run("audit", "verify", "--anchor", "anchor")
    assert (forged.code, "line 1 of the anchor was not written with these keys" in forged.data) == (1, True)


def test_a_line_that_was_changed_is_named(desk: Terminal) -> None:
    """By its chain and number, with a code for scripts."""
    with contextlib.closing(sqlite3.connect(HOME)) as raw:
        raw.execute("UPDATE audit SET action = 'other' WHERE seq = 1")
        raw.commit()
    ran = desk.run("audit", "verify", "--json")
    assert (ran.code, json.loads(ran.data)["broken"][1]) == (1, 1)
    desk.set(VOUCHSAFE_KEYS=new_key())
    assert desk.run("audit", "verify").code == 78
