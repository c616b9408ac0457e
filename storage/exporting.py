"""Everything that is kept about one person, found by what storage/tagging.py says; other people behind pseudonyms."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from domain.naming import Pseudonyms, Told, mapped
from domain.privacy import DataClass
from domain.reviews import Part
from storage import exporting_reviews, naming, reads, tables
from storage.sealing import SealingError
from storage.tagging import KEPT, Kept, Sealed, Through
from storage.unit import Row, Unit

NOT_SAID = "(not said)"
UNREADABLE = "(sealed with a key that is no longer there)"
CONFIDENTIAL = {("legal_hold", "reason"), ("erasure", "names")}  # of the organization's counsel; of the machinery
Value = str | int | float | bool | None | Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The rows of one table, each by column. What is sealed has been opened."""

    table: str
    data_class: DataClass
    rows: tuple[Mapping[str, Value], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """`made_at` is UTC epoch ms. `names` are those of the person, who alone is named in it."""

    person: str
    name: str
    made_at: int
    sections: tuple[Section, ...]


def everything(unit: Unit, org: str, person: str, *, now: int) -> Export:
    """Return all rows about the person. Whoever else is in them has the same number throughout."""
    known = naming.everyone(unit, org)
    said = Pseudonyms(person, known)
    teams = _team_names(unit, org)
    sections = tuple(
        Section(
            table=name,
            data_class=kept.data_class,
            rows=tuple(_Row(unit, name, kept, said, teams).told(row) for row in rows_about(unit, org, name, person)),
        )
        for name, kept in KEPT.items()
        if kept.data_class and kept.is_exported
    )
    return Export(person=person, name=known[person].name, made_at=now, sections=sections)


def counts(unit: Unit, org: str, person: str) -> Mapping[DataClass, int]:
    """Return how many rows about the person there are of each class."""
    found = dict.fromkeys(DataClass, 0)
    for name, kept in KEPT.items():
        if kept.data_class and kept.is_exported:
            table = tables.named(name)
            those = select(func.count()).select_from(table).where(*_about(org, name, person))
            found[kept.data_class] += int(unit.run(those).scalar_one())
    return found


def rows_about(unit: Unit, org: str, name: str, person: str) -> Sequence[Row]:
    """Return the rows of a table that are about the person or of their hand, in the order of their keys."""
    table = tables.named(name)
    return unit.rows(select(table).where(*_about(org, name, person)).order_by(*table.primary_key.columns))


def _about(org: str, name: str, person: str) -> tuple[ColumnElement[bool], ...]:
    table, kept = tables.named(name), KEPT[name]
    told = [exporting_reviews.is_told(table)] if kept.waits else []
    ways = [and_(table.c[column] == person, *told) for column in kept.people]
    ways += [table.c[column] == person for column in kept.writers]
    ways += [table.c[through.own].in_(_reached(org, through, person)) for through in kept.through]
    return (table.c.org_id == org, or_(*ways))


def _reached(org: str, through: Through, person: str) -> Select[Any]:
    there = tables.named(through.table)
    return select(there.c[through.key]).where(and_(there.c.org_id == org, there.c[through.person] == person))


def _team_names(unit: Unit, org: str) -> Mapping[str, str]:
    team = tables.named("team")
    return {row["id"]: row["name"] for row in unit.rows(select(team).where(team.c.org_id == org))}


@dataclass(frozen=True, slots=True)
class _Row:
    """How the rows of one table are told to the person they are about."""

    unit: Unit
    table: str
    kept: Kept
    said: Pseudonyms
    teams: Mapping[str, str]

    def told(self, row: Row) -> Mapping[str, Value]:
        return dict(self._columns(row))

    def _columns(self, row: Row) -> Iterator[tuple[str, Value]]:
        for column in (*self.kept.people, *self.kept.others):
            hidden = self._is_hidden(column, row)
            yield column, NOT_SAID if hidden else self.said.of(row[column]) if row[column] else None
        for column in self.kept.facts:
            yield column, self._fact(column, row)
        for column, sealed in self.kept.sealed.items():
            if (self.table, column) not in CONFIDENTIAL:
                yield column, self._opened(column, sealed, row)

    def _fact(self, column: str, row: Row) -> Value:
        value = row[column]
        if isinstance(value, int) and not isinstance(value, bool) and _is_moment(column, value):
            return datetime.fromtimestamp(value / 1000, UTC).isoformat(timespec="seconds")
        if column == "team_id":
            return self.teams.get(value, value)
        return self._without_names(value, row) if isinstance(value, str) else value

    def _opened(self, column: str, sealed: Sealed, row: Row) -> Value:
        if not row[column]:
            return None
        try:
            words = self.unit.keys.open(row[column], *sealed.place(row["org_id"], self.table, column, row))
        except SealingError:
            return UNREADABLE
        if not sealed.is_json(row):
            return self._without_names(words, row)
        told: Told = json.loads(words)
        if isinstance(told, dict) and self._is_read_by_another(row):
            told.pop("reason", None)
        if isinstance(told, dict):
            told = {name: value for name, value in told.items() if name not in sealed.untold}
        return mapped(told, lambda text: self._text(text, row))

    def _is_hidden(self, column: str, row: Row) -> bool:
        if column == "actor_id":
            return self._is_read_by_another(row)
        is_masked = self.table == "rating" and row["part"] == Part.SECOND.value  # on both sides: they do not know
        return (is_masked or column in self.kept.untold) and row[column] != self.said.subject

    def _is_read_by_another(self, row: Row) -> bool:
        """Then people are told as what and of which class it was, and neither by whom nor why (storage.reads)."""
        return self.table == "audit" and row["action"] == reads.ACTION and row["actor_id"] != self.said.subject

    def _without_names(self, words: str, row: Row) -> str:
        near = [row[name] for name in (*self.kept.people, *self.kept.others) if row[name]]
        return self.said.text(words, near)

    def _text(self, text: str, row: Row) -> str:
        """In a card people also stand by their ids."""
        return self.said.of(text) if text in self.said.people else self._without_names(text, row)


_MOMENTS = ("at", "since", "opens_at", "snoozed_until", "deadline")
_LATEST = 2**53 - 1  # what holds now has no end


def _is_moment(column: str, value: int) -> bool:
    return (column in _MOMENTS or column.endswith("_at")) and 0 < value < _LATEST
