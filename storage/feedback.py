"""What colleagues were asked to say of somebody: read by whoever asked, whoever was asked, and nobody else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from domain.feedback import Asked, State, may_read
from domain.people import Actor
from storage import tables
from storage.notices import Notice
from storage.prepared import Prepared
from storage.unit import Row, Unit

ASKED = "feedback.asked"  # the notice to the colleague, and the reminder of it
ANSWERED = "feedback.answered"  # the notice to whoever asked
REMIND = "feedback.remind"  # the due row of the reminder
LAPSE = "feedback.lapse"  # the due row at which nobody waits for it any more
_request = tables.table(tables.FeedbackRequest)


def add(unit: Unit, org: str, asked: Asked) -> None:
    unit.do(_ADD, _row(unit, org, asked))


def settle(unit: Unit, org: str, id: str, state: State, *, now: int) -> None:
    here = (_request.c.org_id == org, _request.c.id == id)
    unit.run(update(_request).where(*here).values(state=state.value, settled_at=now))


def find(unit: Unit, reader: Actor, id: str) -> Asked | None:
    """Return the request, or None when there is none that the reader asked or was asked."""
    return _one(unit, reader, unit.first(_ONE, {"org": reader.org, "id": id}))


def find_to_change(unit: Unit, reader: Actor, id: str) -> Asked | None:
    """The same, locked against other units until this one ends."""
    return _one(unit, reader, unit.first(_ONE if unit.is_alone else _ONE_LOCKED, {"org": reader.org, "id": id}))


def waiting(unit: Unit, colleague: Actor) -> list[Asked]:
    """Return what the colleague was asked and has not answered, what is due first."""
    mine = {"org": colleague.org, "asked": colleague.person.id, "state": State.ASKED.value}
    return [_asked(unit, row) for row in unit.rows(_WAITING, mine)]


def asked_by(unit: Unit, asker: Actor, *, most: int) -> list[Asked]:
    """Return the latest that somebody asked others."""
    mine = {"org": asker.org, "by": asker.person.id, "most": most}
    return [_asked(unit, row) for row in unit.rows(_ASKED_BY, mine)]


def worth_telling(unit: Unit, org: str, person: str, waiting: Sequence[Notice]) -> list[Notice]:
    """Return the notices whose request still waits for this colleague."""
    told = {"org": org, "asked": person, "state": State.ASKED.value}
    still = {row["id"] for row in unit.rows(_WAITING, told)}
    return [one for one in waiting if one.subject.partition("/")[0] in still]


def lapse(unit: Unit, org: str, id: str, *, now: int) -> None:
    """Nobody waits any more, if anybody still did."""
    here = (_request.c.org_id == org, _request.c.id == id, _request.c.state == State.ASKED.value)
    unit.run(update(_request).where(*here).values(state=State.LAPSED.value, settled_at=now))


def colleague(unit: Unit, org: str, id: str) -> str | None:
    """Return the id of whoever is asked and has not answered."""
    row = unit.first(_ONE, {"org": org, "id": id})
    return row["asked_id"] if row is not None and row["state"] == State.ASKED.value else None


def _one(unit: Unit, reader: Actor, row: Row | None) -> Asked | None:
    found = None if row is None else _asked(unit, row)
    return found if found is not None and may_read(found, reader.person.id) else None


def _row(unit: Unit, org: str, asked: Asked) -> dict[str, Any]:
    return {
        "org_id": org,
        "id": asked.id,
        "subject_id": asked.subject,
        "asked_id": asked.asked,
        "by_id": asked.by,
        "competency": asked.competency,
        "question": unit.keys.seal(json.dumps({"question": asked.question}), *_place(org, asked.id)),
        "due_on": asked.due_on.isoformat(),
        "state": asked.state.value,
        "created_at": asked.asked_at,
    }


def _asked(unit: Unit, row: Row) -> Asked:
    said = json.loads(unit.keys.open(row["question"], *_place(row["org_id"], row["id"]))) if row["question"] else {}
    return Asked(
        id=row["id"],
        subject=row["subject_id"],
        asked=row["asked_id"],
        by=row["by_id"],
        competency=row["competency"],
        question=said.get("question", ""),
        due_on=date.fromisoformat(row["due_on"]),
        state=State(row["state"]),
        asked_at=row["created_at"],
    )


def _place(org: str, id: str) -> tuple[str, ...]:
    return org, "feedback_request", id, "question"


_COLUMNS = [column.name for column in _request.columns if column.name != "settled_at"]
_ADD = Prepared(insert(_request), _COLUMNS)
_MINE = _request.c.org_id == bindparam("org")
_ONE_ROW = select(_request).where(_MINE, _request.c.id == bindparam("id"))
_ONE = Prepared(_ONE_ROW)
_ONE_LOCKED = Prepared(_ONE_ROW.with_for_update())
_WAITING = Prepared(
    select(_request)
    .where(_MINE, _request.c.asked_id == bindparam("asked"), _request.c.state == bindparam("state"))
    .order_by(_request.c.due_on, _request.c.id)
)
_ASKED_BY = Prepared(
    select(_request)
    .where(_MINE, _request.c.by_id == bindparam("by"))
    .order_by(_request.c.created_at.desc(), _request.c.id)
    .limit(bindparam("most"))
)
