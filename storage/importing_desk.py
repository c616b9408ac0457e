"""Where a people file is looked through: a nameless SQLite file of this process alone, so that memory stays small.

Nothing of it is ours to keep; SQLite removes the file at once and its contents are gone when it is closed.
"""

from __future__ import annotations

import contextlib
import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from domain.directory import Entry, Problem
from domain.directory_changes import NOBODY, Present
from domain.names import folded

AT_ONCE = 2_000  # rows
_TABLES = """
CREATE TABLE listed (line INTEGER PRIMARY KEY, email TEXT, name TEXT, called TEXT, number TEXT, manager TEXT,
                     teams TEXT, title TEXT, zone TEXT, hr INTEGER, person TEXT, boss TEXT, level INTEGER);
CREATE INDEX listed_email ON listed (email);
CREATE TABLE known (id TEXT PRIMARY KEY, email TEXT, name TEXT, title TEXT, zone TEXT, manager TEXT, teams TEXT,
                    hr INTEGER, active INTEGER, seated INTEGER, told TEXT, version INTEGER) WITHOUT ROWID;
CREATE TABLE node (n INTEGER PRIMARY KEY, id TEXT UNIQUE, boss TEXT);
CREATE TABLE planned (n INTEGER PRIMARY KEY, kind TEXT, line INTEGER, person TEXT, email TEXT, name TEXT, detail TEXT);
"""
_BETWEEN = "\x1f"


class Desk:
    """The rows of the file, everybody who is known, and what is planned. Rows come back as mappings by column name."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.row_factory = sqlite3.Row
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-32000", "temp_store=FILE"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.executescript(_TABLES)

    def close(self) -> None:
        self._db.close()

    def rows(self, statement: str, *values: Any) -> Iterator[sqlite3.Row]:
        yield from self._db.execute(statement, values)

    def one(self, statement: str, *values: Any) -> Any:
        """Return the first column of the first row, None where there is none."""
        found = self._db.execute(statement, values).fetchone()
        return None if found is None else found[0]

    def run(self, statement: str, *values: Any) -> None:
        self._db.execute(statement, values)

    def run_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        self._db.execute("BEGIN")
        self._db.executemany(statement, rows)
        self._db.execute("COMMIT")

    # --- What comes in --------------------------------------------------------------------------------------------

    def list(self, entries: Iterable[Entry | Problem]) -> Iterator[Problem]:
        """Take in the file, and yield what is wrong with it: each problem, and each address that comes twice."""
        source = iter(entries)
        while page := tuple(islice(source, AT_ONCE)):
            yield from (one for one in page if isinstance(one, Problem))
            self.run_many(_LIST, (_listed(one) for one in page if isinstance(one, Entry)))
        twice = "SELECT line, email, (SELECT min(line) FROM listed AS first WHERE first.email = listed.email) AS first"
        for row in self.rows(f"{twice} FROM listed WHERE first < line ORDER BY line"):
            yield Problem(row["line"], f"{row['email']} is already on line {row['first']}")

    def hold(self, people: Iterable[Present]) -> None:
        self.run_many(_HOLD, map(_known, people))

    # --- What goes out --------------------------------------------------------------------------------------------

    def entry(self, row: sqlite3.Row) -> Entry:
        return Entry(
            line=row["line"],
            name=row["name"],
            email=row["email"],
            manager=row["manager"],
            teams=None if row["teams"] is None else frozenset(_apart(row["teams"])),
            title=row["title"],
            zone=row["zone"],
            hr=None if row["hr"] is None else bool(row["hr"]),
        )

    def present(self, person: str) -> Present | None:
        row = self._db.execute("SELECT * FROM known WHERE id = ?", (person,)).fetchone()
        return None if row is None else self.known(row)

    def known(self, row: sqlite3.Row) -> Present:
        return Present(
            id=row["id"],
            name=row["name"],
            email=row["email"],
            title=row["title"],
            zone=row["zone"],
            manager=row["manager"],
            teams=frozenset(_apart(row["teams"])),
            hr=bool(row["hr"]),
            active=bool(row["active"]),
            seated=bool(row["seated"]),
            told=row["told"],
            version=row["version"],
        )

    def bosses(self) -> array[int]:
        """Return each node's manager as it will be, by number; NOBODY at the top."""
        found = array("l")
        joined = "SELECT boss.n FROM node LEFT JOIN node AS boss ON boss.id = node.boss ORDER BY node.n"
        for row in self.rows(joined):
            found.append(NOBODY if row[0] is None else row[0])
        return found


@contextlib.contextmanager
def opened() -> Iterator[Desk]:
    desk = Desk()
    try:
        yield desk
    finally:
        desk.close()


_LIST = "INSERT INTO listed VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, 0)"
_HOLD = "INSERT INTO known VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


def _listed(one: Entry) -> tuple[Any, ...]:
    teams = None if one.teams is None else _BETWEEN.join(sorted(one.teams))
    called = folded(one.name)
    return (one.line, one.email, one.name, called, one.number, one.manager, teams, one.title, one.zone, one.hr)


def _known(one: Present) -> tuple[Any, ...]:
    teams = _BETWEEN.join(sorted(one.teams))
    said = (one.id, one.email, one.name, one.title, one.zone, one.manager, teams)
    return (*said, one.hr, one.active, one.seated, one.told, one.version)


def _apart(teams: str) -> Iterator[str]:
    return (team for team in teams.split(_BETWEEN) if team)
