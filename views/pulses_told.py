"""Reminders of a pulse: they go to everybody who was asked, because nobody knows who has answered."""

from __future__ import annotations

from datetime import date

from domain.pulses_wave import Flaw, Wave
from views.home import Waiting
from views.pulses import WAVE, day, length
from views.vocabulary import Button, Buttons, Card, Note, Text


def reminder(wave: Wave, on: date) -> Card:
    left = (wave.contract.closes_on - on).days
    until = "It closes today" if left == 0 else f"It is open until {day(wave.contract.closes_on)}"
    line = f"{until}. If you have answered, thank you: you need do nothing. If not, your view counts here, and takes {length(wave.contract)}."
    why = "This goes to everybody who was asked: no list of who has answered is kept."
    answering = Button(label="Answer the pulse", action="pulse.show", subject=wave.id)
    return Card(wave.title, (Text((line,)), Note((why,)), Buttons((answering,))))


def withheld(wave: Wave, flaw: Flaw) -> Card:
    """To HR, on the morning on which it would have opened."""
    why = {
        Flaw.TOO_FEW: "Fewer people would be asked by now than a figure needs, so nothing could ever be shown.",
        Flaw.OVERLAP: "People have moved since the launch. Another pulse asks nearly the same people the same thing at about this time, and the two together would tell what a few people said.",
    }
    line = "Nobody was asked, and nobody heard of it. You can set up another one."
    seeing = Button(label="See who would be asked", action="pulse.hr", subject=wave.id)
    return Card(f"{wave.title} did not open", (Text((why[flaw],)), Text((line,)), Buttons((seeing,))))


def waiting(wave: Wave) -> Waiting:
    """On the person's own Home, for as long as they have not answered."""
    answering = Button(label="Answer the pulse", action="pulse.show", subject=wave.id, spoken=f"Answer {wave.title}")
    return Waiting((f"{wave.title}, open until {day(wave.contract.closes_on)}",), answering)


EXAMPLES = (
    reminder(WAVE, date(2026, 10, 9)),
    reminder(WAVE, date(2026, 10, 16)),
    withheld(WAVE, Flaw.TOO_FEW),
    withheld(WAVE, Flaw.OVERLAP),
)
