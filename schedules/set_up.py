"""Plans anew what waits for people, in chunks, after the org's hours changed or Vouchsafe was opened to others."""

from __future__ import annotations

from dataclasses import replace

from schedules import fan_out
from schedules.schedule import Occasion
from storage import due, notices, outbox, pilot, set_up

CHUNK = "set_up.plan_anew.chunk"
PEOPLE = 200  # a chunk


def plan_anew(occasion: Occasion) -> None:
    """Plan, in chunks, that it is planned again."""
    waited_for = set_up.those_waited_for(occasion.unit, occasion.due.org)
    due.plan(occasion.unit, fan_out.chunks(replace(occasion.due, kind=CHUNK), waited_for, size=PEOPLE))


def plan_chunk(occasion: Occasion) -> None:
    """For whoever has something waiting now, between two ids. What is for those outside a pilot is held."""
    unit, org, now = occasion.unit, occasion.due.org, occasion.now
    those = set_up.those_waited_for(unit, org, fan_out.ends(occasion.due))
    outbox.recall(unit, org, those, now=now)
    outbox.hold(unit, org, set(those) - pilot.invited(unit, org, those), now=now)
    for person in those:
        notices.plan(unit, org, person, now=now)
