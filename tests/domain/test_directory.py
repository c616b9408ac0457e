"""The people file: every row is checked, every problem is named with its line, and nothing surprising is changed."""

from __future__ import annotations

import pytest

from domain import directory
from domain.directory import PeopleFileError, parse
from domain.directory_changes import Field, Present, compare
from domain.roster import ShrinkError

HEADER = "name,email,manager_email,team,title,zone,hr\n"


def problems(content: str | bytes) -> list[tuple[int, str]]:
    with pytest.raises(PeopleFileError) as caught:
        parse(content.encode() if isinstance(content, str) else content)
    return [(problem.line, problem.message) for problem in caught.value.problems]


def entries(rows: str, header: str = HEADER) -> tuple[directory.Entry, ...]:
    return parse((header + rows).encode()).entries


def present(name: str, *, seated: bool = False, active: bool = True, manager: str | None = None) -> Present:
    return Present(
        id=name, name=name.title(), email=f"{name}@acme.example", seated=seated, active=active, manager_email=manager
    )


def test_a_row_says_who_somebody_is() -> None:
    (ana,) = entries("Ana Ruiz,Ana@Acme.example,,Core; Risk,Lead,Europe/Madrid,yes\n")
    assert ana == directory.Entry(
        line=2,
        name="Ana Ruiz",
        email="ana@acme.example",
        manager_email="",
        teams=frozenset({"Core", "Risk"}),
        title="Lead",
        zone="Europe/Madrid",
        hr=True,
    )


def test_the_headers_people_really_use_are_understood() -> None:
    (ana,) = entries("Ana,ana@acme.example,ben@acme.example\n", "Full Name;E-Mail;Reports To\n".replace(";", ","))
    assert ana.manager_email == "ben@acme.example"


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_what_excel_saves_elsewhere_is_read(delimiter: str) -> None:
    content = f"name{delimiter}email\nÅsa{delimiter}asa@acme.example\n"
    assert parse(b"\xef\xbb\xbf" + content.encode()).entries[0].name == "Åsa"
    assert parse(content.encode("utf-16")).entries[0].name == "Åsa"


def test_a_column_that_is_absent_changes_nothing() -> None:
    """Absent is not blank: a file of names must not clear anybody's manager."""
    (ana,) = entries("Ana,ana@acme.example\n", "name,email\n")
    assert (ana.manager_email, ana.teams, ana.title, ana.hr) == (None, None, None, None)


def test_unknown_columns_are_named_not_guessed() -> None:
    assert parse(b"name,email,salary\nAna,ana@acme.example,1\n").ignored == ("salary",)


def test_every_problem_is_told_at_once_with_its_line() -> None:
    found = problems(
        HEADER
        + "Ana,ana@acme.example,,,,,\n"
        + ",no-address,,,,Mars/Olympus,perhaps\n"
        + '"Ben\nJones",ana@acme.example,,,,,\n'
        + "=HYPERLINK(1),cem@acme.example,,,,,\n"
    )
    assert found == [
        (3, "the name is missing"),
        (3, "'no-address' is not an e-mail address"),
        (3, "'Mars/Olympus' is no known time zone; use a name such as Europe/Berlin"),
        (3, "'perhaps' is neither yes nor no"),
        (4, "ana@acme.example is already on line 2"),
        (6, "the name begins with '=', which a spreadsheet would run as a formula; remove it"),
    ]


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", " =1", "\x00=1"])
@pytest.mark.parametrize("column", ["name", "title", "team"])
def test_no_cell_that_a_spreadsheet_would_run_gets_in(cell: str, column: str) -> None:
    values = {"name": "Ana", "email": "ana@acme.example", "title": "Lead", "team": "Core", column: cell}
    content = ",".join(values) + "\n" + ",".join(f'"{value}"' for value in values.values()) + "\n"
    assert "formula" in problems(content)[0][1]


def test_control_characters_do_not_get_in() -> None:
    (ana,) = entries('"An\x00a\x1b[31m\r\nRuiz",ana@acme.example\n', "name,email\n")
    assert ana.name == "Ana[31m Ruiz"


def test_a_dash_means_none() -> None:
    (ana,) = entries("Ana,ana@acme.example,-,-,-,-,-\n")
    assert (ana.manager_email, ana.teams, ana.title) == ("", frozenset(), None)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "there is no column 'name'"),
        (b"name,email\n", "the file names nobody"),
        (b"name\nAna\n", "there is no column 'email'"),
        (b"name,email,mail\nAna,a@b.c,a@b.c\n", "two columns both mean email"),
        (b"name,email\n\xff\xfa,a@b.c\n", "not UTF-8"),
        (b'name,email\n"Ana,a@b.c\n', "not valid CSV"),
        (b"x" * (directory.MAX_BYTES + 1), "bytes; at most"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(content: bytes, said: str) -> None:
    assert said in problems(content)[0][1]


def test_too_many_people_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "a,a@b.c\n" * (directory.MAX_ROWS + 1)
    assert problems("name,email\n" + rows) == [(directory.MAX_ROWS + 2, "there are more than 100,000 people")]


def test_a_loop_of_managers_is_named() -> None:
    rows = "A,a@x.y,b@x.y\nB,b@x.y,c@x.y\nC,c@x.y,b@x.y\nD,d@x.y,a@x.y\n"
    with pytest.raises(PeopleFileError) as caught:
        compare(entries(rows, "name,email,manager\n"), [])
    (problem,) = caught.value.problems
    assert problem.message.endswith("in a circle: b@x.y -> c@x.y -> b@x.y")


def test_nobody_reports_to_themselves() -> None:
    with pytest.raises(PeopleFileError, match="1 problems"):
        compare(entries("A,a@x.y,a@x.y\n", "name,email,manager\n"), [])


def test_a_loop_through_somebody_the_file_does_not_name_is_found() -> None:
    """Ben, on a platform only, reports to Ana; the file makes Ana report to Ben."""
    ben = present("ben", seated=True, manager="ana@acme.example")
    with pytest.raises(PeopleFileError):
        compare(entries("Ana,ana@acme.example,ben@acme.example\n", "name,email,manager\n"), [ben, present("ana")])


def test_a_long_chain_of_managers_is_no_loop() -> None:
    rows = "".join(f"P,p{number}@x.y,p{number + 1}@x.y\n" for number in range(20_000)) + "P,p20000@x.y,\n"
    assert len(compare(entries(rows, "name,email,manager\n"), []).added) == 20_001


def test_an_unknown_manager_is_refused() -> None:
    with pytest.raises(PeopleFileError) as caught:
        compare(entries("Ana,ana@acme.example,eve@acme.example\n", "name,email,manager\n"), [present("eve")])
    assert "eve@acme.example is neither in the file nor on a platform" in caught.value.problems[0].message


def test_the_differences_say_who_comes_changes_and_leaves() -> None:
    diff = compare(
        entries("Ana,ana@acme.example,,Core,Lead,,\nCem,cem@acme.example,ana@acme.example,Core,,,\n"),
        [present("ana"), present("ben"), present("dee", seated=True), present("eli", active=False)],
    )
    assert [entry.email for entry in diff.added] == ["cem@acme.example"]
    assert [change.fields for change in diff.changed] == [(Field("title", "", "Lead"), Field("teams", "", "Core"))]
    assert [person.id for person in diff.leaving] == ["ben"]
    assert (diff.new_teams, diff.unlisted) == (("Core",), 1)


def test_people_on_a_platform_keep_the_name_and_zone_it_says() -> None:
    """Otherwise each sync would undo the import, and each import the sync."""
    diff = compare(entries("Anna,ana@acme.example,Europe/Rome\n", "name,email,zone\n"), [present("ana", seated=True)])
    assert diff.is_empty


def test_a_file_that_lost_more_than_a_fifth_is_refused() -> None:
    people = [present(name) for name in ("ana", "ben", "cem", "dee", "eli")]
    rows = "".join(f"{person.name},{person.email}\n" for person in people[:3])
    with pytest.raises(ShrinkError, match="2 of 5"):
        compare(entries(rows, "name,email\n"), people).refuse_shrink()


def test_importing_twice_changes_nothing() -> None:
    rows = "Ana,ana@acme.example,,,,,\n"
    assert compare(entries(rows), [present("ana")]).is_empty
