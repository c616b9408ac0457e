"""What people are told around goals, unasked and in answer: that something is ready to read, never what it says."""

from __future__ import annotations

from collections.abc import Sequence

from domain.goals import Part, State
from domain.goals_agreement import Agreement
from views.goals import read_button
from views.goals_words import ACTIVE, CHANGING, LEADING, OWN, PUT, Sides
from views.vocabulary import Button, Buttons, Card, Note, Text, Weight


def asked(held: Agreement, reader: Sides) -> Card:
    """To the side that is to agree; `reader` is who reads it."""
    what = "a change of a goal of yours" if reader.is_own else "a change of their goal"
    if held.change is None:
        what = "a goal for you" if reader.is_own else "a goal of theirs"
    line = f"{reader.other} put {what} to you. Read it, then agree or change it: it holds once you both agree."
    title = "A change of a goal is ready to read" if held.change else "A goal is ready to read"
    return Card(title, (Text((line,)), Buttons((read_button(held.goal.id),))))


def agreed(held: Agreement, reader: Sides) -> Card:
    """To the side that asked."""
    line = f"{reader.other} agreed to what you put forward. The goal is under way as you both want it."
    return Card("A goal is agreed", (Text((line,)), Buttons((read_button(held.goal.id),))))


def declined(held: Agreement, reader: Sides) -> Card:
    line = f"{reader.other} left a goal as it was. Nothing was changed; talk about it if you see it otherwise."
    return Card("A goal stays as it was", (Text((line,)), Buttons((read_button(held.goal.id),))))


def ended(held: Agreement, reader: Sides) -> Card:
    """To the side that did not say so."""
    whose = "your goal" if reader.is_own else "their goal"
    line = f"{reader.other} said how {whose} ended. It is ready to read."
    more = " What was learned can still be written down." if held.goal.state is State.MISSED else ""
    return Card("A goal has ended", (Text((line + more,)), Buttons((read_button(held.goal.id),))))


def unpaired(id: str, text: str, missing: Sequence[Part]) -> Card:
    """To the author of a draft; `text` is the content pack's."""
    finish = Button(label="Finish it", action="goals.edit.open", subject=id, weight=Weight.PRIMARY, opens_form=True)
    drop = Button(label="Drop it", action="goals.drop.open", subject=id, opens_form=True)
    line = _thought(text, missing) or "Open it to see what is missing."
    note = Note(
        ("Only you can read the draft. It can't start, and nobody is asked to agree, until all its parts are there.",)
    )
    return Card("A goal you began lacks a part", (Text((line,)), note, Buttons((finish, drop))))


# --- At the head of a goal's card, in answer ----------------------------------------------------------------------


def saved(held: Agreement, sides: Sides, missing: tuple[Part, ...], text: str) -> str:
    """`text` is the content pack's thought on a goal that is not a pair."""
    if missing:
        return f"Saved as a draft. {_thought(text, missing)}".rstrip()
    if held.change is not None:
        return f"Saved. {sides.other} is asked to agree to the change; until then the goal holds as it was."
    if held.goal.state is State.ACTIVE:
        return "Saved. Nobody leads you, so nobody has to agree: it holds from now on."
    return f"Saved. {sides.other} is asked to agree; then it starts."


AGREED = "You both agree. It holds from now on."
KEPT = "It stays as it was."
CHECKED_IN = "Your check-in is saved."
LEARNED = "Saved. What was learned stands with the goal."


def _thought(text: str, missing: Sequence[Part]) -> str:
    """It is about a result that stands alone; without one there is nothing to be met or missed."""
    return "" if Part.OUTCOME in missing else text


def closed(held: Agreement) -> str:
    return {
        State.ACHIEVED: "Closed as achieved.",
        State.LEARNED: "Closed as learned. It never counts against anybody.",
        State.MISSED: "Closed as missed.",
        State.DROPPED: "Dropped.",
    }.get(held.goal.state, "Saved.")


EXAMPLES = (
    asked(PUT, LEADING),
    asked(PUT, OWN),
    asked(CHANGING, OWN),
    asked(CHANGING, LEADING),
    agreed(ACTIVE, OWN),
    declined(ACTIVE, LEADING),
    ended(ACTIVE, OWN),
    ended(ACTIVE, LEADING),
    unpaired("g1", "This goal can only be met or missed. What would you want to learn on the way?", (Part.LEARNING,)),
    unpaired("g1", "This goal can only be met or missed.", (Part.OUTCOME,)),
)
