"""Where a review cycle stands: for everybody their own part in it, for HR the whole of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from domain.cycles import Audience, Checkpoint, Cycle, State
from domain.cycles_plan import Standing
from views.checkpoints import CYCLE, EVIDENCE
from views.home import Waiting
from views.vocabulary import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Heading,
    Mood,
    Note,
    Notice,
    Part,
    Spans,
    Table,
    Text,
)
from views.wording import counted, day


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """A checkpoint as it stands for one person: `left` of `total` people are missing (0 of 0: nothing to do)."""

    checkpoint: Checkpoint
    standing: Standing
    left: int = 0
    total: int = 0

    @property
    def is_waiting(self) -> bool:
        return self.left > 0 and self.standing in (Standing.OPEN, Standing.LATE)


# --- For everybody ------------------------------------------------------------------------------------------------


def nothing_runs(*, is_hr: bool) -> Card:
    line = "No review cycle runs for you at the moment. When one begins you hear of it, and find it here."
    buttons = (good_looks_button(), *((new_button(),) if is_hr else ()))
    return Card("Review cycle", (Text((line,)), Buttons(buttons)))


def mine(cycle: Cycle, parts: Sequence[Mine], *, leads: bool) -> Card:
    """What one person has to do in it, the next thing first."""
    shown: tuple[Part, ...] = (
        Text((days(cycle),)),
        *(paused(cycle)),
        _next(parts),
        Table("What comes when", ("Checkpoint", "Due", "For you"), tuple(_row(one) for one in parts)),
        Buttons((good_looks_button(), *((_people_button(cycle),) if leads else ()))),
        Note(
            ("Others do not see what you have done and what not; your manager and HR see that something is missing.",)
        ),
    )
    return Card(cycle.name, shown)


def my_people(cycle: Cycle, parts: Sequence[Mine]) -> Card:
    """To a manager: what is asked of them about their people."""
    if not parts:
        return Card(cycle.name, (Text(("Nothing is asked of you about your people at the moment.",)),))
    lines: tuple[Spans, ...] = tuple(_about_people(one) for one in parts)
    buttons = tuple(
        Button(label=one.checkpoint.title, action="checkpoint.page", subject=f"{cycle.id}/{one.checkpoint.id}/0")
        for one in parts
        if one.is_waiting
    )[:5]
    note = Note(("You see your own people alone. HR sees all teams.",))
    return Card(f"My people in {cycle.name}", (Bullets(lines), *((Buttons(buttons),) if buttons else ()), note))


def waiting(cycle: Cycle, one: Mine) -> Waiting:
    """On Home."""
    late = ", late but still taken" if one.standing is Standing.LATE else ""
    line = f"{one.checkpoint.title}, {_left(one)}due {day(one.checkpoint.due_on)}{late}"
    return Waiting((line,), Button(label=one.checkpoint.title, action="cycle.show", subject=cycle.id))


def on_home(cycle: Cycle, parts: Sequence[Mine]) -> tuple[Part, ...]:
    opening = Button(label="My cycle", action="cycle.show", subject=cycle.id)
    return (Heading(cycle.name), *paused(cycle), _next(parts), Buttons((opening, good_looks_button())))


def good_looks_button() -> Button:
    return Button(label="What good looks like", action="competencies.show")


def delegated(cycle: Cycle, name: str | None) -> Card:
    if name is None:
        return Card("You answer for your people again", (Text((f"Nobody acts for you in {cycle.name} any more.",)),))
    line = f"{name} is asked in your place in {cycle.name}, from now on, until you take it back here."
    return Card(f"{name} acts for you", (Text((line,)),))


def acting(cycle: Cycle, manager: str, name: str | None) -> Card:
    """To those the manager leads: who answers for them in this cycle."""
    if name is None:
        line = f"Nobody acts for {manager} in {cycle.name} any more: {manager} is asked about you again."
        return Card(f"{manager} answers for you again", (Text((line,)),))
    line = f"In {cycle.name} {name} is asked about you in the place of {manager}, who named them. Until {manager} takes it back, they read and write about you what {manager} would."
    note = Note((f"If that does not fit, talk to {manager} or to HR.",))
    return Card(f"{name} acts for {manager}", (Text((line,)), note))


def new_button() -> Button:
    return Button(label="New cycle", action="cycle.new.open", opens_form=True)


# --- Pieces -------------------------------------------------------------------------------------------------------


def days(cycle: Cycle) -> str:
    return f"{span(cycle.period.start)} to {span(cycle.period.end)}"


def span(on: date) -> str:
    return f"{on.day} {on:%B} {on.year}"


def paused(cycle: Cycle) -> tuple[Notice, ...]:
    if cycle.state is not State.PAUSED or cycle.paused_on is None:
        return ()
    line = f"Paused since {day(cycle.paused_on)}: nothing is sent and nothing falls due. When it goes on, the days lost are given back."
    return (Notice(Mood.INFO, (line,)),)


def _next(parts: Sequence[Mine]) -> Text:
    open_now = [one for one in parts if one.is_waiting]
    if open_now:
        first = min(open_now, key=lambda one: one.checkpoint.due_on)
        return Text((Bold(f"Now: {first.checkpoint.title}"), f", {_left(first)}due {day(first.checkpoint.due_on)}."))
    coming = [one for one in parts if one.standing is Standing.NOT_YET]
    if not coming:
        return Text(("Nothing more is asked of you in this cycle.",))
    first = min(coming, key=lambda one: one.checkpoint.opens_on)
    return Text(("Nothing waits for you. Next: ", Bold(first.checkpoint.title), f", {day(first.checkpoint.opens_on)}."))


def _left(one: Mine) -> str:
    match one.checkpoint.audience:
        case Audience.MANAGERS:
            return f"{counted(one.left, 'person', 'people')} left, "
        case Audience.SECOND_RATERS:
            return f"{counted(one.left, 'file', 'files')} left, "
        case _:
            return ""


def _row(one: Mine) -> tuple[str, str, str]:
    return one.checkpoint.title, span(one.checkpoint.due_on), _status(one)


def _status(one: Mine) -> str:
    if one.total and not one.left:
        return "done"
    match one.standing:
        case Standing.NOT_YET:
            return f"opens {span(one.checkpoint.opens_on)}"
        case Standing.OPEN:
            return "open"
        case Standing.LATE:
            return "late, still taken" if one.total else "over"
        case Standing.OVER:
            return "over"
        case _:
            assert_never(one.standing)


def _about_people(one: Mine) -> Spans:
    return (Bold(one.checkpoint.title), f": {one.total - one.left} of {one.total} done, {_status(one)}")


def _people_button(cycle: Cycle) -> Button:
    return Button(label="My people", action="cycle.people", subject=cycle.id)


_MINE = (
    Mine(checkpoint=EVIDENCE, standing=Standing.OPEN, left=2, total=5),
    Mine(checkpoint=CYCLE.checkpoints[1], standing=Standing.NOT_YET, left=1, total=1),
)
_DONE = tuple(
    Mine(checkpoint=EVIDENCE, standing=standing, left=left, total=total)
    for standing in Standing
    for left, total in ((0, 0), (0, 5), (2, 5))
)


EXAMPLES = (
    nothing_runs(is_hr=True),
    nothing_runs(is_hr=False),
    mine(CYCLE, _MINE, leads=True),
    mine(CYCLE, _MINE[1:], leads=False),
    mine(CYCLE, _DONE, leads=False),
    mine(replace(CYCLE, state=State.PAUSED, paused_on=EVIDENCE.due_on), (), leads=False),
    my_people(CYCLE, _MINE[:1]),
    my_people(CYCLE, ()),
    Card("Home", on_home(CYCLE, _MINE)),
    delegated(CYCLE, "Ana Ruiz"),
    acting(CYCLE, "Ana Ruiz", "Dan Meyer"),
    acting(CYCLE, "Ana Ruiz", None),
    delegated(CYCLE, None),
)
