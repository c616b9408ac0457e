"""A pulse whose contract was changed in the database: trying again does not mend what was promised, so it ends."""

from __future__ import annotations

from domain.pulses_wave import State
from schedules.schedule import Occasion
from storage import notices, pulses, pulses_closing, pulses_due
from storage import pulses_messages as messages
from views import pulses_told
from views.vocabulary import Card


def end(occasion: Occasion, *, before: tuple[State, ...]) -> None:
    """End it where it stands in one of these: nothing is read, and HR hears so, and whether anybody was asked."""
    unit, org, wave = occasion.unit, occasion.due.org, occasion.due.subject
    was_asked = messages.was_asked(unit, org, wave)  # of one that is closed, what was sent may be forgotten by now
    stood = pulses_closing.end_broken(unit, org, wave, before=before, now=occasion.now)
    if stood is None:
        return
    if stood in pulses.LAUNCHED:
        pulses_due.cancel(unit, org, wave)
    title = pulses.title(unit, org, wave)
    if was_asked or stood not in pulses.LAUNCHED:
        _tell(occasion, "unread", pulses_told.ended_broken(title))
    else:
        _tell(occasion, "unopened", pulses_told.unopened_broken(title))


def hide(occasion: Occasion) -> None:
    """Say to HR, once, that what was published is no longer shown: of that there is nothing to destroy."""
    title = pulses.title(occasion.unit, occasion.due.org, occasion.due.subject)
    _tell(occasion, "hidden", pulses_told.hidden_broken(title))


def _tell(occasion: Occasion, about: str, card: Card) -> None:
    unit, org = occasion.unit, occasion.due.org
    left = messages.to_hr(unit, org, f"{occasion.due.subject}/{about}", card)
    notices.leave(unit, org, left, now=occasion.now, rng=occasion.rng)
