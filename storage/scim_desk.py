"""Where one request of an identity provider is worked on, alone in the organization if it changes anything."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, update

from storage import audit, directory, importing, tables
from storage.unit import Unit

_person = tables.table(tables.Person)
_user = tables.table(tables.ScimUser)


class BusyError(Exception):
    """People are being imported from a file. Nothing was changed: send it again a little later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Whose it is, and when."""

    unit: Unit
    org: str
    now: int
    rng: random.Random


def alone(desk: Desk) -> None:
    """Call it before anything is read: what was read earlier, another replica may have changed. Raises BusyError."""
    directory.alone_in(desk.unit, desk.org)
    if importing.is_under_way(desk.unit, desk.org, now=desk.now):
        raise BusyError


def change(desk: Desk, person: str, values: dict[str, Any]) -> None:
    """Change the person's row; without values there is still a new version of it."""
    here = (_person.c.org_id == desk.org, _person.c.id == person)
    desk.unit.run(update(_person).where(*here).values(version=_person.c.version + 1, **values))


def user(desk: Desk, person: str) -> tuple[ColumnElement[bool], ...]:
    """The row that says how the provider names the person."""
    return (_user.c.org_id == desk.org, _user.c.person_id == person)


def record(desk: Desk, action: str, person: str) -> None:
    audit.record(
        desk.unit, org=desk.org, actor=None, action=action, object=person, detail={}, now=desk.now, rng=desk.rng
    )
