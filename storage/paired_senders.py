"""Systems that may post figures: each has a secret, which is sealed here and handed out once."""

from __future__ import annotations

import random

from sqlalchemy import ColumnElement, delete, insert, or_, select, update

from domain import ids, paired_signature
from domain.errors import RefusalError
from domain.paired_signature import Sender
from storage import directory, tables
from storage.unit import Row, Unit

MOST = 10
_USED_MS = 3_600_000  # how exactly it is known when one last posted
_sender = tables.table(tables.FigureSender)


class TooManyError(RefusalError):
    """Ten systems may post figures already. Take one away first; nothing was made."""


class NamedTwiceError(RefusalError):
    """There is a system of this name already. If its secret got lost, take it away and make it anew."""


def make(unit: Unit, org: str, name: str, *, now: int, rng: random.Random) -> Sender:
    """Let a system post from now on. Raises TooManyError, NamedTwiceError. `rng` must be a cryptographic one."""
    directory.alone_in(unit, org)  # two at once would be two of a name
    held = listed(unit, org)
    if len(held) >= MOST:
        raise TooManyError
    if any(one.name.casefold() == name.casefold() for one in held):
        raise NamedTwiceError
    made = Sender(id=ids.new(rng), name=name, made_at=now, used_at=None)
    sealed = unit.keys.seal(paired_signature.new_secret(rng), *_place(org, made.id))
    unit.run(insert(_sender), {"org_id": org, "id": made.id, "name": name, "token": sealed, "made_at": now})
    return made


def listed(unit: Unit, org: str) -> list[Sender]:
    rows = unit.rows(select(_sender).where(_sender.c.org_id == org).order_by(_sender.c.made_at, _sender.c.id))
    return [_read(row) for row in rows]


def find(unit: Unit, org: str, id: str) -> Sender | None:
    row = unit.first(select(_sender).where(*_one(org, id)))
    return _read(row) if row else None


def secret(unit: Unit, org: str, id: str) -> str | None:
    """None when it may not post any more."""
    row = unit.first(select(_sender.c.token).where(*_one(org, id)))
    return unit.keys.open(row["token"], *_place(org, id)) if row else None


def org_of(unit: Unit, id: str) -> str | None:
    """Return whose system it is: an id is one of a kind."""
    row = unit.first(select(_sender.c.org_id).where(_sender.c.id == id))
    return str(row["org_id"]) if row else None


def use(unit: Unit, org: str, id: str, *, now: int) -> None:
    """Note that it posted."""
    old = or_(_sender.c.used_at.is_(None), _sender.c.used_at < now - _USED_MS)
    unit.run(update(_sender).where(*_one(org, id), old).values(used_at=now))


def remove(unit: Unit, org: str, id: str) -> bool:
    """Let it post nothing any more; say whether there was one."""
    return unit.run(delete(_sender).where(*_one(org, id))).rowcount > 0


def _one(org: str, id: str) -> tuple[ColumnElement[bool], ...]:
    return (_sender.c.org_id == org, _sender.c.id == id)


def _place(org: str, id: str) -> tuple[str, ...]:
    return (org, "figure_sender", id, "token")


def _read(row: Row) -> Sender:
    return Sender(id=row["id"], name=row["name"], made_at=row["made_at"], used_at=row["used_at"])
