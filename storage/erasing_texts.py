"""Looks through everything that is sealed for somebody who was erased, in pieces, until nothing of them is found.

Each round begins by erasing again what there is of them: units that were under way when they were erased did not see
it. One round is the last if it found nothing, nothing is left that a hold on somebody else protects, no post is in
doubt that is to be removed, no secret ballot is open that had begun before, and all units that had begun before the
erasure had ended before the round.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sqlalchemy import Select, Table, and_, select, tuple_, update

from domain.local_time import DAY_MS, MINUTE_MS
from domain.naming import Names, nobody_elses
from domain.privacy import State
from storage import erasing, erasing_ballots, erasing_messages, holding, in_flight, naming, sparing, tables
from storage.erasing_messages import Case
from storage.sealing import SealingError
from storage.tagging import KEPT, Kept
from storage.unit import ERASED, Row, Unit
from views import rewording
from views.privacy import A_FORMER_COLLEAGUE

PIECE = 2_000  # rows a unit, so that others may write in between
_SPARED = "concerns_somebody_held"
_NOT_OTHERS = {"audit", "erasure", "legal_hold"}  # dealt with when the person was erased
SEARCHED = tuple(sorted(name for name, kept in KEPT.items() if kept.sealed and name not in _NOT_OTHERS))
_erasure = tables.table(tables.Erasure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How far a look has come: which one it is, after which row of which table, and how much it has found so far.

    `waiting` counts what it came upon and must leave for now. `before` are the units that may have begun before the
    erasure and had not ended when this look began; None: nobody has looked yet. `is_later`: it need not go on at once.
    """

    round: int = 1
    found: int = 0
    waiting: int = 0
    before: tuple[str, ...] | None = None
    table: str = SEARCHED[0]
    after: tuple[str | int, ...] = ()
    is_later: bool = False

    @property
    def pause_ms(self) -> int:
        """How long to wait before going on: longer each time, a day at most."""
        return min(DAY_MS, MINUTE_MS * 2 ** min(self.round, 16)) if self.is_later else 0

    def written(self) -> str:
        told = [self.round, self.found, self.waiting, self.before, self.table, self.after]
        return json.dumps(told, separators=(",", ":"))

    @classmethod
    def read(cls, step: str) -> Place:
        """A step that another version wrote, or whose table is gone, is a look from the start: it only does more."""
        try:
            number, found, waiting, before, table, after = json.loads(step)
            known = None if before is None else tuple(before)
            place = cls(round=number, found=found, waiting=waiting, before=known, table=table, after=tuple(after))
        except (TypeError, ValueError):
            return cls()
        return place if table in SEARCHED else cls()


def look(case: Case, erasure: str, place: Place) -> Place | None:
    """Look through one piece and blot out what is found. Return where to go on, None once a whole look was in vain."""
    if place == Place(round=place.round, before=place.before):
        place = _begun(case, erasure, place)
    place, is_whole = _looked_through(case, erasure, place)
    if not is_whole:
        return place
    following = SEARCHED.index(place.table) + 1
    if following < len(SEARCHED):
        return replace(place, table=SEARCHED[following], after=())
    if not (place.found or place.waiting or place.before):
        return None
    return Place(round=place.round + 1, before=place.before, is_later=not place.found)


def _begun(case: Case, erasure: str, place: Place) -> Place:
    """First of all those who may still write of them: what they have written until now is erased then."""
    erasing.alone(case)
    _leave_to_others(case, erasure)
    now = in_flight.others(case.unit)
    before = now if place.before is None else [one for one in place.before if one in now]
    if place.before != ():  # else those who might have answered them had ended before the round before
        erasing.forget_answers(case)
    found = erasing.again(case)
    waiting = erasing.left(case) + erasing_messages.unsettled(case)
    waiting += erasing_ballots.waiting(case.unit, case.org, since=_shredded_at(case, erasure))
    return replace(place, found=found, waiting=waiting, before=tuple(before))


def _looked_through(case: Case, erasure: str, place: Place) -> tuple[Place, bool]:
    """One piece of one table; and whether that was the last of it."""
    names = Names((words, "") for words in _sought(case.unit, case.org, erasure))
    table = tables.named(place.table)
    spared = sparing.rows(table.name, case.org, holding.settled(case.unit, case.org) - {case.person})
    rows = case.unit.rows(_next_rows(table, case.org, place).add_columns(spared.label(_SPARED)))
    left = [_names_them(case.unit, table, row, names) for row in rows if row[_SPARED]]
    found = [_blot(case.unit, table, row, names) for row in rows if not row[_SPARED]]
    place = replace(place, found=place.found + sum(found), waiting=place.waiting + sum(left))
    if len(rows) < PIECE:
        return place, True
    return replace(place, after=tuple(rows[-1][column.name] for column in _key(table))), False


def _next_rows(table: Table, org: str, place: Place) -> Select[Any]:
    key = _key(table)
    after = tuple_(*key) > tuple_(*place.after) if place.after else and_(True)
    return select(table).where(table.c.org_id == org, after).order_by(*key).limit(PIECE)


def _key(table: Table) -> list[Any]:
    return [column for column in table.primary_key.columns if column.name != "org_id"]


def _leave_to_others(case: Case, erasure: str) -> None:
    """Whoever has come meanwhile, or come back, and is called so keeps it: it is not looked for any more."""
    said = _sought(case.unit, case.org, erasure)
    left = [*nobody_elses(said, naming.of_others(case.unit, case.org, case.person))]
    if len(left) < len(said):
        erasing.look_for(case, erasure, left)


def _sought(unit: Unit, org: str, erasure: str) -> list[str]:
    row = unit.first(select(_erasure.c.names).where(_erasure.c.org_id == org, _erasure.c.id == erasure))
    if row is None or not row["names"]:
        return []
    said: list[str] = json.loads(unit.keys.open(row["names"], org, "erasure", erasure, "names"))
    return said


def _shredded_at(case: Case, erasure: str) -> int:
    mine = (_erasure.c.org_id == case.org, _erasure.c.id == erasure)
    return case.unit.run(select(_erasure.c.shredded_at).where(*mine)).scalar() or case.now


def _names_them(unit: Unit, table: Table, row: Row, names: Names) -> bool:
    return any(True for _ in _without(unit, KEPT[table.name], table.name, row, names))


def _blot(unit: Unit, table: Table, row: Row, names: Names) -> bool:
    """Say whether the row named the person; then it does not any more.

    What somebody has written into it since it was read is not overwritten: then it is read again.
    """
    here = [table.c[column.name] == row[column.name] for column in table.primary_key.columns]
    found: Row | None = row
    while found is not None and (changed := dict(_without(unit, KEPT[table.name], table.name, found, names))):
        same = [table.c[name] == found[name] for name in changed]
        if unit.run(update(table).where(*here, *same), changed).rowcount:
            return True
        found = unit.first(select(table).where(*here))
    return found is not row


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


def look_through(case: Case, erasure: str) -> bool:
    """All at once, where nobody waits; say whether nothing is left to be done later."""
    place: Place | None = Place()
    while place is not None:
        place = look(case, erasure, place)
        if place is not None and place.is_later:
            return False
    verified(case.unit, case.org, erasure, now=case.now)
    return True


def verified(unit: Unit, org: str, erasure: str, *, now: int) -> None:
    """Nothing is looked for any more, and what was blotted out goes from the disk, too."""
    mine = (_erasure.c.org_id == org, _erasure.c.id == erasure)
    unit.run(update(_erasure).where(*mine), {"names": None, "state": State.VERIFIED.value, "verified_at": now})
    unit.wake(ERASED)
