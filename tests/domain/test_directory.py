"""The people file: every row is checked, every problem is named with its line, and nothing is guessed at."""

from __future__ import annotations

import codecs
import random
from collections.abc import Iterable, Iterator

import pytest

from domain import directory, directory_columns, directory_text
from domain.directory import Entry, PeopleFileError, Problem

HEADER = "name,email,manager_email,team,title,zone,hr\n"


def read(content: str | bytes, piece: int = 1_000) -> list[Entry | Problem]:
    """The rows of a file that comes in pieces of so many bytes."""
    raw = content.encode() if isinstance(content, str) else content
    rows = directory.records(directory_text.lines(raw[at : at + piece] for at in range(0, len(raw), piece)))
    columns = directory_columns.read(next(rows).cells, told={}, remembered={})
    return list(directory.entries(rows, columns))


def entries(rows: str, header: str = HEADER) -> list[Entry]:
    return [one for one in read(header + rows) if isinstance(one, Entry)]


def problems(content: str | bytes) -> list[tuple[int, str]]:
    try:
        found: Iterable[Entry | Problem] = read(content)
    except PeopleFileError as error:
        found = error.problems
    return [(one.line, one.message) for one in found if isinstance(one, Problem)]


def test_a_row_says_who_somebody_is() -> None:
    (ana,) = entries("Ana Ruiz,Ana@Acme.example,,Core; Risk,Lead,Europe/Madrid,yes\n")
    assert ana == Entry(
        line=2,
        name="Ana Ruiz",
        email="ana@acme.example",
        manager="",
        teams=frozenset({"Core", "Risk"}),
        title="Lead",
        zone="Europe/Madrid",
        hr=True,
    )


def test_a_column_that_is_absent_changes_nothing() -> None:
    """Absent is not blank: a file of names must not clear anybody's manager."""
    (ana,) = entries("Ana,ana@acme.example\n", "name,email\n")
    assert (ana.manager, ana.teams, ana.title, ana.hr) == (None, None, None, None)


def test_unknown_columns_are_named_not_guessed() -> None:
    columns = directory_columns.read(["name", "email", "salary"], told={}, remembered={})
    assert columns.unused == ("salary",)


def test_every_problem_is_told_with_its_line() -> None:
    found = problems(
        HEADER
        + "Ana,ana@acme.example,,,,,\n"
        + ",no-address,,,,Mars/Olympus,perhaps\n"
        + '"Ben\nJones",ben@acme.example,,,,,\n'
        + "=HYPERLINK(1),cem@acme.example,,,,,\n"
    )
    assert found == [
        (3, "the name is missing"),
        (3, "'no-address' is not an e-mail address"),
        (3, "'Mars/Olympus' is no known time zone; use a name such as Europe/Berlin"),
        (3, "'perhaps' is neither yes nor no"),
        (6, "the name begins with '=', which a spreadsheet would run as a formula; remove it"),
    ]


FORMULAS = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", " =1", "\x00=1", "'=1", "''+1")


@pytest.mark.parametrize("cell", FORMULAS)
@pytest.mark.parametrize("column", ["name", "title", "team", "manager", "email"])
def test_no_cell_that_a_spreadsheet_would_run_gets_in(cell: str, column: str) -> None:
    values = {"name": "Ana", "email": "ana@acme.example", "title": "Lead", "team": "Core", "manager": "", column: cell}
    content = ",".join(values) + "\n" + ",".join(f'"{value}"' for value in values.values()) + "\n"
    assert any("formula" in message for _, message in problems(content))


def test_what_goes_into_the_file_of_errors_is_run_by_no_spreadsheet() -> None:
    """And comes back as the same problem until somebody repairs it."""
    columns = directory_columns.read(["name", "email"], told={}, remembered={})
    for cell in FORMULAS:
        row = directory.repairable(columns, directory.Record(2, [cell, "a@b.c"]), ["wrong"])
        assert row[1].startswith("'")
        assert problems(f'vouchsafe problem,name,email\nwrong,"{row[1]}",a@b.c\n')


def test_control_characters_do_not_get_in() -> None:
    (ana,) = entries('"An\x00a\x1b[31m\r\nRuiz",ana@acme.example\n', "name,email\n")
    assert ana.name == "Ana[31m Ruiz"


def test_a_dash_means_none() -> None:
    (ana,) = entries("Ana,ana@acme.example,-,-,-,-,-\n")
    assert (ana.manager, ana.teams, ana.title) == ("", frozenset(), None)


TEXT = "name;email\r\nÅsa Öberg;asa@acme.example\r\n李雷;li@acme.example\n"
ENCODED = [TEXT.encode(), b"\xef\xbb\xbf" + TEXT.encode(), TEXT.encode("utf-16"), TEXT.encode("utf-16-be")]
ENCODED += [codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), TEXT.encode("utf-16-le")]


@pytest.mark.parametrize("piece", [1, 2, 3, 7, 64, 100_000])
@pytest.mark.parametrize("content", ENCODED)
def test_what_programs_write_is_read_wherever_a_piece_of_it_ends(content: bytes, piece: int) -> None:
    """UTF-8 and UTF-16 with and without their marks: never half a letter, never another one."""
    assert [one.name for one in read(content, piece) if isinstance(one, Entry)] == ["Åsa Öberg", "李雷"]


def test_what_is_in_no_known_encoding_is_refused_and_not_turned_into_something_else() -> None:
    """2,000 names with one letter of Windows-1252 in each: none gets through changed."""
    rng = random.Random(4)
    for _ in range(2_000):
        letter = bytes([rng.randrange(0x80, 0x100)])
        found = problems(b"name,email\nZo" + letter + b"e,a@b.c\n")
        assert found
        assert "UTF-8" in found[0][1]


def test_excels_own_word_for_the_separator_is_understood() -> None:
    (ana,) = (one for one in read("sep=;\nname;email\nAna;ana@acme.example\n") if isinstance(one, Entry))
    assert (ana.name, ana.line) == ("Ana", 3)


def test_a_million_rows_are_read_one_at_a_time() -> None:
    """A generator of rows is not run ahead; the millionth and first is refused."""
    made = 0

    def rows() -> Iterator[str]:
        nonlocal made
        yield "name,email\n"
        while True:
            made += 1
            yield "a,a@b.c\n"

    found = directory.records(rows())
    for _ in range(1_000):
        next(found)
    assert made < 1_010
    with pytest.raises(PeopleFileError, match="1 problems"):
        for _ in found:
            pass
    assert made < directory.MAX_ROWS + 10


def test_more_bytes_than_anybody_has_people_are_not_read_to_the_end() -> None:
    read_so_far = 0

    def chunks() -> Iterator[bytes]:
        nonlocal read_so_far
        while True:
            read_so_far += 1
            yield b"name,email\n" * 100_000

    with pytest.raises(PeopleFileError):
        for _ in directory_text.lines(chunks()):
            pass
    assert read_so_far * 1_100_000 < 2 * directory_text.MAX_BYTES
