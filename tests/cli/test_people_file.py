"""Importing people: differences first, then the change, and a file that cannot be meant is refused."""

from __future__ import annotations

import codecs
import csv
import gzip
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress

import pytest
from sqlalchemy import select, update

from bot import console
from storage import importing, lines, tables, visiting
from storage.sealing import KeyRing
from tests.cli.conftest import Ran, Terminal

HEADER = "name,email,manager email,team,title,time zone,hr"
ANA = "Ana Ruiz,ana@example.org,,Platform,Engineering lead,Europe/Madrid,no"
BEN = "Ben Okafor,ben@example.org,ana@example.org,Platform,Engineer,Europe/London,no"
CHI = "Chiara Lindqvist,chi@example.org,ana@example.org,Platform;Ethics,Engineer,Europe/Rome,yes"
_person = tables.table(tables.Person)
_team = tables.table(tables.Team)
_membership = tables.table(tables.Membership)


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
    ("Windows-1252", f"{HEADER}\nZo\xeb,z@x.org,,,,,".encode("windows-1252"), "line 2: this line is not UTF-8"),
    ("half of UTF-16", codecs.BOM_UTF16_LE + b"n\x00a", "not UTF-16"),
    ("a letter lost before", f"{HEADER}\nZo\ufffd,z@x.org,,,,,".encode(), "another program could not read"),
    ("a formula with our own mark", f"{HEADER}\n'=cmd(),a@x.org,,,,,".encode(), "would run as a formula"),
    ("a zip", b"PK\x03\x04" + b"\x00" * 100, "a ZIP archive or an Excel workbook, not a CSV file"),
    ("gzip", gzip.compress(b"0" * 10_000_000), "packed with gzip"),
    ("an old workbook", b"\xd0\xcf\x11\xe0" + b"\x00" * 100, "an old Excel workbook"),
    ("a line of 100 MB", HEADER.encode() + b"\n" + b"x" * 100_000_000, "line 2: this line has more than 65,536"),
    ("a quote of 100 MB", HEADER.encode() + b'\n"' + b"x\n" * 200_000, "not valid CSV"),
    ("an open quote", f'{HEADER}\n"A,a@x.org,,,,,'.encode(), "not valid CSV"),
    ("nothing", b"", "there is no column 'name'"),
    ("a header alone", HEADER.encode(), "the file names nobody"),
    ("zeros", b"\x00" * 64, "there is no column 'name'"),
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
    ana = ANA.removesuffix("no") + "yes"
    imported(office, ana, BEN, CHI)
    ran = office.run("import", write(office, ana))
    assert ran.code == 1
    assert "2 of 3 active people are missing" in ran.said
    assert "--yes" in ran.said
    assert all(people(office, keys).values())
    assert imported(office, ana).code == 0
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


def test_a_file_in_another_encoding_is_read_when_somebody_says_so(office: Terminal, keys: KeyRing) -> None:
    """Never guessed: names are not turned into others."""
    file = write(
        office, "Zo\u00eb \u0160ari\u0107,zoe@example.org,,,,,".replace("\u0107", "c"), encoding="windows-1252"
    )
    assert office.run("import", file, "--yes").code == 1
    assert office.run("import", file, "--yes", "--encoding", "windows-1252").code == 0
    assert names(office, keys) == {"zoe@example.org": "Zo\u00eb \u0160aric"}
    assert "no encoding known" in office.run("import", file, "--encoding", "klingon").said
    assert "no encoding of text" in office.run("import", file, "--encoding", "rot13").said


def names(office: Terminal, keys: KeyRing) -> dict[str, str]:
    with visiting.visit(office.database, keys) as unit:
        return {row["email"]: row["name"] for row in unit.rows(select(_person))}


def leads(office: Terminal, keys: KeyRing) -> dict[str, str | None]:
    """Who leads whom, by address."""
    with visiting.visit(office.database, keys) as unit:
        rows = unit.rows(select(_person))
    email = {row["id"]: row["email"] for row in rows}
    return {row["email"]: email.get(row["manager_id"]) for row in rows}


# Headers as Workday, BambooHR and Personio export them (facts of their exports), with a manager as each names one.
EXPORTS = {
    "Workday": (
        "Worker,Employee ID,Primary Work Email,Business Title,Supervisory Organization,Manager",
        '"Ana Ruiz",1001,ana@example.org,Lead,Platform,',
        '"Ben Okafor",1002,ben@example.org,Engineer,Platform,"Ruiz, Ana (1001)"',
    ),
    "BambooHR": (
        "Employee #,First Name,Last Name,Work Email,Job Title,Department,Reporting To,Status",
        "1,Ana,Ruiz,ana@example.org,Lead,Platform,,Active",
        "2,Ben,Okafor,ben@example.org,Engineer,Platform,Ana Ruiz,Active",
        "3,Old,Timer,old@example.org,Engineer,Platform,Ana Ruiz,Inactive",
    ),
    "Personio": (
        "ID;First name;Last name;Email;Position;Department;Supervisor ID;Employee number;Status",
        "9;Ana;Ruiz;ana@example.org;Lead;Platform;;77;active",
        "8;Ben;Okafor;ben@example.org;Engineer;Platform;77;78;onboarding",
    ),
}


@pytest.mark.parametrize("system", EXPORTS)
def test_the_export_of_an_hr_system_is_understood_as_it_is(office: Terminal, keys: KeyRing, system: str) -> None:
    """Names in two columns, managers by number or name; whoever is said to have left does not come."""
    file = office.folder / "people.csv"
    file.write_text("\n".join(EXPORTS[system]), encoding="utf-8")
    ran = office.run("import", str(file), "--yes")
    assert ran.code == 0, ran.said
    assert names(office, keys) == {"ana@example.org": "Ana Ruiz", "ben@example.org": "Ben Okafor"}
    assert leads(office, keys) == {"ana@example.org": None, "ben@example.org": "ana@example.org"}


def test_two_people_of_one_name_are_no_manager(office: Terminal, keys: KeyRing) -> None:
    """Which of them is meant is asked, not guessed."""
    file = office.folder / "people.csv"
    lines = (
        "name,email,manager",
        "Ana Ruiz,a1@x.org,",
        "Ana Ruiz,a2@x.org,",
        "Ben,b@x.org,Ana Ruiz",
        "Chi,c@x.org,Nobody",
    )
    file.write_text("\n".join(lines), encoding="utf-8")
    ran = office.run("import", str(file), "--yes")
    assert "line 4: the manager 'Ana Ruiz': 2 people in the file are called so" in ran.said
    assert "line 5: the manager 'Nobody': nobody in the file is called so" in ran.said
    assert people(office, keys) == {}


def test_what_a_column_means_is_asked_once_and_remembered(office: Terminal, keys: KeyRing) -> None:
    """Of two that might, and of one with a title of its own; without a keyboard it is said how to say it."""
    file = office.folder / "people.csv"
    file.write_text("Name,Email,Work Email\nAna,private@home.org,ana@example.org\n", encoding="utf-8")
    ran = office.run("import", str(file), "--yes")
    assert (ran.code, '--column email="Email"' in ran.said) == (1, True)
    ran = office.answers("2", "import", str(file), "--yes")
    assert "Which column holds the email?" in ran.said
    assert people(office, keys) == {"ana@example.org": True}
    file.write_text("Who is it,Post\nBen,ben@example.org\n", encoding="utf-8")
    assert "there is no column 'name'" in office.run("import", str(file), "--yes").said
    told = ("--column", "name=Who is it", "--column", "email=Post")
    assert office.run("import", str(file), "--yes", *told).code == 0
    file.write_text("Who is it,Post\nBen Okafor,ben@example.org\n", encoding="utf-8")
    assert office.run("import", str(file), "--yes").code == 0
    assert names(office, keys)["ben@example.org"] == "Ben Okafor"
    assert "there is no kind of column" in office.run("import", str(file), "--column", "salary=Post").said
    assert "is not FIELD=TITLE" in office.run("import", str(file), "--column", "email").said


def test_rows_with_errors_are_written_down_repaired_and_imported(office: Terminal, keys: KeyRing) -> None:
    """The others go in meanwhile, and nobody leaves for not being in the repaired file."""
    imported(office, CHI.replace("ana@example.org", ""))
    file = write(office, ANA, "=Ben,ben@example.org,ana@example.org,,,,", "Dee,dee@example.org,,,,Mars/Base,")
    assert office.run("import", file, "--yes").code == 1
    ran = office.run("import", file, "--yes", "--skip-errors")
    assert (ran.code, "people.errors.csv" in ran.said) == (0, True)
    assert people(office, keys) == {"ana@example.org": True, "chi@example.org": True}
    errors = office.folder / "people.errors.csv"
    with errors.open(encoding="utf-8-sig", newline="") as source:
        header, ben, dee = list(csv.reader(source))
    assert header == ["vouchsafe problem", *HEADER.split(",")]
    assert (ben[1], "formula" in ben[0], "Mars/Base" in dee[0]) == ("'=Ben", True, True)
    assert office.run("import", str(errors), "--yes").code == 1, "nothing was repaired yet"
    text = errors.read_text(encoding="utf-8-sig").replace("'=Ben", "Ben").replace("Mars/Base", "Europe/Rome")
    errors.write_text(text, encoding="utf-8")
    assert office.run("import", str(errors), "--yes").code == 0
    assert people(office, keys) == dict.fromkeys(
        ("ana@example.org", "ben@example.org", "chi@example.org", "dee@example.org"), True
    )


def test_a_circle_through_somebody_who_is_not_in_the_file_is_refused(office: Terminal, keys: KeyRing) -> None:
    """Ben reports to Ana; a part of the file makes Ana report to Ben."""
    imported(office, ANA, BEN)
    file = office.folder / "some.csv"
    file.write_text(
        "vouchsafe problem,name,email,manager\n,Ana Ruiz,ana@example.org,ben@example.org\n", encoding="utf-8"
    )
    ran = office.run("import", str(file), "--yes")
    assert "in a circle: ana@example.org -> ben@example.org -> ana@example.org" in ran.said
    assert leads(office, keys)["ana@example.org"] is None


def test_undoing_takes_back_exactly_what_the_last_import_changed(office: Terminal, keys: KeyRing) -> None:
    """Whoever came has left, whoever left is back, and everybody is as before."""
    imported(office, ANA, BEN, CHI)
    before = everything(office, keys)
    dee = "Dee,dee@example.org,ben@example.org,New team,,,yes"
    swapped = (
        ANA.replace("ana@example.org,,Platform", "ana@example.org,ben@example.org,Risk"),
        BEN.replace("ana@example.org", ""),
    )
    assert imported(office, *swapped, dee).code == 0
    assert everything(office, keys) != before
    ran = office.run("undo-import", "--yes")
    assert (ran.code, "4 people are as before" in ran.said) == (0, True), ran.said
    after = everything(office, keys)
    assert after.pop("dee@example.org")[1] is False
    assert after == before
    again = office.run("undo-import", "--yes")
    assert (again.code, "no import to undo" in again.said) == (1, True)


def test_a_file_of_several_parts_goes_in_whole_and_comes_out_whole(office: Terminal, keys: KeyRing) -> None:
    """It says that it goes in by parts, and its undoing goes by parts as well."""
    many = importing.PART + 50
    rows = [f"P {number},p{number}@x.org,{'p0@x.org' if number else ''},,,," for number in range(many)]
    ran = imported(office, *rows)
    assert (ran.code, f"They go in {importing.PART} at a time" in ran.said) == (0, True)
    assert len(people(office, keys)) == many
    assert list(leads(office, keys).values()).count("p0@x.org") == many - 1
    ran = office.run("undo-import", "--yes")
    assert f"{many} people are as before the import" in ran.said
    assert not any(people(office, keys).values())


def test_a_bar_shows_how_far_it_is_to_whoever_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal; a program that reads what is said gets words alone."""
    ours, theirs = os.openpty()
    with os.fdopen(theirs, "w") as screen, monkeypatch.context() as meanwhile:
        meanwhile.setattr(sys, "stderr", screen)
        with console.progress(4) as step:
            step(4)
    shown = "".join(everything_on(ours))
    assert "Saving" in shown
    assert "100%" in shown


def test_what_came_after_an_import_is_left_alone_by_its_undoing(office: Terminal, keys: KeyRing) -> None:
    """Row by row, and named."""
    imported(office, ANA, BEN)
    imported(office, ANA.replace("Engineering lead", "Director"), BEN.replace("Engineer,", "Principal,"))
    with visiting.visit(office.database, keys) as unit:
        unit.run(update(_person).where(_person.c.email == "ben@example.org").values(title="Fellow"))
    ran = office.run("undo-import", "--yes")
    assert "1 people are as before" in ran.said
    assert "left alone, changed since: ben@example.org" in ran.said
    titles = {email: row[2] for email, row in everything(office, keys).items()}
    assert titles == {"ana@example.org": "Engineering lead", "ben@example.org": "Fellow"}


def test_an_undo_makes_no_circle_with_what_came_after(office: Terminal, keys: KeyRing) -> None:
    """Ben reported to Ana until an import freed him; since then Ana reports to him."""
    imported(office, ANA, BEN)
    imported(office, ANA, BEN.replace("ben@example.org,ana@example.org", "ben@example.org,"))
    with visiting.visit(office.database, keys) as unit:
        ids = {row["email"]: row["id"] for row in unit.rows(select(_person))}
        org = unit.run(select(_person.c.org_id)).scalars().first()
        assert org is not None
        lines.lead(unit, org, {ids["ana@example.org"]: ids["ben@example.org"]}, now=2**41)
    assert "left alone, changed since: ben@example.org" in office.run("undo-import", "--yes").said
    assert leads(office, keys) == {"ana@example.org": "ben@example.org", "ben@example.org": None}


def everything(office: Terminal, keys: KeyRing) -> dict[str, tuple[object, ...]]:
    """Each person as people would notice: name, active, title, zone, HR, manager and teams."""
    led = leads(office, keys)
    with visiting.visit(office.database, keys) as unit:
        rows = unit.rows(select(_person))
        joined = select(_membership.c.person_id, _team.c.name).where(_membership.c.team_id == _team.c.id)
        teams: dict[str, list[str]] = {}
        for row in unit.rows(joined):
            teams.setdefault(row["person_id"], []).append(row["name"])
        return {
            row["email"]: (
                *(row[name] for name in ("name", "active", "title", "zone", "is_hr")),
                led[row["email"]],
                tuple(sorted(teams.get(row["id"], ()))),
            )
            for row in rows
        }


def everything_on(terminal: int) -> Iterator[str]:
    """It comes in pieces; whoever has read the last is told that nobody writes any more."""
    with suppress(OSError):
        while piece := os.read(terminal, 65_536):
            yield piece.decode()
    os.close(terminal)
