"""Ratings that fell after their person spoke up: noted for an ombud outside the line, and read by nobody else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import islice, pairwise
from typing import Any

from sqlalchemy import bindparam, insert, or_, select, update

from domain import evidence, local_time, policy, ratings_tripwire
from domain.competencies import Level
from domain.people import Actor
from domain.policy import Role
from domain.ratings_tripwire import Alert, Change, Kind, Voice
from domain.reviews import Part
from domain.roles import Office
from storage import lines, roles, tables
from storage.prepared import Prepared
from storage.unit import Row, Unit

FELL = "rating fell"  # the kind of a concern
_concern = tables.table(tables.ReviewConcern)
_rating = tables.table(tables.Rating)
_review = tables.table(tables.Review)
_cycle = tables.table(tables.Cycle)
_checkpoint = tables.table(tables.Checkpoint)
_evidence = tables.table(tables.Evidence)
_VOICES = {
    evidence.Voice.OWNED_ERROR.value: Kind.OWNED_ERROR,
    evidence.Voice.RAISED_CONCERN.value: Kind.RAISED_CONCERN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """`alert` as it was when the review was handed in; `settled_at` is UTC epoch ms."""

    id: str
    cycle: str
    round: str
    subject: str
    alert: Alert
    raised_at: int
    settled_at: int | None = None


def alert(unit: Unit, org: str, subject: str) -> Alert | None:
    """Return what fell of this person's, after what, or None."""
    found = ratings_tripwire.report(_changes(unit, org, subject), _spoken(unit, org, subject)).alerts
    return next(iter(found), None)


def add(unit: Unit, org: str, one: Concern) -> bool:
    """Keep it unless one of this review waits already; say whether it was new."""
    if unit.first(_OPEN, {"org": org, "cycle": one.cycle, "round": one.round, "subject": one.subject}) is not None:
        return False
    words = json.dumps({"falls": _plain(one.alert.falls), "voices": _plain(one.alert.voices)})
    row = {
        "org_id": org,
        "id": one.id,
        "cycle_id": one.cycle,
        "round_id": one.round,
        "subject_id": one.subject,
        "kind": FELL,
        "words": unit.keys.seal(words, org, "review_concern", one.id, "words"),
        "raised_at": one.raised_at,
    }
    unit.run(insert(_concern), row)
    return True


def find(unit: Unit, reader: Actor, id: str, *, now: int) -> Concern | None:
    """Return it for an ombud outside the line, None for everybody else."""
    row = unit.first(_ONE, {"org": reader.org, "id": id})
    return _from(unit, row) if row is not None and may_read(unit, reader, row["subject_id"], now=now) else None


def waiting(unit: Unit, reader: Actor, *, most: int, now: int) -> list[str]:
    """Return the ids of what waits for this ombud, what waits longest first."""
    if not roles.holds(unit, reader.org, reader.person.id, Office.OMBUD):
        return []
    rows = unit.rows(_WAITING, {"org": reader.org})
    return list(islice((row["id"] for row in rows if may_read(unit, reader, row["subject_id"], now=now)), most))


def settle(unit: Unit, org: str, id: str, *, by: str, now: int) -> None:
    here = (_concern.c.org_id == org, _concern.c.id == id)
    unit.run(update(_concern).where(*here).values(settled_by=by, settled_at=now))


def may_read(unit: Unit, reader: Actor, subject: str, *, now: int) -> bool:
    return Role.OMBUD in policy.roles(lines.standing(unit, reader, subject, at=now))


# --- Pieces -------------------------------------------------------------------------------------------------------


def _changes(unit: Unit, org: str, subject: str) -> list[Change]:
    """Each rating that was handed in with the one before it, of the same person and competency."""
    rows = unit.rows(_RATED, {"org": org, "subject": subject})
    return [
        Change(
            person=later["subject_id"],
            competency=later["competency"],
            before=Level(earlier["level"]),
            rated_before_on=_day(earlier["submitted_at"]),
            after=Level(later["level"]),
            rated_on=_day(later["submitted_at"]),
        )
        for earlier, later in pairwise(rows)
        if all(earlier[name] == later[name] for name in ("subject_id", "competency"))
    ]


def _spoken(unit: Unit, org: str, subject: str) -> list[Voice]:
    rows = unit.rows(_SPOKEN, {"org": org, "subject": subject})
    said = [
        Voice(person=row["subject_id"], kind=_VOICES[row["voice"]], on=_day(row["recorded_at"]))
        for row in rows
        if row["voice"] in _VOICES
    ]
    contested = [
        Voice(person=row["subject_id"], kind=Kind.CONTESTED, on=_day(row["contested_at"]))
        for row in rows
        if row["contested_at"]
    ]
    return said + contested


def _day(at: int) -> date:
    return local_time.day_of(at, "UTC")


def _plain(those: Sequence[Change] | Sequence[Voice]) -> list[dict[str, Any]]:
    return [{name: str(value) for name, value in asdict(one).items()} for one in those]


def _from(unit: Unit, row: Row) -> Concern:
    said = json.loads(unit.keys.open(row["words"], row["org_id"], "review_concern", row["id"], "words"))
    falls = tuple(
        Change(
            person=one["person"],
            competency=one["competency"],
            before=Level(one["before"]),
            rated_before_on=date.fromisoformat(one["rated_before_on"]),
            after=Level(one["after"]),
            rated_on=date.fromisoformat(one["rated_on"]),
        )
        for one in said["falls"]
    )
    voices = tuple(
        Voice(person=one["person"], kind=Kind(one["kind"]), on=date.fromisoformat(one["on"])) for one in said["voices"]
    )
    return Concern(
        id=row["id"],
        cycle=row["cycle_id"],
        round=row["round_id"],
        subject=row["subject_id"],
        alert=Alert(person=row["subject_id"], falls=falls, voices=voices),
        raised_at=row["raised_at"],
        settled_at=row["settled_at"],
    )


_OPEN = Prepared(
    select(_concern.c.id).where(
        _concern.c.org_id == bindparam("org"),
        _concern.c.subject_id == bindparam("subject"),
        _concern.c.cycle_id == bindparam("cycle"),
        _concern.c.round_id == bindparam("round"),
        _concern.c.settled_at.is_(None),
    )
)
_ONE = Prepared(select(_concern).where(_concern.c.org_id == bindparam("org"), _concern.c.id == bindparam("id")))
_WAITING = Prepared(
    select(_concern.c.id, _concern.c.subject_id)
    .where(_concern.c.org_id == bindparam("org"), _concern.c.settled_at.is_(None))
    .order_by(_concern.c.raised_at, _concern.c.id)
)
_RATED = Prepared(
    select(_rating.c.subject_id, _rating.c.competency, _rating.c.level, _review.c.submitted_at)
    .join(
        _review,
        (_review.c.org_id == _rating.c.org_id)
        & (_review.c.cycle_id == _rating.c.cycle_id)
        & (_review.c.round_id == _rating.c.round_id)
        & (_review.c.subject_id == _rating.c.subject_id),
    )
    .join(_cycle, (_cycle.c.org_id == _rating.c.org_id) & (_cycle.c.id == _rating.c.cycle_id))
    .outerjoin(
        _checkpoint,
        (_checkpoint.c.org_id == _rating.c.org_id)
        & (_checkpoint.c.cycle_id == _rating.c.cycle_id)
        & (_checkpoint.c.id == _rating.c.round_id),
    )
    .where(
        _rating.c.org_id == bindparam("org"),
        _rating.c.subject_id == bindparam("subject"),
        _rating.c.part == Part.MANAGER.value,
        _rating.c.level != "",
        _review.c.submitted_at.is_not(None),
    )
    .order_by(_rating.c.subject_id, _rating.c.competency, _cycle.c.starts_on, _cycle.c.id, _checkpoint.c.opens_on)
)
_SPOKEN = Prepared(
    select(_evidence.c.subject_id, _evidence.c.voice, _evidence.c.recorded_at, _evidence.c.contested_at).where(
        _evidence.c.org_id == bindparam("org"),
        _evidence.c.subject_id == bindparam("subject"),
        or_(_evidence.c.voice.in_(list(_VOICES)), _evidence.c.contested_at.is_not(None)),
    )
)
