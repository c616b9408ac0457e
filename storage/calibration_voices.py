"""What counts of a packet in the room: said by whoever has a voice on it at this moment, whatever was said before."""

from __future__ import annotations

from domain import policy
from domain.calibration_decisions import View
from domain.policy import Action
from storage import calibration_packets, calibration_views, people
from storage.calibration import Kept
from storage.unit import Unit


def of_packet(unit: Unit, org: str, kept: Kept, subject: str, *, now: int) -> list[View]:
    """Return what those say of it who may: whoever left, or came into the person's line, has no voice any more."""
    every = calibration_views.of_packet(unit, org, kept.id, subject)
    return [one for one in every if _speaks(unit, org, kept, subject, one.person, now=now)]


def _speaks(unit: Unit, org: str, kept: Kept, subject: str, person: str, *, now: int) -> bool:
    actor = people.on_behalf_of(unit, org, person)
    if actor is None or not policy.takes_part(actor.person):
        return False
    found = calibration_packets.meet(unit, actor, kept, subject, now=now)
    return found is not None and found.allows(Action.WRITE)
