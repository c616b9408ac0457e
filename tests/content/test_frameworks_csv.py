"""Competencies as rows: what is written reads back the same, and each wrong row is named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from content import frameworks_csv, reviews
from content.frameworks_csv import COLUMNS, RowsError
from domain.competencies import Competency, Expectation, Level, Version

HEAD = ",".join(COLUMNS)


def read(text: str) -> Version:
    return frameworks_csv.read(text, framework=reviews.FRAMEWORK, number=1)


def test_what_is_written_reads_back_the_same() -> None:
    """With what roles are expected to show, and texts that a spreadsheet would compute."""
    pack = reviews.default().framework
    first = replace(pack.competencies[0], addendum="=SUM(1)", does_not_count=('Says "no", often', "-5"))
    roles = (
        Expectation(role="Senior engineer", level=Level.ROLE_MODEL),
        Expectation(role="Analyst", level=Level.DEVELOPING, competency=first.id),
    )
    version = replace(pack, competencies=(first, *pack.competencies[1:]), expectations=roles)
    written = frameworks_csv.exported(version)
    assert read(written) == version
    assert "\n=" not in written
    assert ",=" not in written


def test_each_wrong_row_is_named() -> None:
    """All of them at once, by their place in the file."""
    rows = (HEAD, "candor,,title,Candor", "candor,,shape,round", "candor,expert,descriptor,Text", ",,label,Text", "a,b")
    with pytest.raises(RowsError) as raised:
        read("\n".join(rows))
    assert [one.row for one in raised.value.problems] == [3, 4, 5, 6]


def test_other_columns_are_refused() -> None:
    """Nothing is guessed from their order."""
    with pytest.raises(RowsError, match="1 problems"):
        read("id,title\n")


def test_an_empty_file_of_rows_names_no_competency() -> None:
    """What it lacks is said when somebody wants to approve it."""
    competencies: tuple[Competency, ...] = read(HEAD).competencies
    assert competencies == ()


def test_what_is_said_twice_is_named_by_its_row() -> None:
    """Otherwise the second would take the place of the first, and nobody would see it."""
    version = reviews.default().framework
    text = frameworks_csv.exported(version)
    row = text.count("\n") + 1
    with pytest.raises(RowsError) as raised:
        frameworks_csv.read(f"{text}{version.competencies[0].id},,title,Other\n", framework="f", number=0)
    [problem] = raised.value.problems
    assert (problem.row, "says this already" in problem.problem) == (row, True)


def test_a_file_that_is_no_table_is_named_by_its_row() -> None:
    """A cell may be far too long, for one."""
    with pytest.raises(RowsError) as raised:
        frameworks_csv.read(f"{','.join(COLUMNS)}\na,,title,{'x' * 140_000}\n", framework="f", number=0)
    assert [problem.row for problem in raised.value.problems] == [2]
