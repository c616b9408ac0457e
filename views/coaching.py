"""Thoughts for whoever leads people: the content pack's words, for the reader alone, and what they said of them."""

from __future__ import annotations

from collections.abc import Sequence

from views import examples
from views.vocabulary import Button, Buttons, Card, Part, Text, Visibility
from views.wording import listed, lower_first

PRIVATE = "Only you can read this. It is a thought, not a task, and is never part of a review."


def talk(cycle: str, names: Sequence[str], text: str) -> Card:
    """`text` is the content pack's, with {name} for whom the talks are with."""
    people = Button(label="My people", action="cycle.people", subject=cycle)
    return Card("Review talks are near", _thought(text.format(name=listed(names)), people))


def results(wave: str, text: str) -> Card:
    reading = Button(label="Read the results", action="pulse.results", subject=wave)
    return Card("Your team's results, and a first step", _thought(text, reading))


def concern(text: str) -> Card:
    """Without a name: what is told unasked may show on a locked screen."""
    return Card("When somebody speaks up", _thought(text))


def own_error(text: str) -> Card:
    return Card("A mistake of your own", _thought(text))


def helped(name: str) -> Card:
    """`name` is what the kind of thought is called where one chooses it."""
    line = f"Thank you, that is kept for you alone. This kind keeps coming as before: {lower_first(name)}."
    return Card("Good to hear", (Text((line,)),))


def less(name: str, times: int) -> Card:
    line = f"Thank you for saying so. This kind now waits {times} times as long: {lower_first(name)}. Nobody else learns of it."
    return Card("Less often from now on", (Text((line,)),))


def _thought(text: str, *buttons: Button) -> tuple[Part, ...]:
    return (Text((text,)), Visibility(PRIVATE), *((Buttons(buttons),) if buttons else ()))


EXAMPLES = (
    talk("c1", (examples.BEN.name, examples.CHI.name), "Before you meet {name}: send the evidence."),
    results("w1", "Results are in for your team. Share them within 14 days."),
    concern("Someone brought you a problem. A good first reply has three parts."),
    own_error("When did your team last hear of a mistake of yours and what you changed?"),
    helped("Thoughts before review talks"),
    less("Thoughts before review talks", 3),
)
