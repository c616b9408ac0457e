"""The people file: what an operator's CSV says, checked row by row before anything is compared or changed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from domain import roster, text

MAX_BYTES = 5_000_000
MAX_ROWS = 100_000
MAX_CELL = 200  # characters of a name, title or team

_SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "name": (
        "name",
        "full name",
        "display name",
        "employee",
        "employee name",
        "person",
    ),
    "email": (
        "email",
        "e mail",
        "mail",
        "email address",
        "work email",
        "user principal name",
        "upn",
    ),
    "manager_email": (
        "manager email",
        "manager e mail",
        "manager",
        "manager mail",
        "reports to",
        "supervisor email",
    ),
    "team": ("team", "teams", "team name", "department", "group"),
    "title": ("title", "job title", "position", "role"),
    "zone": ("zone", "time zone", "timezone", "tz"),
    "hr": ("hr", "is hr", "hr admin", "hr administrator"),
}
_FIELD_OF = {synonym: field for field, synonyms in _SYNONYMS.items() for synonym in synonyms}
_REQUIRED = ("name", "email")
_FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
)  # a spreadsheet runs a cell that begins so (OWASP, CSV injection)
_YES = frozenset({"yes", "y", "true", "1", "x"})
_NO = frozenset({"no", "n", "false", "0"})


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and on which line of the file (the header is line 1; 0 means the file as a whole)."""

    line: int
    message: str


class PeopleFileError(ValueError):
    """The people file cannot be used; nothing was changed."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        super().__init__(f"{len(self.problems)} problems in the people file")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row. None means the file does not say, so what is known stays; "" as manager means nobody."""

    line: int
    name: str
    email: str
    manager_email: str | None = None
    teams: frozenset[str] | None = None
    title: str | None = None
    zone: str | None = None
    hr: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleFile:
    entries: tuple[Entry, ...]
    ignored: tuple[str, ...]  # columns of no use to us


def parse(content: bytes) -> PeopleFile:
    """Read the file. Raises PeopleFileError with every problem of every row."""
    if len(content) > MAX_BYTES:
        raise PeopleFileError(
            [
                Problem(
                    0,
                    f"the file has {len(content):,} bytes; at most {MAX_BYTES:,} can be read",
                )
            ]
        )
    records = _records(_decode(content))
    header = next(records, (1, []))[1]
    columns = _columns(header)
    problems: list[Problem] = []
    entries = [entry for line, cells in records if (entry := _entry(line, cells, columns, problems))]
    problems += _twice(entries)
    if not entries and not problems:
        problems.append(Problem(0, "the file names nobody"))
    if problems:
        raise PeopleFileError(problems)
    ignored = tuple(text.clean(title) for title in header if title.strip() and _field(title) is None)
    return PeopleFile(entries=tuple(entries), ignored=ignored)


def _decode(content: bytes) -> str:
    """Excel writes UTF-8 with a mark, or UTF-16; anything else would turn names into garbage."""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise PeopleFileError([Problem(0, 'the file is not UTF-8 text; save it as "CSV UTF-8"')]) from error


def _records(content: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record that is not blank with the line it starts on."""
    first = content.partition("\n")[0]
    reader = csv.reader(
        io.StringIO(content, newline=""),
        delimiter=max(",;\t", key=first.count),
        strict=True,
    )
    line, count = 1, 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                count += 1
                yield line, cells
            if count > MAX_ROWS + 1:
                raise PeopleFileError([Problem(line, f"there are more than {MAX_ROWS:,} people")])
            line = reader.line_num + 1
    except csv.Error as error:
        raise PeopleFileError([Problem(line, f"this line is not valid CSV ({error})")]) from error


def _field(title: str) -> str | None:
    return _FIELD_OF.get(" ".join(re.sub(r"[^a-z]+", " ", title.lower()).split()))


def _columns(header: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    problems = []
    for position, title in enumerate(header):
        field = _field(title)
        if field in found:
            problems.append(Problem(1, f"two columns both mean {field}; keep one"))
        elif field:
            found[field] = position
    problems += [Problem(1, f"there is no column {field!r}") for field in _REQUIRED if field not in found]
    if problems:
        raise PeopleFileError(problems)
    return found


def _entry(line: int, cells: list[str], columns: Mapping[str, int], problems: list[Problem]) -> Entry | None:
    """Return the row, or None after noting what is wrong with it."""
    cell = {field: _clean(cells[at]) if at < len(cells) else "" for field, at in columns.items()}
    wrong = [Problem(line, message) for message in _wrong(cell)]
    problems += wrong
    if wrong:
        return None
    manager = cell.get("manager_email")
    return Entry(
        line=line,
        name=cell["name"],
        email=roster.normal_email(cell["email"]) or "",
        manager_email=manager and (roster.normal_email(manager) or ""),
        teams=_teams(cell["team"]) if "team" in cell else None,
        title=cell.get("title") or None,
        zone=cell.get("zone") or None,
        hr=_truth(cell.get("hr", "")),
    )


def _clean(cell: str) -> str:
    """A lone dash is how people write "none". Control characters are no part of any name."""
    cell = " ".join(text.clean(cell[: text.MAX_CHARACTERS]).split())
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
        if words.startswith(_FORMULA):
            yield f"the {field} begins with {words[0]!r}, which a spreadsheet would run as a formula; remove it"
        if len(words) > MAX_CELL + 54 * (field in ("email", "manager_email")):
            yield f"the {field} has {len(words)} characters; at most {MAX_CELL} can be kept"


def _teams(cell: str) -> frozenset[str]:
    """A person may be in several teams, separated by semicolons."""
    return frozenset(team.strip() for team in cell.split(";") if team.strip())


def _truth(cell: str) -> bool | None:
    word = cell.lower()
    return True if word in _YES else False if word in _NO else None


def _twice(entries: Iterable[Entry]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for entry in entries:
        line = first.setdefault(entry.email, entry.line)
        if line != entry.line:
            yield Problem(entry.line, f"{entry.email} is already on line {line}")
