"""A pulse whose contract was changed in the database: trying again does not mend what was promised, so it ends."""

from __future__ import annotations

from domain.pulses_wave import State
from schedules.schedule import Occasion
from storage import notices, pulses, pulses_closing, pulses_due
from storage import pulses_messages as messages
from views import pulses_told


def end(occasion: Occasion, *, before: tuple[State, ...]) -> None:
    """End it where it stands in one of these: nothing is read, and HR hears so, and whether anybody was asked."""
    unit, org, wave, now = occasion.unit, occasion.due.org, occasion.due.subject, occasion.now
    stood = pulses_closing.end_broken(unit, org, wave, before=before, now=now)
    if stood is None:
        return
    title = pulses.title(unit, org, wave)
    if stood is State.LAUNCHED:
        pulses_due.cancel(unit, org, wave)
        left = messages.to_hr(unit, org, f"{wave}/unopened", pulses_told.unopened_broken(title))
    else:
        left = messages.to_hr(unit, org, f"{wave}/unread", pulses_told.ended_broken(title))
    notices.leave(unit, org, left, now=now, rng=occasion.rng)
