"""What managers say of packets: each writes their own, and nobody reads another's before the session is open."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import bindparam, delete, insert, select

from domain.calibration_decisions import Mark, Reading, View
from domain.competencies import Level
from storage import tables
from storage.prepared import Prepared
from storage.unit import Row, Unit

_view = tables.table(tables.CalibrationView)
_TABLE = "calibration_view"


def put(unit: Unit, org: str, session: str, subject: str, view: View, *, now: int) -> None:
    """Keep it in the place of what the person said before."""
    key = {"org_id": org, "session_id": session, "subject_id": subject, "person_id": view.person}
    place = (org, _TABLE, f"{session}/{subject}/{view.person}", "words")
    unit.run(delete(_view).where(*(_view.c[name] == value for name, value in key.items())))
    unit.run(insert(_view), {**key, "words": unit.keys.seal(json.dumps(_told(view)), *place), "at": now})


def keep_only(unit: Unit, org: str, session: str, subjects: Collection[str], people: Collection[str]) -> None:
    """Drop what was said of other packets, or by others."""
    is_other = _view.c.subject_id.not_in(subjects) | _view.c.person_id.not_in(people)
    unit.run(delete(_view).where(_view.c.org_id == org, _view.c.session_id == session, is_other))


def of_person(unit: Unit, org: str, session: str, subject: str, person: str) -> View:
    """Return what the person has said of the packet; nothing yet is a view as well."""
    found = unit.first(_OF_PERSON, {"org": org, "session": session, "subject": subject, "person": person})
    return View(person=person) if found is None else _from(unit, found)


def of_packet(unit: Unit, org: str, session: str, subject: str) -> list[View]:
    """Return what everybody has said of it, for what is counted of it, or read in an open session."""
    rows = unit.rows(_OF_PACKET, {"org": org, "session": session, "subject": subject})
    return [_from(unit, row) for row in rows]


def marks(unit: Unit, org: str, session: str) -> Mapping[str, Mapping[str, Mark]]:
    """Return how each person has marked which packets, by person and subject."""
    found: dict[str, dict[str, Mark]] = {}
    for row in unit.rows(_OF_SESSION, {"org": org, "session": session}):
        view = _from(unit, row)
        if view.mark is not None:
            found.setdefault(view.person, {})[row["subject_id"]] = view.mark
    return found


def _told(one: View) -> dict[str, Any]:
    readings = {
        competency: {"level": reading.level.value, "line": reading.line, "cited": sorted(reading.cited)}
        for competency, reading in one.readings.items()
    }
    mark = one.mark.value if one.mark else None
    return {"mark": mark, "question": one.question, "points": dict(one.points), "readings": readings}


def _from(unit: Unit, row: Row) -> View:
    place = (row["org_id"], _TABLE, f"{row['session_id']}/{row['subject_id']}/{row['person_id']}", "words")
    said = json.loads(unit.keys.open(row["words"], *place))
    return View(
        person=row["person_id"],
        mark=Mark(said["mark"]) if said["mark"] else None,
        question=said["question"],
        points=said["points"],
        readings={competency: _reading(told) for competency, told in said["readings"].items()},
    )


def _reading(said: Mapping[str, Any]) -> Reading:
    return Reading(level=Level(said["level"]), line=said["line"], cited=frozenset(said["cited"]))


_HERE = (_view.c.org_id == bindparam("org"), _view.c.session_id == bindparam("session"))
_OF_SESSION = Prepared(select(_view).where(*_HERE))
_PACKET = select(_view).where(*_HERE, _view.c.subject_id == bindparam("subject"))
_OF_PACKET = Prepared(_PACKET.order_by(_view.c.person_id))
_OF_PERSON = Prepared(_PACKET.where(_view.c.person_id == bindparam("person")))
