"""What came in by secret ballot: dropped in once each, opened once and all together, and shuffled.

Each slip is a row by a random token, sealed by the key of its ballot while that is open and by the key ring after.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Table, select

from storage.ballot_keys import BallotKey
from storage.unit import Row, Unit

_TOKEN_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Slips of one kind. `here` are the columns of the table that say what is voted on, the org first.

    `words` is the sealed column.
    """

    table: Table
    words: str
    here: Mapping[str, str]

    @property
    def mine(self) -> tuple[ColumnElement[bool], ...]:
        return tuple(self.table.c[name] == value for name, value in self.here.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """`beside` are columns that stand next to the words in the clear; `token` is its row's, "" before it has one."""

    words: str
    token: str = ""
    beside: Mapping[str, str] = field(default_factory=dict)


def drop_in(unit: Unit, box: Box, slip: Slip, key: BallotKey, rng: random.Random) -> None:
    token = _token(rng)
    row = {**box.here, **slip.beside, "token": token, box.words: key.seal(slip.words, token)}
    unit.insert_all(box.table, [row])


def opened(unit: Unit, box: Box, key: BallotKey) -> list[Slip]:
    """Return what was dropped in, while the key is there."""
    return [_slip(box, row, key.open(row[box.words], row["token"])) for row in _rows(unit, box)]


def put_back(unit: Unit, box: Box, slips: Sequence[Slip], rng: random.Random) -> None:
    """Write them anew in an order of chance, under tokens nobody has seen, sealed by the key ring."""
    rows = []
    for slip in rng.sample(slips, len(slips)):
        token = _token(rng)
        sealed = unit.keys.seal(slip.words, box.here["org_id"], box.table.name, token, box.words)
        rows.append({**box.here, **slip.beside, "token": token, box.words: sealed})
    unit.insert_all(box.table, rows)


def read(unit: Unit, box: Box) -> list[Slip]:
    """Return what was put back, by token, which is an order of chance."""
    org, table = box.here["org_id"], box.table.name
    return [
        _slip(box, row, unit.keys.open(row[box.words], org, table, row["token"], box.words)) for row in _rows(unit, box)
    ]


def padded(text: str, size: int) -> str:
    """Return it with spaces after it, as long as every other one: in bytes, for these are what can be counted.

    `size` is what the longest that people can hand in takes. What takes more all the same is of a multiple of it.
    """
    return text + " " * (-len(text.encode()) % size)


def _token(rng: random.Random) -> str:
    return rng.randbytes(_TOKEN_BYTES).hex()


def _rows(unit: Unit, box: Box) -> Sequence[Row]:
    return unit.rows(select(box.table).where(*box.mine).order_by(box.table.c.token))


def _slip(box: Box, row: Row, words: str) -> Slip:
    beside = {name: row[name] for name in row if name not in {*box.here, "token", box.words}}
    return Slip(words=words, token=row["token"], beside=beside)
