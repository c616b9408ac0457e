"""What a session decided, each time it did: kept in a row of its own, taken back by a mark, carried out at its end."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select, update

from domain.calibration_decisions import Failure, Outcome, Ruling
from domain.competencies import Level
from domain.errors import StaleError
from storage import tables
from storage.prepared import Prepared
from storage.unit import Row, Unit

_decision = tables.table(tables.CalibrationDecision)
_TABLE = "calibration_decision"


def add(unit: Unit, org: str, session: str, one: Ruling) -> None:
    """Keep it. Raises StaleError when somebody has decided on the rating meanwhile: each number is given once."""
    if not unit.insert_if_new(_decision, _row(unit, org, session, one)):
        raise StaleError


def of_session(unit: Unit, org: str, session: str) -> list[Ruling]:
    """Return all of them, also those that were taken back, in the order in which they were made."""
    return [_from(unit, row) for row in unit.rows(_OF_SESSION, {"org": org, "session": session})]


def undo(unit: Unit, org: str, session: str, one: Ruling, *, now: int) -> None:
    """Take it back; it stays in the log. Raises StaleError when it was already."""
    here = (*_one(org, session, one), _decision.c.undone_at.is_(None), _decision.c.applied_at.is_(None))
    if not unit.run(update(_decision).where(*here).values(undone_at=now)).rowcount:
        raise StaleError


def applied(unit: Unit, org: str, session: str, those: Sequence[Ruling], *, now: int) -> None:
    for one in those:
        unit.run(update(_decision).where(*_one(org, session, one)).values(applied_at=now))


def failed(unit: Unit, org: str, session: str, those: Sequence[Ruling]) -> None:
    """Keep with each why it could not be carried out."""
    for one in those:
        words = _row(unit, org, session, one)["words"]
        unit.run(update(_decision).where(*_one(org, session, one)).values(words=words))


def _one(org: str, session: str, one: Ruling) -> tuple[ColumnElement[bool], ...]:
    return (
        _decision.c.org_id == org,
        _decision.c.session_id == session,
        _decision.c.subject_id == one.subject,
        _decision.c.competency == one.competency,
        _decision.c.number == one.number,
    )


def _row(unit: Unit, org: str, session: str, one: Ruling) -> dict[str, Any]:
    place = (org, _TABLE, f"{session}/{one.subject}/{one.competency}/{one.number}", "words")
    said = {
        "original": one.original.value if one.original else None,
        "stood": one.stood,
        "failed": one.failed.value if one.failed else None,
        "level": one.level.value if one.level else None,
        "reason": one.reason,
        "wording": one.wording,
        "line": one.line,
        "cited": sorted(one.cited),
        "voices": list(one.voices),
        "both": one.both,
    }
    return {
        "org_id": org,
        "session_id": session,
        "subject_id": one.subject,
        "competency": one.competency,
        "number": one.number,
        "outcome": one.outcome.value,
        "by_id": one.by,
        "words": unit.keys.seal(json.dumps(said), *place),
        "at": one.at,
        "undone_at": one.undone_at,
        "applied_at": one.applied_at,
    }


def _from(unit: Unit, row: Row) -> Ruling:
    id = "/".join(str(row[name]) for name in ("session_id", "subject_id", "competency", "number"))
    said = json.loads(unit.keys.open(row["words"], row["org_id"], _TABLE, id, "words"))
    return Ruling(
        subject=row["subject_id"],
        competency=row["competency"],
        number=row["number"],
        outcome=Outcome(row["outcome"]),
        by=row["by_id"],
        at=row["at"],
        original=Level(said["original"]) if said["original"] else None,
        stood=said["stood"],
        failed=Failure(said["failed"]) if said["failed"] else None,
        level=Level(said["level"]) if said["level"] else None,
        reason=said["reason"],
        wording=said["wording"],
        line=said["line"],
        cited=frozenset(said["cited"]),
        voices=tuple(said["voices"]),
        both=said["both"],
        undone_at=row["undone_at"],
        applied_at=row["applied_at"],
    )


_OF_SESSION = Prepared(
    select(_decision)
    .where(_decision.c.org_id == bindparam("org"), _decision.c.session_id == bindparam("session"))
    .order_by(_decision.c.at, _decision.c.subject_id, _decision.c.competency, _decision.c.number)
)
