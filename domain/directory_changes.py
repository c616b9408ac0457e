"""What importing a people file would change of one person, and whether anybody would report to themselves."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain import sources
from domain.directory import Entry
from domain.sources import Field as Told
from domain.sources import Source

NOBODY = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """A person as stored. `seated`: has an active account. `told`: who said what of them. `manager` is an id."""

    id: str
    name: str
    email: str | None
    title: str = ""
    zone: str = "UTC"
    manager: str | None = None
    teams: frozenset[str] = frozenset()
    hr: bool = False
    active: bool = True
    seated: bool = False
    told: str | None = None
    version: int = 1

    @property
    def is_governed(self) -> bool:
        """Only the people file knows them: neither a platform nor the identity provider says when they leave."""
        return self.active and not self.seated and sources.of(self.told).get(Told.ACTIVE) is not Source.SCIM


@dataclass(frozen=True, slots=True)
class Field:
    """One difference. `old` and `new` are words, "yes" or "no", teams with semicolons, or a manager's id."""

    name: str
    old: str
    new: str


def fields(person: Present, entry: Entry, boss: str | None) -> Iterator[Field]:
    """Yield what the row changes. `boss` is the id of whom the row names as manager, "" nobody, None if it names none.

    What a stronger source has said stays (domain.sources): otherwise each sync would undo the import.
    """
    yield from _changed(person, Told.NAME, person.name, entry.name)
    yield from _changed(person, Told.ZONE, person.zone, entry.zone)
    yield from _changed(person, Told.ACTIVE, _yes(person.active), "yes")
    yield from _changed(person, Told.TITLE, person.title, entry.title)
    yield from _changed(person, Told.MANAGER, person.manager or "", boss)
    yield from _changed(person, Told.TEAMS, joined(person.teams), None if entry.teams is None else joined(entry.teams))
    if entry.hr is not None and entry.hr != person.hr:
        yield Field("hr", _yes(person.hr), _yes(entry.hr))


def told(person: Present, changed: Sequence[Field]) -> str | None:
    """Return who said what of the person once these are saved."""
    found = person.told
    for field in changed:
        if field.name != "hr":
            found = sources.said(found, Told(field.name), Source.FILE)
    return found


def told_of_new(entry: Entry) -> str:
    said: str = ""
    given: dict[Told, object] = {
        Told.NAME: entry.name,
        Told.EMAIL: entry.email,
        Told.ACTIVE: "yes",
        Told.TITLE: entry.title,
    }
    given |= {Told.ZONE: entry.zone, Told.MANAGER: entry.manager, Told.TEAMS: entry.teams or None}
    for field, words in given.items():
        if words is not None:
            said = sources.said(said, field, Source.FILE)
    return said


def _changed(person: Present, field: Told, old: str, new: str | None) -> Iterator[Field]:
    if new is not None and new != old and _may_say(person, field):
        yield Field(field.value, old, new)


def _may_say(person: Present, field: Told) -> bool:
    """Chat describes whom it has an account of. What nobody kept the source of, a platform said, where there is one."""
    holder = sources.of(person.told).get(field)
    if field is Told.ACTIVE:
        return not person.seated and holder is not Source.SCIM
    if not person.seated and holder not in (Source.SCIM, None):
        return True
    if person.seated and holder is None and field in (Told.NAME, Told.ZONE):
        return False
    return sources.may_say(Source.FILE, field, person.told)


def joined(teams: frozenset[str]) -> str:
    return "; ".join(sorted(teams))


def _yes(truth: bool) -> str:
    return "yes" if truth else "no"


# --- Circles ------------------------------------------------------------------------------------------------------


def circles(bosses: Sequence[int]) -> Iterator[list[int]]:
    """Yield each circle of people who report to one another. `bosses` holds each one's manager, or NOBODY."""
    seen = array("l", [0]) * len(bosses)
    for start in range(len(bosses)):
        at, walk = start, start + 1  # a mark of its own for each walk up
        while at != NOBODY and not seen[at]:
            seen[at] = walk
            at = bosses[at]
        if at != NOBODY and seen[at] == walk:
            yield _around(bosses, at)


def _around(bosses: Sequence[int], start: int) -> list[int]:
    circle = [start]
    while (at := bosses[circle[-1]]) != start:
        circle.append(at)
    return circle


def levels(bosses: Sequence[int]) -> array[int]:
    """Return how many stand above each, 0 at the top. There must be no circle."""
    found = array("l", [NOBODY]) * len(bosses)
    for start in range(len(bosses)):
        chain = []
        at = start
        while at != NOBODY and found[at] == NOBODY:
            chain.append(at)
            at = bosses[at]
        level = found[at] if at != NOBODY else NOBODY
        for one in reversed(chain):
            level += 1
            found[one] = level
    return found
