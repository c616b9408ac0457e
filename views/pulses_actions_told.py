"""What people hear of what their group does about results: that it is chosen, late, missing, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from domain.pulses_actions import Action, State
from domain.pulses_wave import Wave
from views.pulses import WAVE
from views.pulses_actions import line
from views.vocabulary import Bold, Bullets, Button, Buttons, Card, Note, Text
from views.wording import day


def chosen(action: Action, names: Mapping[str, str]) -> Card:
    """To everybody in the team."""
    return Card("Your team has chosen what to do", (Text(line(action, names)), Buttons((_looking(action),))))


def overdue(action: Action) -> Card:
    """To its owner, until it is done or let go."""
    until = day(action.due_on) if action.due_on else ""
    text = (
        Bold(action.words),
        f" was to be done by {until}, and you see to it. Say what came of it, or let it go with a reason.",
    )
    return Card("Something your group chose is late", (Text(text), Buttons((_looking(action),))))


def undecided(wave: Wave, group: str, where: str) -> Card:
    """To whoever leads it, on the day that was promised."""
    text = f"{where} has not chosen anything to do about “{wave.title}” yet. Today is the day that was promised: talk about the results, let people vote, and choose one thing with somebody who sees to it."
    looking = Button(label="See the proposals", action="pulse.actions", subject=f"{wave.id}/{group}")
    return Card("Nothing is chosen yet", (Text((text,)), Buttons((looking,))))


def since(wave: Wave, actions: Sequence[Action], names: Mapping[str, str]) -> Card:
    """What came of the last pulse, when the next one opens."""
    lines = tuple(line(action, names) for action in actions)
    note = "This is what your groups chose to do about the last results. A new pulse is open."
    return Card(f"What came of “{wave.title}”", (Bullets(lines), Note((note,))))


def _looking(action: Action) -> Button:
    return Button(label="Open it", action="pulse.actions", subject=f"{action.wave}/{action.group}")


_ACTION = Action(
    id="a2", wave="w1", group="team/north", words="Questions get an answer within a day", author="p1", owner="p2",
    due_on=date(2026, 11, 20), state=State.CHOSEN,
)  # fmt: skip
_NAMES = {"p2": "Ben Otieno"}
EXAMPLES = (
    chosen(_ACTION, _NAMES),
    overdue(_ACTION),
    undecided(WAVE, "team/north", "North"),
    since(WAVE, (_ACTION,), _NAMES),
)
