"""Somebody who has everything, and tells by it whose each row of a secret ballot is: every way of guessing there is.

They have the database with its files and its log, a backup of it from before the close, the key ring, and know in which
order people pressed: a chat platform could tell that. So they are taken to know whose each row of the backup is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import eq
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from sqlalchemy import select

from storage.ballot_box import Box
from storage.unit import Row, Store

Guess = Sequence[str]  # what is thought to belong to each person, in the order in which they pressed
Guesses = Iterable[tuple[str, Guess]]  # each with the way in which it came about
MARGIN = 0.02  # better than chance than this nobody may be
_SEGMENT = 16 * 1024 * 1024  # bytes of a file of PostgreSQL's log
_END = 16  # bytes of what is sealed, enough to know it again
_HEAP: Sequence[tuple[str, LiteralString]] = (
    ("by place", "ctid"),
    ("by transaction", "xmin::text, ctid"),
    ("by command", "cmin::text, ctid"),
)


class Disk:
    """What a database has on its disk, and what it wrote to its log since this was made."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_postgres = url.startswith("postgresql")
        self._since = self._written() if self.is_postgres else 0

    def asks(self, query: sql.Composed | LiteralString, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """What PostgreSQL answers."""
        with psycopg.connect(self.url) as connection, connection.cursor(binary=True) as cursor:
            return cursor.execute(query, params).fetchall()

    def log(self) -> bytes:
        if not self.is_postgres:
            return Path(f"{self._file}-wal").read_bytes()
        now = self._written()
        starts = range(self._since // _SEGMENT * _SEGMENT, now, _SEGMENT)
        return b"".join(self._segment(start, max(start, self._since), min(start + _SEGMENT, now)) for start in starts)

    def file(self) -> bytes:
        """SQLite's; PostgreSQL is asked for the places."""
        return self._file.read_bytes()

    @property
    def _file(self) -> Path:
        return Path(self.url.removeprefix("sqlite:///"))

    def _written(self) -> int:
        [(at,)] = self.asks("SELECT (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint")
        return int(at)

    def _segment(self, start: int, first: int, last: int) -> bytes:
        read = "SELECT pg_read_binary_file('pg_wal/' || pg_walfile_name('0/0'::pg_lsn + %s::numeric), %s, %s)"
        [(content,)] = self.asks(read, (start + 1, first - start, last - first))
        return bytes(content)


def rows(store: Store, box: Box) -> Sequence[Row]:
    """As the database hands them out."""
    return store.read(lambda unit: unit.rows(select(box.table).where(*box.mine))).result()


def guesses(store: Store, disk: Disk, box: Box, backup: Guess) -> Guesses:
    """Every order that can be read off anything, taken for that of pressing and for that of the backup.

    `backup` are the tokens before the close, in the order of pressing. What is shuffled was read in the order of its
    old tokens: were it written so, the old rank would be the new one.
    """
    rank = {token: place for place, token in enumerate(sorted(backup))}
    for name, guess in orders(store, disk, box):
        yield name, guess
        yield f"{name}, by their rank in a backup from before", [guess[rank[token]] for token in backup]


def orders(store: Store, disk: Disk, box: Box) -> Guesses:
    """Return the tokens in every order that can be read off the database and its disk."""
    found = rows(store, box)
    tokens = [row["token"] for row in found]
    yield "as the database hands them out", tokens
    yield "backward", tokens[::-1]
    yield "by token", sorted(tokens)
    yield "by their sealed bytes", [row["token"] for row in sorted(found, key=lambda row: bytes(row[box.words]))]
    yield "by how long they are", [row["token"] for row in sorted(found, key=lambda row: len(row[box.words]))]
    places = [("log", disk.log())] if disk.is_postgres else [("log", disk.log()), ("file", disk.file())]
    for where, content in places:
        yield f"as they lie in the {where}", placed(tokens, content)
        ends = {row["token"]: content.rfind(bytes(row[box.words][-_END:])) for row in found}
        yield f"as what they end with lies in the {where}", sorted(tokens, key=ends.__getitem__)
    if disk.is_postgres:
        yield from _by_page(disk, box)


def placed(tokens: Sequence[str], content: bytes) -> Guess:
    """Where each stands last; those that are not there, in any order."""
    return sorted(tokens, key=lambda token: content.rfind(token.encode()))


def came(disk: Disk, box: Box, tokens: Iterable[str]) -> Guess:
    """In the order in which they came: while a ballot is open, this is no secret to whoever reads the disk."""
    if disk.is_postgres:
        return [token for token, _ in _heap(disk, box, "ctid")]
    log = disk.log()
    return sorted(tokens, key=lambda token: log.find(token.encode()))


def _by_page(disk: Disk, box: Box) -> Guesses:
    """By where PostgreSQL has them, and what is too long for its place."""
    for name, order in _HEAP:
        yield name, [token for token, _ in _heap(disk, box, order)]
    starts = {bytes(words[:_END]): token for token, words in _heap(disk, box, "token")}
    apart = [starts.pop(start) for start in _apart(disk, box) if start in starts]
    yield "by place of what is kept apart", [*starts.values(), *apart]


def _heap(disk: Disk, box: Box, order: LiteralString) -> list[tuple[str, bytes]]:
    here = sql.SQL(" AND ").join(sql.SQL("{} = %s").format(sql.Identifier(name)) for name in box.here)
    asked = sql.SQL("SELECT token, {} FROM {} WHERE {} ORDER BY ").format(
        sql.Identifier(box.words), sql.Identifier(box.table.name), here
    )
    return [(token, words) for token, words in disk.asks(asked + sql.SQL(order), [*box.here.values()])]


def _apart(disk: Disk, box: Box) -> list[bytes]:
    """With what each value begins that is kept apart from its row, in the order in which they were numbered."""
    told = "SELECT reltoastrelid::regclass::text FROM pg_class WHERE oid = %s::text::regclass"
    [(name,)] = disk.asks(told, (box.table.name,))
    chunks = sql.SQL("SELECT substr(chunk_data, 1, %s) FROM {} WHERE chunk_seq = 0 ORDER BY chunk_id")
    return [bytes(start) for (start,) in disk.asks(chunks.format(sql.Identifier(*name.split("."))), (_END,))]


def attack(rounds: Iterator[tuple[Guess, Guesses]]) -> Mapping[str, float]:
    """Return how often each way of guessing was right, over rounds that say what is true and what was guessed."""
    right: Counter[str] = Counter()
    asked = 0
    for true, found in rounds:
        asked += len(true)
        for name, guess in found:
            right[name] += sum(map(eq, guess, true))
    return {name: count / asked for name, count in right.items()}
