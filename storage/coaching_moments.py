"""Moments at which a thought is of use to whoever leads people: what the store knows of them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, exists, select, union

from content import pack
from domain import kudos
from domain.evidence import State, Voice
from domain.evidence_record import Deed
from storage import tables
from storage.prepared import Prepared
from storage.unit import Unit

_evidence = tables.table(tables.Evidence)
_change = tables.table(tables.EvidenceChange)
_kudos = tables.table(tables.Kudos)
_receiver = tables.table(tables.KudosReceiver)
_person = tables.table(tables.Person)
_BROUGHT = (Voice.OWNED_ERROR.value, Voice.RAISED_CONCERN.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """A manager noted that one of their people spoke up to them."""

    id: str
    manager: str
    report: str


def concerns(unit: Unit, org: str, *, managers: tuple[str, str], since: int) -> list[Concern]:
    """Return what managers (between two ids) noted of this themselves, so that it is no news to them who it was.

    Not where the person concerned said so afterwards: that they did is theirs, and no note of the manager's.
    """
    told = {"org": org, "first": managers[0], "last": managers[1], "since": since, "voices": _BROUGHT}
    rows = unit.rows(_CONCERNS, told)
    return [Concern(id=row["id"], manager=row["author_id"], report=row["subject_id"]) for row in rows]


def shared_errors(unit: Unit, org: str, *, managers: tuple[str, str], since: int) -> frozenset[str]:
    """Return who of these let others know of an error of theirs: by evidence of their own or public thanks for it."""
    badges = tuple(one.id for one in pack.default().badges if one.needs_correction)
    told = {"org": org, "first": managers[0], "last": managers[1], "since": since, "badges": badges}
    return frozenset(row["person_id"] for row in unit.rows(_SHARED, told))


_SAID_AFTERWARDS = exists().where(
    _change.c.org_id == _evidence.c.org_id,
    _change.c.evidence_id == _evidence.c.id,
    _change.c.change == Deed.SPOKE_UP.value,
)
_CONCERNS = Prepared(
    select(_evidence.c.id, _evidence.c.author_id, _evidence.c.subject_id)
    .join(_person, (_person.c.org_id == _evidence.c.org_id) & (_person.c.id == _evidence.c.subject_id))
    .where(
        _evidence.c.org_id == bindparam("org"),
        _evidence.c.author_id == _person.c.manager_id,
        _evidence.c.author_id.between(bindparam("first"), bindparam("last")),
        _evidence.c.recorded_at > bindparam("since"),
        _evidence.c.voice.in_(bindparam("voices", expanding=True)),
        _evidence.c.state != State.WITHDRAWN.value,
        ~_SAID_AFTERWARDS,
    )
    .order_by(_evidence.c.recorded_at, _evidence.c.id)
)
_OWNED = select(_evidence.c.subject_id.label("person_id")).where(
    _evidence.c.org_id == bindparam("org"),
    _evidence.c.subject_id.between(bindparam("first"), bindparam("last")),
    _evidence.c.recorded_at > bindparam("since"),
    _evidence.c.voice == Voice.OWNED_ERROR.value,
    _evidence.c.author_id == _evidence.c.subject_id,
    _evidence.c.state.in_((State.STANDING.value, State.KEPT.value)),
)
_THANKED = (
    select(_receiver.c.person_id)
    .join(_kudos, (_kudos.c.org_id == _receiver.c.org_id) & (_kudos.c.id == _receiver.c.kudos_id))
    .where(
        _receiver.c.org_id == bindparam("org"),
        _receiver.c.person_id.between(bindparam("first"), bindparam("last")),
        _receiver.c.given_at > bindparam("since"),
        _kudos.c.badge.in_(bindparam("badges", expanding=True)),
        _kudos.c.audience == kudos.Audience.PUBLIC.value,
        _kudos.c.state == kudos.State.GIVEN.value,
    )
)
_SHARED = Prepared(union(_OWNED, _THANKED))
