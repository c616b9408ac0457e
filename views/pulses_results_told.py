"""That results of a pulse are there: nothing of them stands in the message."""

from __future__ import annotations

from domain.pulses_wave import Wave
from views.pulses import WAVE, day
from views.vocabulary import Button, Buttons, Card, Note, Text


def ready(wave: Wave) -> Card:
    line = "The results are ready for everybody who was asked, from the same moment on. Yours are those of your team, and of the wider groups it is in."
    after = f"By {day(wave.contract.share_back_on)} your team talks about them and chooses one thing to do. You can propose one there."
    reading = Button(label="Read the results", action="pulse.results", subject=wave.id)
    return Card(f"{wave.title}: results", (Text((line,)), Note((after,)), Buttons((reading,))))


EXAMPLES = (ready(WAVE),)
