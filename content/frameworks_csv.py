"""Competency frameworks as rows, for whoever writes them in a spreadsheet: one text in each row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from content import frameworks
from content.reading import Node
from domain.competencies import Competency, Level, Version

COLUMNS = ("competency", "level", "field", "text")
_ONE = {"title", "label", "definition", "manager_addendum"}  # once in each competency
_MANY = {"does_not_count", "evidence_sources"}
_OF_LEVEL = {"descriptor", "observable", "review_language"}
_SINGLE = _ONE | {"descriptor", "review_language"}
_EXPECTED = "expected_of_role"  # its text is a role; without a competency it holds for all of them
_FORMULA = ("=", "+", "-", "@")  # a spreadsheet would compute what begins so


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong in which row of the file (the header is row 1)."""

    row: int
    problem: str


class RowsError(ValueError):
    """The rows can't be used; nothing was changed."""

    def __init__(self, problems: Sequence[RowProblem]) -> None:
        super().__init__(f"{len(problems)} problems in the rows")
        self.problems = tuple(problems)


def read(text: str, *, framework: str, number: int) -> Version:
    """Return a draft. Raises RowsError with everything that is wrong, or ContentError for what only the whole shows."""
    rows = _parsed(text.removeprefix("\ufeff"))
    if not rows or tuple(cell.strip().casefold() for cell in rows[0]) != COLUMNS:
        raise RowsError([RowProblem(1, f"the columns have to be: {', '.join(COLUMNS)}")])
    numbered = [(place, row) for place, row in enumerate(rows[1:], start=2) if any(cell.strip() for cell in row)]
    problems = [RowProblem(place, problem) for place, row in numbered for problem in _problems(row)]
    if problems or (problems := _twice(numbered)):
        raise RowsError(problems)
    document = _document([[_plain(cell) for cell in row] for _, row in numbered])
    return frameworks.version(Node(value=document, where=""), framework=framework, number=number)


def exported(version: Version) -> str:
    """Return the version as rows that `read` reads again."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([*row[:3], _guarded(row[3])] for row in _rows(version))
    return out.getvalue()


def _parsed(text: str) -> list[list[str]]:
    """Raises RowsError where the file is no table."""
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(io.StringIO(text)))
    except csv.Error as error:
        raise RowsError([RowProblem(len(rows) + 1, f"it can't be read: {error}")]) from error
    return rows


def _twice(numbered: Sequence[tuple[int, Sequence[str]]]) -> list[RowProblem]:
    """Of what is said once, a second row would silently take the place of the first."""
    first: dict[tuple[str, ...], int] = {}
    found = []
    for place, row in numbered:
        key = tuple(cell.strip() for cell in row[:3])
        if key[2] in _SINGLE and first.setdefault(key, place) != place:
            found.append(RowProblem(place, f"row {first[key]} says this already"))
    return found


def _problems(row: Sequence[str]) -> Iterator[str]:
    if len(row) != len(COLUMNS):
        yield f"it has {len(row)} cells, not {len(COLUMNS)}"
        return
    competency, level, field, text = (cell.strip() for cell in row)
    needs_level = field in _OF_LEVEL or field == _EXPECTED
    if field not in _ONE | _MANY | _OF_LEVEL | {_EXPECTED}:
        yield f"the field “{field}” is not known"
    elif needs_level and level not in set(Level):
        yield f"the level “{level}” is none of: {', '.join(Level)}"
    elif not needs_level and level:
        yield f"“{field}” is not said of a level"
    if not competency and field != _EXPECTED:
        yield "it names no competency"
    if not text:
        yield "it has no text"


def _document(rows: Sequence[Sequence[str]]) -> Mapping[str, Any]:
    found: dict[str, dict[str, Any]] = {}
    expected: list[dict[str, str]] = []
    for competency, level, field, text in rows:
        if field == _EXPECTED:
            expected.append({"role": text, "level": level} | ({"competency": competency} if competency else {}))
        else:
            _put(found.setdefault(competency, {"id": competency, "levels": {}}), level, field, text)
    for one in found.values():
        for name in _ONE:
            one.setdefault(name, "")
    return {"competencies": list(found.values()), "expectations": expected}


def _put(one: dict[str, Any], level: str, field: str, text: str) -> None:
    if field in _ONE:
        one[field] = text
    elif field in _MANY:
        one.setdefault(field, []).append(text)
    elif field == "review_language":
        one.setdefault(field, {})[level] = text
    elif field == "observable":
        one["levels"].setdefault(level, {"descriptor": ""}).setdefault(field, []).append(text)
    else:
        one["levels"].setdefault(level, {})[field] = text


def _rows(version: Version) -> Iterator[tuple[str, str, str, str]]:
    for one in version.competencies:
        yield from ((one.id, "", name, said) for name, said in _said(one) if said)
        for level, told in one.levels.items():
            yield one.id, level.value, "descriptor", told.text
            yield from ((one.id, level.value, "observable", seen) for seen in told.observable)
            if told.wording:
                yield one.id, level.value, "review_language", told.wording
    for each in version.expectations:
        yield each.competency or "", each.level.value, _EXPECTED, each.role


def _said(one: Competency) -> Iterator[tuple[str, str]]:
    yield from (("title", one.title), ("label", one.label), ("definition", one.definition))
    yield from (("does_not_count", text) for text in one.does_not_count)
    yield from (("evidence_sources", source.value) for source in one.sources)
    yield "manager_addendum", one.addendum


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _plain(cell: str) -> str:
    text = cell.strip()
    return text[1:] if text[:1] == "'" and text[1:].startswith(_FORMULA) else text
