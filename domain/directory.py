"""The people file: what an operator's CSV says, checked row by row before anything is compared or changed."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain import directory_columns, roster, text
from domain.directory_columns import Columns
from domain.directory_text import PeopleFileError, Problem, refusal

MAX_ROWS = 1_000_000
MAX_CELL = 200  # characters of a name, title or team
_MAX_ADDRESS = roster.MAX_EMAIL

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet runs a cell that begins so (OWASP, CSV injection)
_SUSPECT = (*_FORMULA, "'")
_YES = frozenset({"yes", "y", "true", "1", "x", "ja", "oui", "s\xed", "si"})
_NO = frozenset({"no", "n", "false", "0", "nein", "non"})
_LEFT = frozenset({"inactive", "terminated", "former", "left", "resigned", "departed", "deactivated", "inaktiv", "no"})
_LOST = "\ufffd"  # what a program writes for a letter it could not read
_MANAGER = ("manager_email", "manager_number", "manager")  # the plainest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row. None means the file does not say, so what is known stays; "" as manager means nobody.

    `manager` is an e-mail address, or an employee number or a name of this same file.
    """

    line: int
    name: str
    email: str
    number: str = ""
    manager: str | None = None
    teams: frozenset[str] | None = None
    title: str | None = None
    zone: str | None = None
    hr: bool | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One row as it stands in the file, and the line it begins on."""

    line: int
    cells: Sequence[str]


def records(lines: Iterable[str]) -> Iterator[Record]:
    """Yield the header and each row that is not blank. Raises PeopleFileError."""
    source = iter(lines)
    first = next(source, "")
    line = 1
    if first.casefold().startswith("sep="):  # Excel's own word for what stands between the cells
        mark, first, line = first[4:5], next(source, ""), 2
    else:
        mark = max(",;\t", key=first.count)
    reader = csv.reader(_with(first, source), delimiter=mark, strict=True)
    skipped, count = line - 1, 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                count += 1
                yield Record(line, cells)
            if count > MAX_ROWS + 1:
                raise refusal(f"there are more than {MAX_ROWS:,} people", line)
            line = reader.line_num + 1 + skipped
    except csv.Error as error:
        raise refusal(f"this line is not valid CSV ({error})", line) from error


def _with(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def entries(rows: Iterable[Record], columns: Columns) -> Iterator[Entry | Problem]:
    """Yield each row as an entry, or every problem it has. Whoever is said to have left is passed over."""
    for row in rows:
        cell = {field: clean(row.cells[at]) if at < len(row.cells) else "" for field, at in columns.at.items()}
        if "name" not in cell:
            cell["name"] = " ".join(part for part in (cell.get("first", ""), cell.get("last", "")) if part)
        if cell.get("status", "").casefold() in _LEFT:
            continue
        wrong = [Problem(row.line, message) for message in _wrong(cell)]
        yield from wrong
        if not wrong:
            yield _entry(row.line, cell)


def _entry(line: int, cell: Mapping[str, str]) -> Entry:
    return Entry(
        line=line,
        name=cell["name"],
        email=roster.normal_email(cell["email"]) or "",
        number=cell.get("number", ""),
        manager=_manager(cell),
        teams=_teams(cell["team"]) if "team" in cell else None,
        title=cell.get("title") or None,
        zone=cell.get("zone") or None,
        hr=_truth(cell.get("hr", "")),
    )


def _manager(cell: Mapping[str, str]) -> str | None:
    told = [cell[field] for field in _MANAGER if field in cell]
    found = next((words for words in told if words), None if not told else "")
    return roster.normal_email(found) or found if found else found


def clean(cell: str) -> str:
    """A lone dash is how people write "none". Control characters are no part of any name."""
    cell = cell[: text.MAX_CHARACTERS]
    if not (cell.isascii() and cell.isprintable()):
        cell = text.clean(cell)
    cell = " ".join(cell.split())
    return "" if cell in ("-", "\u2013", "\u2014") else cell


def _wrong(cell: Mapping[str, str]) -> Iterator[str]:
    if not cell["name"]:
        yield "the name is missing"
    for field in ("email", "manager_email"):
        if cell.get(field) and not roster.normal_email(cell[field]):
            yield f"{cell[field][:80]!r} is not an e-mail address"
    if not cell["email"]:
        yield "the e-mail address is missing"
    if cell.get("zone") and not roster.is_zone(cell["zone"]):
        yield f"{cell['zone'][:80]!r} is no known time zone; use a name such as Europe/Berlin"
    if cell.get("hr") and _truth(cell["hr"]) is None:
        yield f"{cell['hr'][:80]!r} is neither yes nor no"
    for field, words in cell.items():
        if words.startswith(_SUSPECT) or len(words) > MAX_CELL or _LOST in words:
            yield from _wrong_words(field, words)


def _wrong_words(field: str, words: str) -> Iterator[str]:
    bare = words.lstrip("' ")  # our own file of errors puts one in front, so that a spreadsheet shows the cell
    if bare.startswith(_FORMULA) and field != "status":
        yield f"the {field} begins with {bare[0]!r}, which a spreadsheet would run as a formula; remove it"
    if _LOST in words:
        yield f"the {field} has a letter that another program could not read; write it anew"
    if len(words) > (_MAX_ADDRESS if field in ("email", "manager_email") else MAX_CELL):
        yield f"the {field} has {len(words)} characters; at most {MAX_CELL} can be kept"


def _teams(cell: str) -> frozenset[str]:
    """A person may be in several teams, separated by semicolons."""
    return frozenset(team.strip() for team in cell.split(";") if team.strip())


def _truth(cell: str) -> bool | None:
    word = cell.casefold()
    return True if word in _YES else False if word in _NO else None


# --- The file of errors -------------------------------------------------------------------------------------------


def repairable(columns: Columns, record: Record, problems: Iterable[str]) -> list[str]:
    """Return the row for the file of errors: what is wrong in front, and no cell that a spreadsheet would run."""
    keep = [place for place, title in enumerate(columns.titles) if _is_theirs(title)]
    cells = [record.cells[place] if place < len(record.cells) else "" for place in keep]
    return ["; ".join(problems), *("'" + cell if _is_run(cell) else cell for cell in cells)]


def _is_run(cell: str) -> bool:
    """Also once whatever reads it has dropped the characters that nobody sees."""
    return any(words.startswith(_FORMULA) for words in (cell.lstrip(), clean(cell)))


def repairable_header(columns: Columns) -> list[str]:
    return [directory_columns.PROBLEM, *(title for title in columns.titles if _is_theirs(title))]


def _is_theirs(title: str) -> bool:
    return directory_columns.key(title) != directory_columns.PROBLEM


__all__ = ["Columns", "Entry", "PeopleFileError", "Problem", "Record", "entries", "records"]
