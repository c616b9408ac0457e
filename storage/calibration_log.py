"""The log of a session, by whom the policy lets read what was decided on whom: also once it is over."""

from __future__ import annotations

from domain.calibration import State
from domain.calibration_decisions import Ruling
from domain.people import Actor
from domain.policy import Action, Condition, Kind
from storage import calibration_packets, calibration_rulings
from storage.calibration import Kept
from storage.calibration_packets import Found
from storage.unit import Unit

OVER = frozenset({State.CLOSED, State.LAPSED})


def of_session(unit: Unit, actor: Actor, kept: Kept, *, has_reason: bool = False, now: int) -> list[Ruling]:
    """Return what was decided, in its order. `has_reason`: HR, outside somebody's line, has said why they read it."""
    every = calibration_rulings.of_session(unit, actor.org, kept.id)
    is_over = kept.session.state in OVER
    holds = {Condition.CLOSED: is_over, Condition.REASON: is_over and has_reason}
    met = frozenset(one for one, is_met in holds.items() if is_met)
    found = {one: calibration_packets.meet(unit, actor, kept, one, now=now) for one in {one.subject for one in every}}
    readable = {subject for subject, one in found.items() if one is not None and _may_read(one, met)}
    return [one for one in every if one.subject in readable]


def _may_read(found: Found, met: frozenset[Condition]) -> bool:
    """As the packet, while the room is open; then as what the session came to, and HR as its notes."""
    kinds = (Kind.CALIBRATION_PACKET, Kind.CALIBRATION_REPORT, Kind.CALIBRATION_NOTES)
    return any(found.given(met).allows(Action.READ, kind) for kind in kinds)
