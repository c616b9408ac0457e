"""Reports of calibration sessions: computed once one is closed, kept as they were, read by whom the policy names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from pydantic import TypeAdapter
from sqlalchemy import bindparam, delete, insert, select

from domain import policy
from domain.calibration import Session, State
from domain.calibration_report import Habit, Report, Room
from domain.calibration_rounds import Held
from domain.people import Actor
from domain.policy import Action, Condition, Kind, Standing
from storage import calibration, calibration_packets, due, lines, people, tables
from storage.due import Due
from storage.prepared import Prepared
from storage.unit import Row, Unit

COMPUTE = "calibration.report"  # of the due row
FIGURES, REWRITE = "calibration.figures", "calibration.rewrite"  # kinds of notices
_report = tables.table(tables.CalibrationReport)
_habit = tables.table(tables.CalibrationHabit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """The figures of one session among others."""

    session: str
    room: Room


def plan(unit: Unit, org: str, session: str, *, now: int) -> None:
    """Have the report of a session computed that is closed now."""
    due.replan(unit, org, COMPUTE, session, [Due(org=org, kind=COMPUTE, subject=session, step="", due_at=now)])


def save(unit: Unit, org: str, found: Report, *, now: int) -> None:
    """Keep it in the place of an earlier one. Who has left the organization for good has no figures in it."""
    for table in (_report, _habit):
        unit.run(delete(table).where(table.c.org_id == org, table.c.session_id == found.session))
    row = {"org_id": org, "session_id": found.session, "at": now}
    whole = unit.keys.seal(_figures().dump_json(found.room).decode(), *_place(org, found.session))
    unit.run(insert(_report), {**row, "words": whole})
    known = people.by_ids(unit, org, [one.person for one in found.habits])
    own = {one.person: _words(unit, org, found, one) for one in found.habits if one.person in known}
    unit.insert_all(_habit, [{**row, "person_id": person, "words": words} for person, words in own.items()])


def is_there(unit: Unit, org: str, session: str) -> bool:
    return unit.first(_ROOM, {"org": org, "session": session}) is not None


def room(unit: Unit, actor: Actor, session: Session) -> Room | None:
    """Return the figures of the session as a whole; None where there are none, or none for the actor."""
    if not _may(Kind.CALIBRATION_REPORT, _seated(actor, session), session):
        return None
    row = unit.first(_ROOM, {"org": actor.org, "session": session.id})
    return None if row is None else _room(unit, row)


def habit(unit: Unit, actor: Actor, session: Session, person: str, *, now: int) -> Habit | None:
    """Return how one manager rated; None where nothing is known of it, or nothing the actor may know."""
    found = next((one for one in _habits(unit, actor.org, session) if one.person == person), None)
    return found if found and _may_read(unit, actor, session, person, now=now) else None


def readable(unit: Unit, actor: Actor, session: Session, *, now: int) -> Mapping[str, int]:
    """Return the managers of whom the actor may read how they rated, with the number of their island."""
    every = _habits(unit, actor.org, session)
    return {one.person: one.island for one in every if _may_read(unit, actor, session, one.person, now=now)}


def past(unit: Unit, actor: Actor, sessions: Sequence[Session]) -> list[Past]:
    """Return what those of the sessions came to that the actor may compare, in the order in which they were."""
    allowed = {one.id: one for one in sessions if _may(Kind.CALIBRATION_TREND, _seated(actor, one), one)}
    rows = unit.rows(_ROOMS, {"org": actor.org, "sessions": tuple(allowed)})
    found = [Past(session=row["session_id"], room=_room(unit, row)) for row in rows]
    return sorted(found, key=lambda one: (allowed[one.session].starts_at, one.session))


def of_cycle(unit: Unit, org: str, cycle: str) -> list[Held]:
    """Return what its closed sessions came to, the last first: for counts that name nobody; people read `past`."""
    return of_sessions(unit, org, [one.session for one in calibration.every(unit, org) if one.session.cycle == cycle])


def of_sessions(unit: Unit, org: str, those: Iterable[Session]) -> list[Held]:
    """The same of sessions that were read already."""
    closed = [one for one in those if one.state is State.CLOSED]
    mine = sorted(closed, key=lambda one: one.starts_at, reverse=True)
    rows = {
        row["session_id"]: row for row in unit.rows(_ROOMS, {"org": org, "sessions": tuple(one.id for one in mine)})
    }
    there = [one for one in mine if one.id in rows]
    read = calibration_packets.subjects(unit, org, [one.id for one in there])
    return [
        Held(
            round=one.round,
            room=_room(unit, rows[one.id]),
            read=frozenset(read.get(one.id, {})),
            talked_about=frozenset(id for id, is_talked in read.get(one.id, {}).items() if is_talked),
        )
        for one in there
    ]


# --- Who may ------------------------------------------------------------------------------------------------------


def _seated(actor: Actor, session: Session) -> Standing:
    """Toward a session as a whole, about which there is no subject."""
    return Standing(member=True, hr=actor.is_hr, facilitates=session.facilitator == actor.person.id)


def _may_read(unit: Unit, actor: Actor, session: Session, person: str, *, now: int) -> bool:
    """Whoever leads the manager, or works beside them, reads nothing of how they rate, not even as facilitator."""
    plain = lines.standing(unit, actor, person, at=now)
    leads = replace(plain, facilitates=session.facilitator == actor.person.id)
    return _may(Kind.RATER_FIGURES, leads, session)


def _may(kind: Kind, standing: Standing, session: Session) -> bool:
    met = {Condition.CLOSED} if session.state is State.CLOSED else frozenset[Condition]()
    return policy.allows(standing, Action.READ, kind, met)


# --- Pieces -------------------------------------------------------------------------------------------------------


def _habits(unit: Unit, org: str, session: Session) -> list[Habit]:
    found = []
    for row in unit.rows(_HABITS, {"org": org, "session": session.id}):
        place = (org, _habit.name, f"{row['session_id']}/{row['person_id']}", "words")
        found.append(_written().validate_json(unit.keys.open(row["words"], *place)))
    return found


def _words(unit: Unit, org: str, found: Report, one: Habit) -> bytes:
    place = (org, _habit.name, f"{found.session}/{one.person}", "words")
    return unit.keys.seal(_written().dump_json(one).decode(), *place)


def _room(unit: Unit, row: Row) -> Room:
    return _figures().validate_json(unit.keys.open(row["words"], *_place(row["org_id"], row["session_id"])))


@cache
def _figures() -> TypeAdapter[Room]:
    """Write and read the rules' own values, whatever is in them. Made when it is first needed: it takes a while."""
    return TypeAdapter(Room)


@cache
def _written() -> TypeAdapter[Habit]:
    return TypeAdapter(Habit)


def _place(org: str, session: str) -> tuple[str, str, str, str]:
    return org, _report.name, session, "words"


_OURS = _report.c.org_id == bindparam("org")
_ROOM = Prepared(select(_report).where(_OURS, _report.c.session_id == bindparam("session")))
_ROOMS = Prepared(select(_report).where(_OURS, _report.c.session_id.in_(bindparam("sessions", expanding=True))))
_HABITS = Prepared(
    select(_habit)
    .where(_habit.c.org_id == bindparam("org"), _habit.c.session_id == bindparam("session"))
    .order_by(_habit.c.person_id)
)
