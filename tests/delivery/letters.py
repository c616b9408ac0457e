"""A letter to very many people, as a fan-out; run as a module, it ticks until nothing is due."""

from __future__ import annotations

import functools
import random
import sys
from dataclasses import replace

from domain import ids
from schedules import fan_out, tick
from schedules.schedule import Occasion, Schedule, Schedules
from storage import due, opening, outbox, workspaces
from storage.due import Due
from storage.outbox import Kind, Message, Urgency
from storage.sealing import KEY_BYTES, KeyRing
from storage.unit import Unit
from tests.storage.mailroom import NOON, card

WHOLE, CHUNK = "letter", "letter.chunk"


@functools.cache  # each tick of a letter asks for them
def people(count: int) -> tuple[str, ...]:
    return tuple(f"U{number:06}" for number in range(count))


def letter(count: int) -> Schedules:
    """Plan it in chunks, then owe each person one. The keys differ from try to try: nothing hides a second letter."""
    everybody = people(count)

    def share_out(occasion: Occasion) -> None:
        due.plan(occasion.unit, fan_out.chunks(replace(occasion.due, kind=CHUNK), everybody))

    def write(occasion: Occasion) -> None:
        first, last = fan_out.ends(occasion.due)
        place = workspaces.find(occasion.unit, "slack", "T1")
        assert place is not None
        those = everybody[int(first[1:]) : int(last[1:]) + 1]
        letters = [_to(one, place.id, ids.new(occasion.rng)) for one in those]
        outbox.owe(occasion.unit, occasion.due.org, letters, now=occasion.now, rng=occasion.rng)

    return Schedules((Schedule(kind=WHOLE, run=share_out), Schedule(kind=CHUNK, run=write, chunk=True)))


def plan(unit: Unit, org: str) -> None:
    due.plan(unit, [Due(org=org, kind=WHOLE, subject="all", step="2026-09", due_at=NOON)])


def _to(person: str, place: str, chance: str) -> Message:
    return Message(
        workspace=place,
        kind=Kind.POST,
        lane=f"{place}/{person}",
        address=person,
        dedupe_key=f"letter/{person}/{chance}",
        card=card("Something for everybody."),
        not_before=NOON,
        urgency=Urgency.BULK,
    )


def tick_until_idle(url: str, count: int) -> None:
    store = opening.open_store(url, KeyRing([b"k" * KEY_BYTES]))
    schedules, rng = letter(count), random.SystemRandom()
    while True:
        ticked = store.write(lambda unit: tick.tick(unit, schedules, now=NOON, rng=rng)).result()
        sys.stdout.write("ticked\n" if not ticked.is_idle else "idle\n")
        sys.stdout.flush()
        if ticked.is_idle:
            store.close()
            return


if __name__ == "__main__":
    tick_until_idle(sys.argv[1], int(sys.argv[2]))
