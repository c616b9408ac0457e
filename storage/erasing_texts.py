"""Looks through everything that is sealed for somebody who was erased, in pieces, until nothing of them is found."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Table, and_, select, tuple_, update

from domain.naming import Names
from domain.privacy import State
from storage import tables
from storage.sealing import SealingError
from storage.tagging import KEPT, Kept
from storage.unit import ERASED, Row, Unit
from views import rewording
from views.privacy import A_FORMER_COLLEAGUE

PIECE = 2_000  # rows a unit, so that others may write in between
_NOT_OTHERS = {"audit", "erasure", "legal_hold"}  # dealt with when the person was erased
SEARCHED = tuple(sorted(name for name, kept in KEPT.items() if kept.sealed and name not in _NOT_OTHERS))
_erasure = tables.table(tables.Erasure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How far a look has come: which one it is, after which row of which table, and how much it has found so far."""

    round: int = 1
    found: int = 0
    table: str = SEARCHED[0]
    after: tuple[str | int, ...] = ()

    def written(self) -> str:
        return json.dumps([self.round, self.found, self.table, list(self.after)], separators=(",", ":"))

    @classmethod
    def read(cls, step: str) -> Place:
        if step == "1":
            return cls()
        number, found, table, after = json.loads(step)
        return cls(round=number, found=found, table=table, after=tuple(after))


def look(unit: Unit, org: str, erasure: str, place: Place) -> Place | None:
    """Look through one piece and blot out what is found. Return where to go on, None once a whole look was in vain."""
    names = _names(unit, org, erasure)
    table = tables.named(place.table)
    rows = unit.rows(_next_rows(table, org, place))
    found = place.found + sum(_blot(unit, table, row, names) for row in rows)
    if len(rows) == PIECE:
        last = tuple(rows[-1][column.name] for column in _key(table))
        return Place(round=place.round, found=found, table=place.table, after=last)
    following = SEARCHED.index(place.table) + 1
    if following < len(SEARCHED):
        return Place(round=place.round, found=found, table=SEARCHED[following])
    return Place(round=place.round + 1) if found else None


def _next_rows(table: Table, org: str, place: Place) -> Any:
    key = _key(table)
    after = tuple_(*key) > tuple_(*place.after) if place.after else and_(True)
    return select(table).where(table.c.org_id == org, after).order_by(*key).limit(PIECE)


def _key(table: Table) -> list[Any]:
    return [column for column in table.primary_key.columns if column.name != "org_id"]


def _names(unit: Unit, org: str, erasure: str) -> Names:
    row = unit.first(select(_erasure.c.names).where(_erasure.c.org_id == org, _erasure.c.id == erasure))
    if row is None or not row["names"]:
        return Names(())
    said = json.loads(unit.keys.open(row["names"], org, "erasure", erasure, "names"))
    return Names((words, "") for words in said)


def _blot(unit: Unit, table: Table, row: Row, names: Names) -> bool:
    """Say whether the row named the person; then it does not any more."""
    changed = dict(_without(unit, KEPT[table.name], table.name, row, names))
    if changed:
        one = (table.c[column.name] == row[column.name] for column in table.primary_key.columns)
        unit.run(update(table).where(*one), changed)
    return bool(changed)


def _without(unit: Unit, kept: Kept, table: str, row: Row, names: Names) -> Iterator[tuple[str, bytes]]:
    """What cannot be opened cannot be read by anybody either."""
    change = partial(names.replaced, by=lambda _: A_FORMER_COLLEAGUE)
    for column, sealed in kept.sealed.items():
        place = sealed.place(row["org_id"], table, column, row)
        try:
            said = unit.keys.open(row[column], *place) if row[column] else ""
        except SealingError:
            continue
        told = _changed(said, change, is_json=sealed.is_json(row))
        if told != said:
            yield column, unit.keys.seal(told, *place)


def _changed(said: str, change: Callable[[str], str], *, is_json: bool) -> str:
    return rewording.reworded(said, change) if is_json and said else change(said)


def verified(unit: Unit, org: str, erasure: str, *, now: int) -> None:
    """Nothing is looked for any more, and what was blotted out goes from the disk, too."""
    mine = (_erasure.c.org_id == org, _erasure.c.id == erasure)
    unit.run(update(_erasure).where(*mine), {"names": None, "state": State.VERIFIED.value, "verified_at": now})
    unit.wake(ERASED)
