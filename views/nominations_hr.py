"""Nominations as HR sees them: how each window stands and who received what, and never who nominated, or how many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.nominations import STOPPABLE, State, Window
from views import nominations as views
from views.vocabulary import Bullets, Button, Buttons, Card, Heading, Note, Part, Text, Visibility, Weight
from views.wording import listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """`received` are (label of the category, name, whether the story was told)."""

    window: Window
    committee: Sequence[str] = ()
    received: Sequence[tuple[str, str, bool]] = ()


def every(windows: Sequence[Told]) -> Card:
    if not windows:
        parts: list[Part] = [Text(("There were no nominations so far.",))]
    else:
        parts = [part for one in windows for part in _one(one)]
    opening = Buttons((Button(label="Open nominations", action="nominations.new.open", opens_form=True),))
    readers = Visibility("HR administrators can read this. Who nominated or voted, nobody can.")
    return Card("Nominations so far", (*parts, readers, opening))


def stopped(window: Window) -> Card:
    line = f"“{window.title}” is stopped. What had come in was destroyed unread; nobody is told by itself, so say it yourself."
    return Card("Stopped", (Text((line,)), Buttons((views.show_button(),))))


def opened(window: Window, channels: Sequence[str]) -> Card:
    where = (
        f"It is announced in {listed(channels)}."
        if channels
        else "No kudos channel is chosen yet, so nobody is told: type /vouchsafe here in one, and say it yourself."
    )
    return Card(
        f"“{window.title}” is open", (Text((where,)), Text(views.stands(window)), Buttons((views.show_button(),)))
    )


def _one(told: Told) -> list[Part]:
    window = told.window
    committee = [Note((f"Committee: {listed(told.committee)}.",))] if told.committee else []
    lines = tuple(
        (f"{label}: {name}{'' if is_told else ', not told in public'}",) for label, name, is_told in told.received
    )
    received = [Bullets(lines)] if lines and window.state is State.DECIDED else []
    stopping = Button(
        label="Stop it, unread",
        action="nominations.stop",
        subject=window.id,
        version=window.version,
        weight=Weight.DANGER,
        spoken=f"Stop {window.title}",
    )
    buttons = [Buttons((stopping,))] if window.state in STOPPABLE else []
    return [Heading(window.title), Text(views.stands(window)), *committee, *received, *buttons]


EXAMPLES = (
    every(()),
    every(
        (
            Told(window=views.WINDOW, committee=("Ana Ruiz", "Ben Okafor", "Chiara Lindqvist")),
            Told(
                window=replace(views.WINDOW, state=State.DECIDED),
                received=(("Best feedback giver", "Ben Okafor", True), ("Quiet work", "Ana Ruiz", False)),
            ),
        )
    ),
    stopped(views.WINDOW),
    opened(views.WINDOW, ("#wins",)),
    opened(views.WINDOW, ()),
)
