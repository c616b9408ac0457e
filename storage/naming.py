"""By what names people are known: those of the directory, on every platform."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select

from domain.naming import Named
from storage import tables
from storage.unit import Row, Unit

_person = tables.table(tables.Person)
_account = tables.table(tables.Account)


def everyone(unit: Unit, org: str) -> Mapping[str, Named]:
    """Return everybody of the org by id, whoever left included."""
    people = unit.rows(select(_person.c.id, _person.c.name, _person.c.email).where(_person.c.org_id == org))
    return _named(people, unit.rows(_accounts(org)))


def one(unit: Unit, org: str, person: str) -> Named:
    """Return a person by all they are called."""
    here = (_person.c.org_id == org, _person.c.id == person)
    people = unit.rows(select(_person.c.id, _person.c.name, _person.c.email).where(*here))
    return _named(people, unit.rows(_accounts(org).where(_account.c.person_id == person)))[person]


def telling(unit: Unit, org: str, person: str) -> tuple[str, ...]:
    """Return what stands for this person and for nobody else of the org."""
    return tuple(one(unit, org, person).telling(of_others(unit, org, person)))


def of_others(unit: Unit, org: str, person: str) -> Iterator[str]:
    """Return all that others of the org are called. Compared by us: a database folds only some letters of some names.

    A handle is somebody's in one workspace, and may be somebody else's in another.
    """
    for other in everyone(unit, org).values():
        if other.id != person:
            yield from other.called()


def whom(unit: Unit, org: str, said: str) -> list[Named]:
    """Return whom an operator may mean: an id, an e-mail address or a whole name, whoever left included."""
    wanted = said.strip()
    known = everyone(unit, org)
    if wanted in known:
        return [known[wanted]]
    folded = wanted.casefold()
    return [person for person in known.values() if folded in (person.name.casefold(), *person.addresses)]


def _accounts(org: str) -> Select[Any]:
    columns = (_account.c[name] for name in ("person_id", "external", "handle", "alias", "address"))
    return select(*columns).where(_account.c.org_id == org)


def _named(people: Sequence[Row], accounts: Sequence[Row]) -> dict[str, Named]:
    handles: dict[str, list[str]] = {row["id"]: [] for row in people}
    called: dict[str, list[str]] = {row["id"]: [] for row in people}
    for row in accounts:
        handles[row["person_id"]] += [row["handle"]] if row["handle"] else []
        called[row["person_id"]] += [row[name] for name in ("external", "alias", "address") if row[name]]
    return {
        row["id"]: Named(
            id=row["id"],
            name=row["name"],
            handles=tuple(handles[row["id"]]),
            addresses=(row["email"],) if row["email"] else (),
            accounts=tuple(called[row["id"]]),
        )
        for row in people
    }
