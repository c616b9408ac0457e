"""What may be said of a table and its columns, as far as people are concerned. It is said in storage/tagging.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.privacy import DataClass


@dataclass(frozen=True, slots=True)
class Sealed:
    """Where a sealed column is bound to: its table, these columns, and its own name; `own` is "" where it has none.

    `by` is what stands between the columns: in some tables they are one part of the place. `json`: it is no running
    text; `but` names the column that is "" where it is. `untold` names what in it is in nobody's export.
    """

    at: tuple[str, ...] = ("id",)
    own: str | None = None  # the column's name
    by: str = ""
    json: bool = False
    but: str = ""
    untold: tuple[str, ...] = ()

    def place(self, org: str, table: str, column: str, row: Mapping[str, object]) -> tuple[str, ...]:
        parts = [str(row[name]) for name in self.at]
        named = column if self.own is None else self.own
        return (org, table, *([self.by.join(parts)] if self.by else parts), *([named] if named else []))

    def is_json(self, row: Mapping[str, object]) -> bool:
        return self.json and not (self.but and row[self.but])


class Erased(StrEnum):
    """What becomes of the rows about a person who is erased."""

    ROWS = "the rows go"
    BY_HAND = "storage.erasing has a function for it"
    STAYS = "nothing in it says who it was: see `why`"


@dataclass(frozen=True, slots=True)
class Through:
    """The rows are also about whom another table names: `own` equals that table's `key`, whose `person` it is."""

    table: str
    own: str
    key: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One table. Each of its columns is in exactly one of these.

    `people`: ids of people the row is about; whoever they are, it is theirs. `others`: ids of people it only names;
    `writers` are those of them whose words it holds: it is in their export, too, and outlives them. `untold` are those
    of whom nobody else is told, not even by a number. `waits`: whoever it is about is told of it with their review.
    `facts`: about those people, readable. `sealed`: about them, sealed. `technical`: says nothing of anybody.
    """

    data_class: DataClass | None = None
    people: tuple[str, ...] = ()
    through: tuple[Through, ...] = ()
    others: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()
    waits: bool = False
    facts: tuple[str, ...] = ()
    sealed: Mapping[str, Sealed]
    technical: tuple[str, ...]
    erased: Erased = Erased.STAYS
    why: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.people, *self.others, *self.facts, *self.sealed, *self.technical)

    @property
    def is_about_people(self) -> bool:
        return bool(self.people or self.through)

    @property
    def is_exported(self) -> bool:
        """About people, or in the words of some: to each of these."""
        return self.data_class is not None and (self.is_about_people or bool(self.writers))


def kept(  # noqa: PLR0913 - one keyword for each kind of column, in words with spaces between them
    data_class: DataClass | None,
    erased: Erased,
    *,
    people: str = "",
    through: tuple[Through, ...] = (),
    others: str = "",
    writers: str = "",
    untold: str = "",
    waits: bool = False,
    facts: str = "",
    sealed: Mapping[str, Sealed] | None = None,
    technical: str = "org_id",
    why: str = "",
) -> Kept:
    return Kept(
        data_class=data_class,
        erased=erased,
        people=tuple(people.split()),
        through=through,
        others=tuple(others.split()),
        writers=tuple(writers.split()),
        untold=tuple(untold.split()),
        waits=waits,
        facts=tuple(facts.split()),
        sealed=sealed or {},
        technical=tuple(technical.split()),
        why=why,
    )


def technical(columns: str, *, others: str = "", why: str) -> Kept:
    return kept(None, Erased.STAYS, others=others, technical=columns, why=why)
