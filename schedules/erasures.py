"""Erases whom two people decided to erase, then looks through everybody's texts until nothing of them is found."""

from __future__ import annotations

from domain.local_time import HOUR_MS
from domain.privacy import State
from schedules.schedule import Occasion
from storage import due, erasing, erasing_texts, erasures
from storage.due import Due
from storage.erasing_messages import Case
from storage.erasing_texts import Place


def erase(occasion: Occasion) -> int | None:
    """A hold that was placed meanwhile wins: then it waits."""
    unit, org, now = occasion.unit, occasion.due.org, occasion.now
    found = erasures.locked(unit, org, occasion.due.subject)
    if found is None or found.state is not State.APPROVED:
        return None
    case = Case(unit=unit, org=org, person=found.person, now=now, rng=occasion.rng)
    return None if erasing.shred_unless_held(case, found) else now + HOUR_MS


def sweep(occasion: Occasion) -> None:
    """One piece. It is verified when a whole look found nothing any more, and nothing waits for a hold to be lifted."""
    unit, org, now = occasion.unit, occasion.due.org, occasion.now
    found = erasures.locked(unit, org, occasion.due.subject)
    if found is None or found.state is not State.SHREDDED:
        return
    case = Case(unit=unit, org=org, person=found.person, now=now, rng=occasion.rng)
    following = erasing_texts.look(case, found.id, Place.read(occasion.due.step))
    if following is None:
        erasing_texts.verified(unit, org, found.id, now=now)
        return
    step, at = following.written(), now + following.pause_ms
    due.plan(unit, [Due(org=org, kind=erasures.SWEEP, subject=found.id, step=step, due_at=at)])
