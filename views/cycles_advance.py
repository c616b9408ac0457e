"""Bringing a checkpoint forward: what it changes and who hears, before HR says yes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import assert_never

from domain.cycles import Checkpoint, Cycle
from domain.cycles_advance import Advance, Caution
from domain.cycles_plan import Planned, Step
from views.checkpoints import CYCLE, EVIDENCE
from views.cycles_rehearsal import STEPS
from views.vocabulary import (
    Button,
    Buttons,
    Card,
    Facts,
    Mood,
    Note,
    Notice,
    Part,
    Quote,
    Spans,
    Table,
    Text,
    Weight,
)
from views.wording import counted, day, listed

NAMED = 5  # of those who hear of it


def preview(seen: Advance, readers: Sequence[str]) -> Card:
    """`readers` are the names of everybody who would hear of it."""
    cycle, one = seen.cycle, seen.before
    line = f"“{one.title}” of {cycle.name} would open today instead of on {day(one.opens_on)}. Nothing has changed yet."
    parts: tuple[Part, ...] = (
        Text((line,)),
        *(Notice(Mood.PROBLEM, (_caution(caution),)) for caution in seen.cautions),
        Facts(_facts(seen, readers)),
        Text(("They read:",)),
        Quote(one.prompt),
        *_later(seen.later),
        Buttons((_confirm(cycle, one), _back(cycle))),
    )
    return Card(f"Open “{one.title}” now?", parts)


def opened(cycle: Cycle, one: Checkpoint, readers: int) -> Card:
    who = counted(readers, "person hears", "people hear") if readers else "Nobody hears"
    line = f"“{one.title}” of {cycle.name} is open until {day(one.due_on)}. {who} of it, each within their own hours and at most one message a day."
    going = Button(label="The next one", action="cycle.advance.look", subject=cycle.id)
    return Card(f"{one.title}: open now", (Text((line,)), Buttons((going, _back(cycle)))))


def nothing_left(cycle: Cycle) -> Card:
    """To HR: there is no checkpoint to bring forward."""
    line = f"Every checkpoint of {cycle.name} has opened, so none is left to bring forward. One that is missing can be added there."
    return Card("Nothing left to open", (Text((line,)), Buttons((_back(cycle),))))


def stands_still(cycle: Cycle) -> Card:
    line = f"{cycle.name} does not run now, so none of its checkpoints opens. Start it or let it go on first, then bring one forward."
    return Card("It does not run now", (Text((line,)), Buttons((_back(cycle),))))


# --- Pieces -------------------------------------------------------------------------------------------------------


def _facts(seen: Advance, readers: Sequence[str]) -> tuple[tuple[str, Spans], ...]:
    until = seen.evidence_until
    rows: tuple[tuple[str, Spans], ...] = (
        ("Due", (f"{day(seen.after.due_on)}, as before",)),
        ("Who hears of it", (_named(readers),)),
    )
    return (*rows, ("Evidence that counts", (f"of what happened until {day(until)}",))) if until else rows


def _named(readers: Sequence[str]) -> str:
    """Whoever is asked for feedback hears of the request alone."""
    if not readers:
        return "nobody: there is nothing left to do in it, or who is asked hears of each request by itself"
    more = len(readers) - NAMED
    names = listed([*readers[:NAMED], *([f"{more} more"] if more > 0 else [])])
    return f"{counted(len(readers), 'person', 'people')}: {names}"


def _later(steps: Sequence[Planned]) -> tuple[Part, ...]:
    if not steps:
        return ()
    rows = tuple((day(one.on), STEPS[one.step]) for one in steps)
    note = Note(("Whoever has done their part gets none of these.",))
    return (Table("What follows if nobody answers", ("Day", "What"), rows), note)


def _caution(one: Caution) -> str:
    match one:
        case Caution.DAY_OFF:
            return "Today is a day off. It opens all the same; people hear of it on their next working day."
        case Caution.OUT_OF_ORDER:
            return "No rating is due before it, so there would be nothing to talk about yet. Bring the rating forward first."
        case _:
            assert_never(one)


def _confirm(cycle: Cycle, one: Checkpoint) -> Button:
    subject = f"{cycle.id}/{one.id}"
    return Button(
        label="Open it now", action="cycle.advance", subject=subject, version=cycle.version, weight=Weight.PRIMARY
    )


def _back(cycle: Cycle) -> Button:
    return Button(label="The cycle", action="cycle.hr", subject=cycle.id)


_SEEN = Advance(
    cycle=CYCLE,
    before=EVIDENCE,
    after=replace(EVIDENCE, opens_on=EVIDENCE.opens_on - timedelta(days=7)),
    later=(Planned(checkpoint=EVIDENCE.id, step=Step.DUE, on=EVIDENCE.due_on),),
)
EXAMPLES = (
    preview(_SEEN, ("Ana Ruiz", "Dan Meyer")),
    preview(replace(_SEEN, evidence_until=EVIDENCE.opens_on, cautions=tuple(Caution)), tuple("ABCDEFG")),
    preview(replace(_SEEN, later=()), ()),
    opened(CYCLE, EVIDENCE, 1),
    opened(CYCLE, EVIDENCE, 0),
    nothing_left(CYCLE),
    stands_still(CYCLE),
)
