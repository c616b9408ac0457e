"""Introduces Vouchsafe to whoever has just got their first kudos: once, in three lines."""

from __future__ import annotations

from content import pack as content
from domain.kudos import State
from schedules.schedule import Occasion
from storage import direct, introductions, kudos, outbox, people, pilot
from views import introduction as views

SAME_OCCASION_MS = 86_400_000  # several first ones at once are one first; of them only the latest is looked at


def introduce(occasion: Occasion) -> None:
    """Unless the kudos was taken back, or it is not their first; whoever cannot be reached is told another time."""
    unit, org, person, now = occasion.unit, occasion.due.org, occasion.due.subject, occasion.now
    pack = content.default()
    reader, reach = people.on_behalf_of(unit, org, person), people.nearest_reach(unit, org, person)
    given = kudos.find(unit, reader, occasion.due.step, pack) if reader else None
    if (
        reader is None
        or given is None
        or given.state is not State.GIVEN
        or reach is None
        or not pilot.invited(unit, org, [person])
    ):
        return
    earlier = kudos.received_by(unit, reader, pack, before=given.given_at - SAME_OCCASION_MS, most=1)
    if introductions.record(unit, org, person, now=now) and not earlier:
        card = views.first_kudos(given.giver.name)
        message = direct.message(reach, card, key=f"introduction/{person}", not_before=now)
        outbox.owe(unit, org, [message], now=now, rng=occasion.rng)
