"""Waves of pulses as rows. What a contract says is written once: at the launch, and never again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import structlog
from sqlalchemy import ColumnElement, bindparam, delete, func, insert, select, update

from domain import pulses_contract
from domain.errors import StaleError
from domain.pulses import Template
from domain.pulses_contract import BrokenContractError
from domain.pulses_wave import State, Wave
from storage import directory, tables
from storage.prepared import Prepared
from storage.unit import Row, Unit

log = structlog.get_logger()
_wave = tables.table(tables.PulseWave)
_parts = (tables.table(tables.PulseInvitation), tables.table(tables.PulseGroup))
LAUNCHED = (State.LAUNCHED, State.OPEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A wave with who drafted it, and when; times are UTC epoch ms."""

    wave: Wave
    author: str
    created_at: int = 0
    launched_at: int | None = None


def add(unit: Unit, org: str, kept: Kept) -> None:
    unit.run(insert(_wave), {"org_id": org, "id": kept.wave.id, **_written(kept), "digest": ""})


def launch(unit: Unit, org: str, kept: Kept, *, was: int) -> Kept:
    """Freeze its contract: from here on nothing in this module writes it. Raises StaleError."""
    text = pulses_contract.canonical(kept.wave.contract)
    frozen = replace(kept, wave=replace(kept.wave, digest=pulses_contract.digest(text)))
    here = (*_one(org, kept.wave.id), _wave.c.version == was, _wave.c.digest == "")
    if not unit.run(update(_wave).where(*here), _written(frozen)).rowcount:
        raise StaleError
    return frozen


def save(unit: Unit, org: str, wave: Wave, *, was: int) -> None:
    """Keep how it stands, and nothing else. Raises StaleError when it is no longer in the version `was`."""
    here = (*_one(org, wave.id), _wave.c.version == was)
    if not unit.run(update(_wave).where(*here), {"state": wave.state.value, "version": wave.version}).rowcount:
        raise StaleError


def destroy(unit: Unit, org: str, id: str) -> None:
    """Take it as destroyed, also where its contract is broken: what that says is no longer looked at."""
    after = {"state": State.DESTROYED.value, "version": _wave.c.version + 1}
    unit.run(update(_wave).where(*_one(org, id)).values(after))


def drop(unit: Unit, org: str, id: str) -> None:
    """Delete a draft."""
    unit.run(delete(_wave).where(*_one(org, id), _wave.c.state == State.DRAFT.value))


def find(unit: Unit, org: str, id: str) -> Kept | None:
    """Raises domain.pulses_contract.BrokenContractError when its contract is not the one it was launched with."""
    row = unit.first(_ONE, {"org": org, "id": id})
    return _kept(row) if row else None


def sound(unit: Unit, org: str, id: str) -> Kept | None:
    """The same, None where its contract is broken: for what must not fail with it."""
    row = unit.first(_ONE, {"org": org, "id": id})
    return next(iter(_sound([row] if row else [])), None)


def title(unit: Unit, org: str, id: str) -> str:
    """Return what it is called, also where its contract is broken."""
    row = unit.first(_ONE, {"org": org, "id": id})
    return row["title"] if row else ""


def shared(unit: Unit, org: str, id: str) -> Kept | None:
    """The same; it does not close before this unit ends, and others may answer meanwhile."""
    if unit.is_alone:
        return find(unit, org, id)
    row = unit.first(_SHARED, {"org": org, "id": id})
    return _kept(row) if row else None


def locked(unit: Unit, org: str, id: str) -> Kept | None:
    """The same; nobody else answers or decides on it until this unit ends."""
    row = unit.first(unit.locked(select(_wave).where(*_one(org, id))))
    return _kept(row) if row else None


def standing(unit: Unit, org: str, id: str) -> State | None:
    """Return how it stands, also where its contract is broken; nobody else answers or decides on it meanwhile."""
    row = unit.first(unit.locked(select(_wave.c.state).where(*_one(org, id))))
    return State(row["state"]) if row else None


def every(unit: Unit, org: str) -> list[Kept]:
    """Return all waves, the newest first, but for those whose contract is broken: one must not hide the others."""
    rows = unit.rows(select(_wave).where(_wave.c.org_id == org).order_by(_wave.c.created_at.desc(), _wave.c.id))
    return _sound(rows)


def closing(unit: Unit, org: str) -> Mapping[str, int | None]:
    """Return by its id when each closes (UTC epoch ms), None where it is over; also where its contract is broken."""
    rows = unit.rows(select(_wave.c.id, _wave.c.state, _wave.c.closes_at).where(_wave.c.org_id == org))
    under_way = {State.DRAFT, *LAUNCHED}
    return {row["id"]: row["closes_at"] if row["state"] in under_way else None for row in rows}


def overdue(unit: Unit, org: str, *, now: int) -> list[str]:
    """Return those (ids) that should have closed and did not; also where their contract is broken."""
    under_way = _wave.c.state.in_([one.value for one in LAUNCHED])
    here = (_wave.c.org_id == org, under_way, _wave.c.closes_at <= now)
    return [row["id"] for row in unit.rows(select(_wave.c.id).where(*here).order_by(_wave.c.id))]


def open_for(unit: Unit, org: str, person: str, *, now: int) -> list[Kept]:
    """Return the waves that are open and asked the person, the one that closes first first."""
    rows = unit.rows(_OPEN_FOR, {"org": org, "person": person, "now": now, "open": State.OPEN.value})
    return _sound(rows)


def number(unit: Unit, org: str, template: Template) -> int:
    """Return which wave of its template the next one is: drafts do not count, they may come to nothing."""
    before = (_wave.c.org_id == org, _wave.c.template == template.value, _wave.c.digest != "")
    return int(unit.run(select(func.count()).where(*before)).scalar_one()) + 1


def number_alone(unit: Unit, org: str, template: Template) -> int:
    """The same for a launch: nobody else launches one before this unit ends."""
    directory.alone_in(unit, org)
    return number(unit, org, template)


# --- Pieces -------------------------------------------------------------------------------------------------------

_invitation = tables.table(tables.PulseInvitation)
_HERE = (_wave.c.org_id == bindparam("org"), _wave.c.id == bindparam("id"))
_ONE = Prepared(select(_wave).where(*_HERE))
_SHARED = Prepared(select(_wave).where(*_HERE).with_for_update(read=True))
_OPEN_FOR = Prepared(
    select(_wave)
    .join(_invitation, (_invitation.c.org_id == _wave.c.org_id) & (_invitation.c.wave_id == _wave.c.id))
    .where(
        _wave.c.org_id == bindparam("org"),
        _invitation.c.person_id == bindparam("person"),
        _wave.c.state == bindparam("open"),
        _wave.c.closes_at > bindparam("now"),
    )
    .order_by(_wave.c.closes_at, _wave.c.id)
)


def _one(org: str, id: str) -> tuple[ColumnElement[bool], ...]:
    return _wave.c.org_id == org, _wave.c.id == id


def _written(kept: Kept) -> Mapping[str, Any]:
    wave = kept.wave
    return {
        "title": wave.title,
        "template": wave.template.value,
        "number": wave.number,
        "contract": pulses_contract.canonical(wave.contract),
        "digest": wave.digest,
        "state": wave.state.value,
        "closes_at": wave.closes_at,
        "forget_at": wave.forget_at,
        "author_id": kept.author,
        "version": wave.version,
        "created_at": kept.created_at,
        "launched_at": kept.launched_at,
    }


def _sound(rows: Iterable[Row]) -> list[Kept]:
    found = []
    for row in rows:
        try:
            found.append(_kept(row))
        except BrokenContractError:
            log.error(
                "what was promised for a pulse was changed: it is left out", action="pulse.broken", subject=row["id"]
            )
    return found


def _kept(row: Row) -> Kept:
    """What was launched has a hash: one that was emptied by hand is no leave to skip it."""
    state = State(row["state"])
    expected = None if state is State.DRAFT and not row["digest"] else row["digest"]
    wave = Wave(
        id=row["id"],
        title=row["title"],
        template=Template(row["template"]),
        number=row["number"],
        contract=pulses_contract.read(row["contract"], expected),
        digest=row["digest"],
        state=state,
        version=row["version"],
    )
    return Kept(wave=wave, author=row["author_id"], created_at=row["created_at"], launched_at=row["launched_at"])
