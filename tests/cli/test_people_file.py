"""Importing people: differences first, then the change, and a file that cannot be meant is refused."""

from __future__ import annotations

import codecs
import json
from collections.abc import Sequence

import pytest
from sqlalchemy import select

from storage import tables, visiting
from storage.sealing import KeyRing
from tests.cli.conftest import Ran, Terminal

HEADER = "name,email,manager email,team,title,time zone,hr"
ANA = "Ana Ruiz,ana@example.org,,Platform,Engineering lead,Europe/Madrid,no"
BEN = "Ben Okafor,ben@example.org,ana@example.org,Platform,Engineer,Europe/London,no"
CHI = "Chiara Lindqvist,chi@example.org,ana@example.org,Platform;Ethics,Engineer,Europe/Rome,yes"
_person = tables.table(tables.Person)


def write(office: Terminal, *lines: str, encoding: str = "utf-8") -> str:
    file = office.folder / "people.csv"
    file.write_bytes("\n".join((HEADER, *lines)).encode(encoding))
    return str(file)


def imported(office: Terminal, *lines: str) -> Ran:
    return office.run("import", write(office, *lines), "--yes")


def people(office: Terminal, keys: KeyRing) -> dict[str, bool]:
    """Who is known, and whether they are active."""
    with visiting.visit(office.database, keys) as unit:
        return {row["email"]: row["active"] for row in unit.rows(select(_person))}


def differences(ran: Ran) -> dict[str, list[object]]:
    told: dict[str, list[object]] = json.loads(ran.data)
    return told


def test_a_dry_run_shows_every_difference_and_changes_nothing(office: Terminal, keys: KeyRing) -> None:
    """Data on standard output; what it means on standard error."""
    ran = office.run("import", write(office, ANA, CHI), "--dry-run", "--json")
    assert (ran.code, ran.said) == (0, "")
    assert differences(ran)["added"] == ["ana@example.org", "chi@example.org"]
    assert differences(ran)["new_teams"] == ["Ethics", "Platform"]
    assert people(office, keys) == {}


def test_without_a_terminal_and_without_yes_nothing_is_imported(office: Terminal, keys: KeyRing) -> None:
    """A script that forgot to decide has not agreed."""
    ran = office.run("import", write(office, ANA))
    assert ran.code == 1
    assert "Ana Ruiz" in ran.data
    assert "add --yes" in ran.said
    assert people(office, keys) == {}


def test_the_second_import_of_a_file_changes_nothing(office: Terminal, keys: KeyRing) -> None:
    """Also when its rows come in another order."""
    assert imported(office, ANA, BEN, CHI).code == 0
    again = imported(office, CHI, ANA, BEN)
    assert (again.code, again.data, again.said) == (0, "", "No differences.\n")
    assert people(office, keys) == {"ana@example.org": True, "ben@example.org": True, "chi@example.org": True}


def test_each_change_is_told_as_old_and_new(office: Terminal) -> None:
    """So that a column that slipped is seen before it is saved."""
    imported(office, ANA, BEN)
    ran = office.run("import", write(office, ANA, BEN.replace("Engineer,", "Principal,")), "--dry-run", "--json")
    field = {"name": "title", "old": "Engineer", "new": "Principal"}
    assert differences(ran)["changed"] == [{"email": "ben@example.org", "fields": [field]}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_file_is_read_as_spreadsheets_write_it(
    office: Terminal, keys: KeyRing, encoding: str, separator: str
) -> None:
    """UTF-8 with and without its mark, and UTF-16; commas, semicolons and tabs."""
    lines = [line.replace(",", separator) for line in (HEADER, "Zoë Çelik,zoe@example.org,,,,,")]
    file = office.folder / "people.csv"
    file.write_bytes("\r\n".join(lines).encode(encoding))
    assert office.run("import", str(file), "--yes").code == 0
    assert people(office, keys) == {"zoe@example.org": True}


REFUSED: Sequence[tuple[str, bytes, str]] = (
    ("a loop", f"{HEADER}\nA,a@x.org,b@x.org,,,,\nB,b@x.org,a@x.org,,,,".encode(), "a@x.org -> b@x.org -> a@x.org"),
    ("one's own manager", f"{HEADER}\nA,a@x.org,a@x.org,,,,".encode(), "a@x.org -> a@x.org"),
    ("an unknown manager", f"{HEADER}\nA,a@x.org,who@x.org,,,,".encode(), "line 2: the manager who@x.org"),
    ("an address twice", f"{HEADER}\nA,a@x.org,,,,,\nB,A@X.org,,,,,".encode(), "line 3"),
    ("a formula", f"{HEADER}\n=cmd(),a@x.org,,,,,".encode(), "would run as a formula"),
    ("a formula behind a space", f"{HEADER}\nA,a@x.org,,,+1+1,,".encode(), "would run as a formula"),
    ("an unknown zone", f"{HEADER}\nA,a@x.org,,,,Mars/Base,".encode(), "'Mars/Base' is no known time zone"),
    ("no address", f"{HEADER}\nA,,,,,,".encode(), "the e-mail address is missing"),
    ("a missing column", b"name,team\nA,B", "there is no column 'email'"),
    ("two columns alike", b"name,email,mail\nA,a@x.org,b@x.org", "two columns both mean email"),
    ("Latin-1", f"{HEADER}\nZo\xeb,z@x.org,,,,,".encode("latin-1"), "not UTF-8"),
    ("half of UTF-16", codecs.BOM_UTF16_LE + b"n\x00a", "not UTF-8"),
    ("an open quote", f'{HEADER}\n"A,a@x.org,,,,,'.encode(), "not valid CSV"),
    ("nothing", b"", "there is no column 'name'"),
    ("a header alone", HEADER.encode(), "the file names nobody"),
    ("zeros", b"\x00" * 64, "there is no column 'name'"),
    ("too much", b"name,email\n" + b"x" * 5_000_001, "at most 5,000,000"),
)


@pytest.mark.parametrize(("content", "told"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_file_that_cannot_be_meant_is_refused_by_line(
    office: Terminal, keys: KeyRing, content: bytes, told: str
) -> None:
    """Nothing of it is imported, --yes or not."""
    file = office.folder / "people.csv"
    file.write_bytes(content)
    ran = office.run("import", str(file), "--yes")
    assert (ran.code, ran.data) == (1, "")
    assert told in ran.said
    assert ran.said.endswith("Nothing was imported.\n")
    assert people(office, keys) == {}


def test_problems_of_a_file_come_as_data_when_asked_for(office: Terminal) -> None:
    """So that a pipeline can point at the row."""
    ran = office.run("import", write(office, "A,nonsense,,,,,"), "--json")
    assert ran.code == 1
    assert json.loads(ran.data) == {"problems": [{"line": 2, "message": "'nonsense' is not an e-mail address"}]}


def test_a_shrink_over_a_fifth_needs_a_yes(office: Terminal, keys: KeyRing) -> None:
    """Half a listing looks like a mass departure (TRUST.md section 5)."""
    imported(office, ANA, BEN, CHI)
    ran = office.run("import", write(office, ANA))
    assert ran.code == 1
    assert "2 of 3 active people are missing" in ran.said
    assert "--yes" in ran.said
    assert all(people(office, keys).values())
    assert imported(office, ANA).code == 0
    assert people(office, keys) == {"ana@example.org": True, "ben@example.org": False, "chi@example.org": False}


def test_a_file_that_is_not_there_is_wrong_usage(office: Terminal) -> None:
    """Code 2, like any other word that cannot be understood."""
    ran = office.run("import", "absent.csv")
    assert (ran.code, ran.data) == (2, "")
    assert "absent.csv" in ran.said


def test_nothing_in_a_name_reaches_the_terminal_as_a_command(office: Terminal) -> None:
    """Escape sequences, also of a right-to-left override, are spelled out or gone."""
    ran = office.run("import", write(office, "A\x1b[2Jna \u202egro,a@x.org,,\x9bTeam,,,"), "--dry-run")
    assert ran.code == 0
    assert not set("\x1b\x9b\u202e") & set(ran.data + ran.said)
