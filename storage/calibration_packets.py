"""Packets: frozen once, and read by nobody whom the policy does not let read this one at this moment."""

from __future__ import annotations

import json
import random
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, select, update

from domain import calibration_conflicts as conflicts
from domain import calibration_packets as rules
from domain import policy
from domain.calibration import Case, Session
from domain.calibration_conflicts import Conflict
from domain.calibration_packets import Packet, Piece, Rated, Why
from domain.competencies import Level
from domain.evidence import Strength
from domain.people import Actor
from domain.policy import Action, Condition, Kind, Standing
from storage import calibration, calibration_reviews, calibration_views, delegations, lines, tables
from storage.calibration import Kept
from storage.prepared import Prepared
from storage.unit import Row, Unit

_packet = tables.table(tables.CalibrationPacket)
_TABLE = "calibration_packet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A packet, and what whoever asks is to it."""

    packet: Packet
    standing: Standing
    conditions: frozenset[Condition]

    def given(self, met: frozenset[Condition]) -> Found:
        """Return the same, with what else is met."""
        return replace(self, conditions=self.conditions | met)

    def allows(self, action: Action, kind: Kind = Kind.CALIBRATION_PACKET) -> bool:
        return policy.allows(self.standing, action, kind, self.conditions)


def freeze(unit: Unit, org: str, session: Session, *, now: int, rng: random.Random) -> int:
    """Freeze a packet of everybody it is about, in the place of all there were; count them.

    What is talked about, and in which order, is drawn. Of what was said before, that stays which managers of today said
    of a packet that reads the same.
    """
    before = {one.subject: one.ratings for one in of_session(unit, org, session.id)}
    new = _all_new(unit, org, session, calibration.cases(unit, org, session, now=now), now=now)
    same = {one.subject for one in new if before.get(one.subject) == one.ratings}
    _drop(unit, org, session.id, before.keys())
    calibration_views.keep_only(unit, org, session.id, same, session.managers)
    unit.insert_all(_packet, [_row(unit, org, one) for one in rules.chosen(new, rng=rng)])
    return len(new)


def complete(unit: Unit, org: str, session: Session, *, now: int) -> None:
    """Before it begins: whoever came since is only read, and packets of those it is not about any more go."""
    cases = calibration.cases(unit, org, session, now=now)
    held = {one.subject for one in of_session(unit, org, session.id)}
    _drop(unit, org, session.id, held - {one.subject for one in cases})
    late = _all_new(unit, org, session, [one for one in cases if one.subject not in held], now=now)
    unit.insert_all(_packet, [_row(unit, org, one) for one in late])


def of_session(unit: Unit, org: str, session: str) -> list[Packet]:
    """Return all of them, for what happens by itself or counts."""
    return [_from(unit, row) for row in unit.rows(_OF_SESSION, {"org": org, "session": session})]


def subjects(unit: Unit, org: str, sessions: Collection[str]) -> Mapping[str, Mapping[str, bool]]:
    """Return by session whom it has packets of, and whether it talked about them."""
    found: dict[str, dict[str, bool]] = {}
    for row in unit.rows(_SUBJECTS, {"org": org, "sessions": tuple(sessions)}):
        found.setdefault(row["session_id"], {})[row["subject_id"]] = row["begun_at"] is not None
    return found


def meet(unit: Unit, actor: Actor, kept: Kept, subject: str, *, now: int) -> Found | None:
    """Return the packet with what the actor may do with it; None when there is none."""
    row = unit.first(_ONE, {"org": actor.org, "session": kept.id, "subject": subject})
    return None if row is None else _found(unit, actor, kept.session, _from(unit, row), now)


def readable(unit: Unit, actor: Actor, kept: Kept, *, now: int) -> list[Found]:
    """Return those that the actor may read, in the order of the session; then those that are only read."""
    every = of_session(unit, actor.org, kept.id)
    found = [_found(unit, actor, kept.session, one, now) for one in every]
    allowed = [one for one in found if one.allows(Action.READ)]
    return sorted(allowed, key=lambda one: (one.packet.place is None, one.packet.place or 0, one.packet.subject))


def standing(unit: Unit, actor: Actor, session: Session, subject: str, *, now: int) -> tuple[Standing, Conflict | None]:
    """Return what the actor is to somebody the session is about, and why they have no say, if so."""
    me, org = actor.person.id, actor.org
    plain = lines.standing(unit, actor, subject, at=now)
    boss = lines.manager(unit, org, subject, at=now)
    ever = delegations.ever(unit, org, session.cycle)
    acted = me != subject and any(me == acting and away == boss for away, acting in ever)
    acts = delegations.of_cycle(unit, org, session.cycle).get(boss or "") == me and me != subject
    why = conflicts.conflict(plain, acted=acted)
    return conflicts.seated(plain, session, me, acted=acted, acts=acts), why


def begin_case(unit: Unit, org: str, session: str, subject: str, *, now: int) -> None:
    """Note since when a case is talked about."""
    unit.run(update(_packet).where(*_one(org, session, subject)).values(begun_at=now))


# --- Pieces -------------------------------------------------------------------------------------------------------


def _found(unit: Unit, actor: Actor, session: Session, packet: Packet, now: int) -> Found:
    me = actor.person.id
    held, _ = standing(unit, actor, session, packet.subject, now=now)
    held = replace(held, in_line=held.in_line or packet.is_by(me))
    return Found(packet=packet, standing=held, conditions=conflicts.met(session, me))


def _drop(unit: Unit, org: str, session: str, subjects: Collection[str]) -> None:
    here = (_packet.c.org_id == org, _packet.c.session_id == session)
    unit.run(delete(_packet).where(*here, _packet.c.subject_id.in_(subjects)))


def _all_new(unit: Unit, org: str, session: Session, cases: Iterable[Case], *, now: int) -> list[Packet]:
    found = (_new(unit, org, session, one, now=now) for one in cases)
    return [one for one in found if one is not None]


def _new(unit: Unit, org: str, session: Session, case: Case, *, now: int) -> Packet | None:
    stands = calibration_reviews.stands(unit, org, session, case.subject, now=now)
    if stands is None:
        return None
    return Packet(
        session=session.id,
        subject=case.subject,
        manager=case.manager,
        frozen_at=now,
        ratings=stands.rated,
        hands=calibration_reviews.hands(unit, org, stands.review),
    )


def _row(unit: Unit, org: str, one: Packet) -> dict[str, Any]:
    said = {
        "ratings": [_told(rated) for rated in one.ratings],
        "why": [why.name for why in one.why],
        "hands": sorted(one.hands),
    }
    return {
        "org_id": org,
        "session_id": one.session,
        "subject_id": one.subject,
        "manager_id": one.manager,
        "words": unit.keys.seal(json.dumps(said), org, _TABLE, f"{one.session}/{one.subject}", "words"),
        "place": one.place,
        "frozen_at": one.frozen_at,
        "begun_at": one.begun_at,
    }


def _told(one: Rated) -> dict[str, Any]:
    return {
        "competency": one.competency,
        "level": one.level.value if one.level else None,
        "expected": one.expected.value,
        "rationale": one.rationale,
        "counter": one.counter,
        "pieces": [_told_piece(piece) for piece in one.pieces],
        "holds": one.holds,
        "support": one.support,
        "second": one.second.value if one.second else None,
        "version": one.version,
    }


def _told_piece(one: Piece) -> dict[str, Any]:
    days = {"occurred_on": one.occurred_on.isoformat(), "recorded_on": one.recorded_on.isoformat()}
    return {"id": one.id, "letter": one.letter.value, "version": one.version, "against": one.against, **days}


def _from(unit: Unit, row: Row) -> Packet:
    place = (row["org_id"], _TABLE, f"{row['session_id']}/{row['subject_id']}", "words")
    said = json.loads(unit.keys.open(row["words"], *place))
    return Packet(
        session=row["session_id"],
        subject=row["subject_id"],
        manager=row["manager_id"],
        frozen_at=row["frozen_at"],
        ratings=tuple(_rated(one) for one in said["ratings"]),
        why=tuple(Why[name] for name in said["why"]),
        place=row["place"],
        begun_at=row["begun_at"],
        hands=frozenset(said["hands"]),
    )


def _rated(said: Mapping[str, Any]) -> Rated:
    return Rated(
        competency=said["competency"],
        level=Level(said["level"]) if said["level"] else None,
        expected=Level(said["expected"]),
        rationale=said["rationale"],
        counter=said["counter"],
        pieces=tuple(_pieces(said["pieces"])),
        holds=said["holds"],
        support=said["support"],
        second=Level(said["second"]) if said["second"] else None,
        version=said["version"],
    )


def _pieces(said: Iterable[Mapping[str, Any]]) -> Iterable[Piece]:
    for one in said:
        days = {name: date.fromisoformat(one[name]) for name in ("occurred_on", "recorded_on")}
        yield Piece(
            id=one["id"],
            letter=Strength(one["letter"]),
            version=one["version"],
            against=one["against"],
            occurred_on=days["occurred_on"],
            recorded_on=days["recorded_on"],
        )


def _one(org: str, session: str, subject: str) -> tuple[ColumnElement[bool], ...]:
    return _packet.c.org_id == org, _packet.c.session_id == session, _packet.c.subject_id == subject


_HERE = (_packet.c.org_id == bindparam("org"), _packet.c.session_id == bindparam("session"))
_SUBJECTS = Prepared(
    select(_packet.c.session_id, _packet.c.subject_id, _packet.c.begun_at).where(
        _packet.c.org_id == bindparam("org"), _packet.c.session_id.in_(bindparam("sessions", expanding=True))
    )
)
_OF_SESSION = Prepared(select(_packet).where(*_HERE).order_by(_packet.c.subject_id))
_ONE = Prepared(select(_packet).where(*_HERE, _packet.c.subject_id == bindparam("subject")))
