"""Offices that HR gives and takes: HR administrators, and ombuds, who read outside the reporting line."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain import policy
from domain.people import Person


class Office(StrEnum):
    HR = "hr"
    OMBUD = "ombud"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holders:
    """Who holds which office, each person once."""

    hr: tuple[Person, ...] = ()
    ombud: tuple[Person, ...] = ()

    def of(self, office: Office) -> tuple[Person, ...]:
        return self.hr if office is Office.HR else self.ombud

    @property
    def version(self) -> int:
        """The same for the same people in the same offices, so that two who change them at once notice."""
        held = sorted(f"{office}/{person.id}" for office in Office for person in self.of(office))
        return zlib.crc32("\n".join(held).encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    office: Office
    person: Person
    appointed: bool


class Problem(StrEnum):
    NOBODY_LEFT = "no HR administrator would be left who can act"
    CANNOT_ACT = "only members who take part can be given an office"
    ONESELF = "nobody makes themselves an ombud"


def changes(held: Holders, wished: Holders) -> tuple[Change, ...]:
    return tuple(change for office in Office for change in _changes(office, held.of(office), wished.of(office)))


def problems(held: Holders, wished: Holders, *, by: str) -> Mapping[Office, Problem]:
    """Return what is wrong with each office. Somebody who left keeps an office until it is taken, but gets none.

    `by` is the id of who wishes it: whoever reads what is contested was named by somebody else.
    """
    new = [change for change in changes(held, wished) if change.appointed]
    found = {change.office: Problem.CANNOT_ACT for change in new if not policy.takes_part(change.person)}
    if any(change.office is Office.OMBUD and change.person.id == by for change in new):
        found[Office.OMBUD] = Problem.ONESELF
    if not any(policy.takes_part(person) for person in wished.hr):
        found[Office.HR] = Problem.NOBODY_LEFT
    return found


def _changes(office: Office, held: tuple[Person, ...], wished: tuple[Person, ...]) -> Iterator[Change]:
    before, after = {one.id for one in held}, {one.id for one in wished}
    yield from (Change(office=office, person=one, appointed=True) for one in wished if one.id not in before)
    yield from (Change(office=office, person=one, appointed=False) for one in held if one.id not in after)
