"""Calibration sprints as rows: their weeks, who takes part, and how each manager read the cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, insert, select, update

from domain import calibration_sprint as rules
from domain.calibration_sprint import Reading, Sprint, Week
from domain.competencies import Level
from domain.errors import StaleError
from storage import directory, tables
from storage.prepared import Prepared
from storage.unit import Row, Unit

_sprint = tables.table(tables.CalibrationSprint)
_week = tables.table(tables.CalibrationSprintWeek)
_seat = tables.table(tables.CalibrationSprintSeat)
_reading = tables.table(tables.CalibrationSprintReading)


def add(unit: Unit, org: str, sprint: Sprint, *, now: int) -> None:
    row = {
        "org_id": org,
        "id": sprint.id,
        "author_id": sprint.author,
        "facilitator_id": sprint.facilitator,
        "created_at": now,
        "ends_at": sprint.ends_at,
    }
    unit.run(insert(_sprint), row)
    key = {"org_id": org, "sprint_id": sprint.id}
    weeks = [
        {**key, "number": one.number, "competency": one.competency, "opens_at": one.opens_at, "readers": 0}
        for one in sprint.weeks
    ]
    unit.insert_all(_week, weeks)
    unit.insert_all(_seat, [{**key, "person_id": one, "place": place} for place, one in enumerate(sprint.managers)])


def stop(unit: Unit, org: str, sprint: str, *, now: int) -> None:
    """Raises StaleError when somebody else was faster."""
    here = (_sprint.c.org_id == org, _sprint.c.id == sprint, _sprint.c.stopped_at.is_(None))
    if not unit.run(update(_sprint).where(*here).values(stopped_at=now)).rowcount:
        raise StaleError


def found(unit: Unit, org: str, id: str) -> Sprint | None:
    return next(iter(_read(unit, org, unit.rows(_ONE, {"org": org, "id": id}))), None)


def every(unit: Unit, org: str) -> list[Sprint]:
    """Return all of them, the last to end first."""
    return _read(unit, org, unit.rows(_EVERY, {"org": org}))


def not_over(unit: Unit, org: str, *, now: int) -> list[Sprint]:
    """Return those that run or are to come."""
    return _read(unit, org, unit.rows(_NOT_OVER, {"org": org, "now": now}))


def not_over_alone(unit: Unit, org: str, *, now: int) -> list[Sprint]:
    """The same for whoever starts one: nobody else starts one before this unit ends."""
    directory.alone_in(unit, org)
    return not_over(unit, org, now=now)


def of_person(unit: Unit, org: str, person: str) -> list[Sprint]:
    """Return those in which the person takes part or which they look after, the last to end first."""
    return _read(unit, org, unit.rows(_OF_PERSON, {"org": org, "person": person}))


# --- Readings -----------------------------------------------------------------------------------------------------


def put(unit: Unit, org: str, sprint: Sprint, reading: Reading) -> None:
    """Keep how somebody read the cases of a week. Raises StaleError when they have read them already."""
    key = {"org_id": org, "sprint_id": sprint.id, "person_id": reading.person, "week": reading.week}
    how = {"knew": reading.knew, "at": reading.at}
    for case, level in sorted(reading.levels.items()):
        if not unit.insert_if_new(_reading, {**key, "case_id": case, "level": level.value, **how}):
            raise StaleError
    week = sprint.week(reading.week)
    if week and rules.in_time([reading], week):
        _count(unit, org, sprint.id, week.number, 1)


def forget_uncounted(unit: Unit, org: str, person: str, *, now: int) -> int:
    """Count somebody who is erased in no week that goes on: nobody was shown a figure with them in it.

    Return in how many they were counted. Their readings are still there, and deleted in the same unit.
    """
    weeks = 0
    for row in unit.rows(_READ_IN, {"org": org, "person": person}):
        sprint = found(unit, org, row["sprint_id"])
        week = sprint.week(row["week"]) if sprint else None
        if sprint and week and not sprint.has_closed(week, now) and row["at"] < week.closes_at:
            _count(unit, org, sprint.id, week.number, -1)
            weeks += 1
    return weeks


def readings(unit: Unit, org: str, sprint: str) -> list[Reading]:
    """Return all that were made; who sees what of that is the caller's to ask."""
    return _joined(unit.rows(_READINGS, {"org": org, "sprint": sprint}))


def own(unit: Unit, org: str, sprint: str, person: str) -> Mapping[int, Reading]:
    """Return the person's readings by week; nobody else's is read for it."""
    return {one.week: one for one in _joined(unit.rows(_OWN, {"org": org, "sprint": sprint, "person": person}))}


def knows(unit: Unit, org: str, person: str, competency: str) -> bool:
    """Say whether the person has read the cases of a competency before, in whichever sprint."""
    return unit.first(_KNOWS, {"org": org, "person": person, "competency": competency}) is not None


# --- Pieces -------------------------------------------------------------------------------------------------------


def _count(unit: Unit, org: str, sprint: str, week: int, more: int) -> None:
    here = (_week.c.org_id == org, _week.c.sprint_id == sprint, _week.c.number == week)
    unit.run(update(_week).where(*here).values(readers=_week.c.readers + more))


def _joined(rows: Sequence[Row]) -> list[Reading]:
    levels: dict[tuple[str, int, int, bool], dict[str, Level]] = {}
    for row in rows:
        one = (row["person_id"], row["week"], row["at"], row["knew"])
        levels.setdefault(one, {})[row["case_id"]] = Level(row["level"])
    return [
        Reading(person=who, week=week, levels=those, at=at, knew=bool(knew))
        for (who, week, at, knew), those in levels.items()
    ]


def _read(unit: Unit, org: str, rows: Sequence[Row]) -> list[Sprint]:
    if not rows:
        return []
    these = {"org": org, "sprints": tuple(row["id"] for row in rows)}
    weeks, seats = unit.rows(_WEEKS, these), unit.rows(_SEATS, these)
    return [_from(row, weeks, seats) for row in rows]


def _from(row: Row, weeks: Sequence[Row], seats: Sequence[Row]) -> Sprint:
    mine = [one for one in weeks if one["sprint_id"] == row["id"]]
    closing = [*(one["opens_at"] for one in mine[1:]), row["ends_at"]]
    return Sprint(
        id=row["id"],
        author=row["author_id"],
        facilitator=row["facilitator_id"],
        managers=tuple(one["person_id"] for one in seats if one["sprint_id"] == row["id"]),
        weeks=tuple(_to_week(one, at) for one, at in zip(mine, closing, strict=True)),
        stopped_at=row["stopped_at"],
    )


def _to_week(row: Row, closes_at: int) -> Week:
    return Week(
        number=row["number"],
        competency=row["competency"],
        opens_at=row["opens_at"],
        closes_at=closes_at,
        readers=row["readers"],
    )


_HERE = _sprint.c.org_id == bindparam("org")
_LAST_FIRST = (_sprint.c.ends_at.desc(), _sprint.c.id)
_ONE = Prepared(select(_sprint).where(_HERE, _sprint.c.id == bindparam("id")))
_EVERY = Prepared(select(_sprint).where(_HERE).order_by(*_LAST_FIRST))
_NOT_OVER = Prepared(
    select(_sprint)
    .where(_HERE, _sprint.c.ends_at > bindparam("now"), _sprint.c.stopped_at.is_(None))
    .order_by(*_LAST_FIRST)
)
_TAKES_PART = select(_seat.c.sprint_id).where(
    _seat.c.org_id == bindparam("org"), _seat.c.person_id == bindparam("person")
)
_OF_PERSON = Prepared(
    select(_sprint)
    .where(_HERE, _sprint.c.id.in_(_TAKES_PART) | (_sprint.c.facilitator_id == bindparam("person")))
    .order_by(*_LAST_FIRST)
)
_WEEKS = Prepared(
    select(_week)
    .where(_week.c.org_id == bindparam("org"), _week.c.sprint_id.in_(bindparam("sprints", expanding=True)))
    .order_by(_week.c.sprint_id, _week.c.number)
)
_SEATS = Prepared(
    select(_seat)
    .where(_seat.c.org_id == bindparam("org"), _seat.c.sprint_id.in_(bindparam("sprints", expanding=True)))
    .order_by(_seat.c.sprint_id, _seat.c.place)
)
_IN_SPRINT = (_reading.c.org_id == bindparam("org"), _reading.c.sprint_id == bindparam("sprint"))
_READINGS = Prepared(
    select(_reading).where(*_IN_SPRINT).order_by(_reading.c.person_id, _reading.c.week, _reading.c.case_id)
)
_OWN = Prepared(
    select(_reading)
    .where(*_IN_SPRINT, _reading.c.person_id == bindparam("person"))
    .order_by(_reading.c.week, _reading.c.case_id)
)
_READ_IN = Prepared(
    select(_reading.c.sprint_id, _reading.c.week, _reading.c.at)
    .where(_reading.c.org_id == bindparam("org"), _reading.c.person_id == bindparam("person"))
    .distinct()
    .order_by(_reading.c.sprint_id, _reading.c.week)
)
_KNOWS = Prepared(
    select(_reading.c.week)
    .join(
        _week,
        (_week.c.org_id == _reading.c.org_id)
        & (_week.c.sprint_id == _reading.c.sprint_id)
        & (_week.c.number == _reading.c.week),
    )
    .where(
        _reading.c.org_id == bindparam("org"),
        _reading.c.person_id == bindparam("person"),
        _week.c.competency == bindparam("competency"),
    )
    .limit(1)
)
