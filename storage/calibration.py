"""Calibration sessions as rows: when they are, who sits in them, and whom they are about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, insert, select, update

from domain import calibration_script
from domain.calibration import AHEAD, Case, Seat, Session, State
from domain.calibration_script import Form
from domain.errors import StaleError
from storage import checkpoints, lines, tables
from storage.prepared import Prepared
from storage.unit import Row, Unit

_session = tables.table(tables.CalibrationSession)
_seat = tables.table(tables.CalibrationSeat)
NOT_CANCELLED = (State.PLANNED, State.READY, State.OPEN, State.CLOSED, State.LAPSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A session with how far it has come; times are UTC epoch ms.

    `forms` says with which set of cases each manager begins. `segment` of the script runs since `segment_at`.
    """

    session: Session
    author: str
    created_at: int
    forms: Mapping[str, Form] = field(default_factory=dict)
    segment: int | None = None
    segment_at: int | None = None
    revealed_at: int | None = None
    frozen_at: int | None = None
    opened_at: int | None = None
    closed_at: int | None = None

    @property
    def id(self) -> str:
        return self.session.id


def add(unit: Unit, org: str, kept: Kept) -> None:
    unit.run(insert(_session), {"org_id": org, "id": kept.id, **_columns(kept)})
    _write_seats(unit, org, kept)


def save(unit: Unit, org: str, kept: Kept, *, was: int) -> None:
    """Keep it as it is now. Raises StaleError when it is no longer in the version `was`."""
    here = (*_one(org, kept.id), _session.c.version == was)
    if not unit.run(update(_session).where(*here), _columns(kept)).rowcount:
        raise StaleError
    unit.run(delete(_seat).where(_seat.c.org_id == org, _seat.c.session_id == kept.id))
    _write_seats(unit, org, kept)


def found(unit: Unit, org: str, id: str) -> Kept | None:
    return next(iter(_read(unit, org, unit.rows(_ONE, {"org": org, "id": id}))), None)


def locked(unit: Unit, org: str, id: str) -> Kept | None:
    """The same; nobody else decides on it until this unit ends."""
    return next(iter(_read(unit, org, unit.rows(unit.locked(select(_session).where(*_one(org, id)))))), None)


def every(unit: Unit, org: str) -> list[Kept]:
    """Return all sessions but the cancelled ones, the one to come last first."""
    here = (_session.c.org_id == org, _session.c.state.in_([one.value for one in NOT_CANCELLED]))
    return _read(unit, org, unit.rows(select(_session).where(*here).order_by(_session.c.day.desc(), _session.c.id)))


def ahead(unit: Unit, org: str) -> list[Session]:
    """Return those that have not begun."""
    here = (_session.c.org_id == org, _session.c.state.in_([one.value for one in AHEAD]))
    return [one.session for one in _read(unit, org, unit.rows(select(_session).where(*here)))]


def of_person(unit: Unit, org: str, person: str, states: Collection[State]) -> list[Kept]:
    """Return the sessions in these states in which the person has a seat, the next to come first."""
    those = {"org": org, "person": person, "states": [one.value for one in states]}
    return _read(unit, org, unit.rows(_OF_PERSON, those))


def cases(unit: Unit, org: str, session: Session, *, now: int) -> list[Case]:
    """Return whom the session is about: those who take part in its cycle and whom its managers answer for now."""
    found = []
    for manager in session.managers:
        above = (manager, *lines.above(unit, org, manager, at=now))
        for one in checkpoints.of_manager(unit, org, session.cycle, None, manager):
            line = above if one.person.manager == manager else _line(unit, org, one.person.id, manager, now)
            found.append(Case(subject=one.person.id, manager=manager, line=line))
    return found


def with_forms(session: Session, earlier: Mapping[str, Form]) -> Mapping[str, Form]:
    """Half of the room begins with each set; whoever has one keeps it."""
    return {one: earlier.get(one, calibration_script.first_form(place)) for place, one in enumerate(session.managers)}


# --- Pieces -------------------------------------------------------------------------------------------------------


def _line(unit: Unit, org: str, person: str, acting: str, now: int) -> tuple[str, ...]:
    return (acting, *lines.above(unit, org, person, at=now))


def _one(org: str, id: str) -> tuple[ColumnElement[bool], ...]:
    return _session.c.org_id == org, _session.c.id == id


def _columns(kept: Kept) -> dict[str, Any]:
    one = kept.session
    return {
        "cycle_id": one.cycle,
        "round_id": one.round,
        "day": one.day.isoformat(),
        "at": one.at.isoformat("minutes"),
        "zone": one.zone,
        "minutes": one.minutes,
        "state": one.state.value,
        "sequence": one.sequence,
        "segment": kept.segment,
        "segment_at": kept.segment_at,
        "revealed_at": kept.revealed_at,
        "author_id": kept.author,
        "version": one.version,
        "created_at": kept.created_at,
        "frozen_at": kept.frozen_at,
        "opened_at": kept.opened_at,
        "closed_at": kept.closed_at,
    }


def _write_seats(unit: Unit, org: str, kept: Kept) -> None:
    one = kept.session
    seats = [(one.facilitator, Seat.FACILITATOR), *([(one.monitor, Seat.MONITOR)] if one.monitor else [])]
    seats += [(manager, Seat.MANAGER) for manager in one.managers]
    rows = [
        {
            "org_id": org,
            "session_id": one.id,
            "person_id": person,
            "seat": seat.value,
            "place": place,
            "form": kept.forms[person].value if person in kept.forms else "",
        }
        for place, (person, seat) in enumerate(seats)
    ]
    unit.insert_all(_seat, rows)


def _read(unit: Unit, org: str, rows: Sequence[Row]) -> list[Kept]:
    if not rows:
        return []
    seats: dict[str, list[Row]] = {row["id"]: [] for row in rows}
    for seat in unit.rows(_SEATS, {"org": org, "sessions": tuple(seats)}):
        seats[seat["session_id"]].append(seat)
    return [_kept(row, seats[row["id"]]) for row in rows]


def _kept(row: Row, seats: Sequence[Row]) -> Kept:
    return Kept(
        session=_to_session(row, seats),
        author=row["author_id"],
        created_at=row["created_at"],
        forms={seat["person_id"]: Form(seat["form"]) for seat in seats if seat["form"]},
        segment=row["segment"],
        segment_at=row["segment_at"],
        revealed_at=row["revealed_at"],
        frozen_at=row["frozen_at"],
        opened_at=row["opened_at"],
        closed_at=row["closed_at"],
    )


def _to_session(row: Row, seats: Sequence[Row]) -> Session:
    held = {seat: [one["person_id"] for one in seats if one["seat"] == seat.value] for seat in Seat}
    return Session(
        id=row["id"],
        cycle=row["cycle_id"],
        round=row["round_id"],
        day=date.fromisoformat(row["day"]),
        at=time.fromisoformat(row["at"]),
        zone=row["zone"],
        minutes=row["minutes"],
        facilitator=next(iter(held[Seat.FACILITATOR]), ""),
        monitor=next(iter(held[Seat.MONITOR]), None),
        managers=tuple(held[Seat.MANAGER]),
        state=State(row["state"]),
        sequence=row["sequence"],
        version=row["version"],
    )


_ONE = Prepared(select(_session).where(_session.c.org_id == bindparam("org"), _session.c.id == bindparam("id")))
_OF_PERSON = Prepared(
    select(_session)
    .join(_seat, (_seat.c.org_id == _session.c.org_id) & (_seat.c.session_id == _session.c.id))
    .where(
        _seat.c.org_id == bindparam("org"),
        _seat.c.person_id == bindparam("person"),
        _session.c.state.in_(bindparam("states", expanding=True)),
    )
    .order_by(_session.c.day, _session.c.at, _session.c.id)
)
_SEATS = Prepared(
    select(_seat)
    .where(_seat.c.org_id == bindparam("org"), _seat.c.session_id.in_(bindparam("sessions", expanding=True)))
    .order_by(_seat.c.session_id, _seat.c.place)
)
