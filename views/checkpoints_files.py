"""What a checkpoint says to second raters: files of other teams, by number alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from domain.cycles import Audience, Checkpoint, Cycle, Kind, State
from domain.cycles_calls import Row, Told
from domain.cycles_plan import Step
from domain.evidence import Period
from views import examples
from views.vocabulary import Bullets, Button, Buttons, Card, Note, Part, Progress, Spans, Text
from views.wording import counted, day

SHOWN = 20
_NOTE = "You are told neither whose they are nor how they were rated; whoever rated them first does not see what you say before the session in which both are compared. If you can tell all the same whose file it is, rate what it says, and not what you know."


def prompt(told: Told) -> Card:
    """The card of a notice; drawn again as files are done."""
    name, left = told.checkpoint.title, counted(len(told.missing), "file", "files")
    if not told.missing:
        return Card(f"{name}: done", (Text(("Thank you. They are read in the calibration session.",)),))
    due_on = told.checkpoint.due_on
    titles = {Step.DUE: f"{name}: due today, {left} left", Step.TO_MANAGER: f"{name} was due: {left} left"}
    title = titles.get(told.step, f"{name}: {left}, until {day(due_on)}")
    done = len(told.rows) - len(told.missing)
    parts: tuple[Part, ...] = (
        Text((told.checkpoint.prompt,)),
        Text((f"{told.cycle.name}: due on {day(due_on)}, and still taken until {day(told.closes_on)}.",)),
        Progress("Done", done, len(told.rows)),
        Bullets(_lines(told.rows[:SHOWN])),
        Buttons(_buttons(told.rows[:SHOWN])),
        Note((_NOTE,)),
    )
    return Card(title, parts)


def _lines(rows: Sequence[Row]) -> tuple[Spans, ...]:
    return tuple((f"File {number}: {'done' if one.is_done else 'open'}",) for number, one in enumerate(rows, 1))


def _buttons(rows: Sequence[Row]) -> tuple[Button, ...]:
    return tuple(
        Button(
            label=f"File {number}",
            action="review.second.open",
            subject=one.person.id,
            opens_form=True,
            spoken=f"Read and rate file {number}",
        )
        for number, one in enumerate(rows, 1)
        if not one.is_done
    )


_CHECKPOINT = Checkpoint(
    id="second1",
    kind=Kind.SECOND_RATING,
    title="Second ratings",
    prompt="One file in five is rated a second time, from evidence alone.",
    audience=Audience.SECOND_RATERS,
    opens_on=date(2026, 12, 7),
    due_on=date(2026, 12, 11),
)
_ROWS = (Row(person=replace(examples.BEN, id="f1"), is_done=False), Row(person=examples.CHI, is_done=True))
_TOLD = Told(
    cycle=Cycle(
        id="c1",
        name="Autumn 2026",
        period=Period(start=date(2026, 10, 5), end=date(2027, 1, 3)),
        checkpoints=(_CHECKPOINT,),
        framework="default",
        framework_version=1,
        state=State.OPEN,
    ),
    checkpoint=_CHECKPOINT,
    step=Step.OPENS,
    reader="ana",
    rows=_ROWS,
    closes_on=date(2026, 12, 18),
)
EXAMPLES = (
    prompt(_TOLD),
    *(prompt(replace(_TOLD, step=step)) for step in (Step.DUE, Step.TO_MANAGER)),
    prompt(replace(_TOLD, rows=_ROWS[1:])),
)
