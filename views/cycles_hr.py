"""Review cycles as HR sees them: the whole of one, what keeps it from opening, and what to know before it does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from domain.cycles import Audience, Checkpoint, Cycle, Flaw, State
from domain.cycles_warnings import Trouble, Warned
from views import examples
from views.checkpoints import CYCLE, EVIDENCE
from views.cycles import days, new_button, paused, span
from views.vocabulary import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Facts,
    Heading,
    Menu,
    Mood,
    Notice,
    Option,
    Part,
    Spans,
    Table,
    Text,
    Weight,
)
from views.wording import counted, day, listed

LISTED = 20
AUDIENCES = {
    Audience.PARTICIPANTS: "everybody in it",
    Audience.MANAGERS: "managers",
    Audience.ASKED: "whoever is asked",
    Audience.SECOND_RATERS: "managers of other teams",
    Audience.FACILITATORS: "facilitators (HR)",
    Audience.HR: "HR",
}
STATES = {State.DRAFT: "draft", State.OPEN: "running", State.PAUSED: "paused", State.CLOSED: "closed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A cycle as HR sees it. `unled` are those nobody is asked about; `warned` what to know before it starts."""

    cycle: Cycle
    teams: tuple[str, ...]
    people: int
    managers: int
    framework: str
    is_strict: bool
    flaws: tuple[Flaw, ...] = ()
    warned: tuple[Warned, ...] = ()
    unled: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()


def every(cycles: Sequence[Cycle]) -> Card:
    """All cycles, the newest first."""
    lines: tuple[Spans, ...] = tuple((Bold(one.name), f", {STATES[one.state]}, {days(one)}") for one in cycles[:LISTED])
    options = tuple(Option(one.id, one.name[:75]) for one in cycles[:LISTED])
    menu = (Menu(label="Open a cycle", action="cycle.hr", options=options),) if options else ()
    listing = Bullets(lines) if lines else Text(("There is none yet.",))
    versions = Button(label="Competencies", action="competencies.versions")
    return Card("Review cycles", (listing, *menu, Buttons((new_button(), versions))))


def whole(seen: Whole) -> Card:
    cycle = seen.cycle
    parts: tuple[Part, ...] = (
        *paused(cycle),
        *_flawed(seen),
        Facts(_facts(seen)),
        Table("Checkpoints", ("Checkpoint", "Opens", "Due", "Asks"), tuple(_planned(one) for one in cycle.checkpoints)),
        *_warned(seen),
        *_unled(seen),
        *_checkpoints_menu(cycle),
        Buttons(_deeds(seen)),
        Buttons(_more(cycle)),
    )
    return Card(f"{cycle.name} ({STATES[cycle.state]})", parts)


def launched(cycle: Cycle, people: int) -> Card:
    first = min(one.opens_on for one in cycle.checkpoints)
    line = f"{cycle.name} runs for {counted(people, 'person', 'people')}. The first checkpoint opens on {day(first)}; everybody hears of it in the morning of their own day."
    seeing = Button(label="See how it stands", action="cycle.hr", subject=cycle.id)
    return Card("Launched", (Text((line,)), Buttons((seeing,))))


def changed(cycle: Cycle, what: str) -> Card:
    seeing = Button(label="See how it stands", action="cycle.hr", subject=cycle.id)
    return Card(cycle.name, (Text((what,)), Buttons((seeing,))))


def discarded(cycle: Cycle) -> Card:
    return Card("Discarded", (Text((f"{cycle.name} never began, and is gone. Nobody heard of it.",)),))


def needs_framework() -> Card:
    line = "A cycle pins the words people are rated by, so a version of the competencies has to be approved first: by somebody from HR who did not write it last."
    return Card("First, approve the competencies", (Text((line,)), Buttons((_versions_button(),))))


def flaw(one: Flaw) -> str:
    match one:
        case Flaw.NO_NAME:
            return "Give it a name of at most 75 characters."
        case Flaw.EMPTY:
            return "It has no checkpoint yet: add at least one."
        case Flaw.TWICE:
            return "Two checkpoints have the same name inside: take one out."
        case Flaw.BACKWARD:
            return "A checkpoint is due before it opens: move it."
        case Flaw.OUTSIDE:
            return "A checkpoint opens outside the days of the cycle: move it."
        case Flaw.STARTED:
            return "Its first day has passed. Discard it and begin one that starts today or later."
        case Flaw.NOT_APPROVED:
            return "Its version of the competencies is not approved, or was retired."
        case Flaw.NOBODY:
            return "Nobody is in its teams: add a team."
        case Flaw.OUT_OF_ORDER:
            return "Results are released before any rating is due: move one of the two."
        case Flaw.NO_DAYS:
            return (
                "A rating opens on the first day, or on the day of another, so no evidence could count in it: move it."
            )
        case _:
            assert_never(one)


# --- Pieces -------------------------------------------------------------------------------------------------------


def _versions_button() -> Button:
    return Button(label="Competencies", action="competencies.versions")


def _facts(seen: Whole) -> tuple[tuple[str, Spans], ...]:
    strict = (
        "two pieces of evidence for every level"
        if seen.is_strict
        else "two above or below what a role needs, one at it"
    )
    return (
        ("Days", (days(seen.cycle),)),
        ("Teams", (listed(seen.teams) or "none",)),
        ("People", (f"{seen.people:,}, led by {counted(seen.managers, 'manager', 'managers')}",)),
        ("Competencies", (seen.framework,)),
        ("Evidence", (strict,)),
    )


def _planned(one: Checkpoint) -> tuple[str, str, str, str]:
    return one.title, span(one.opens_on), span(one.due_on), AUDIENCES[one.audience]


def _flawed(seen: Whole) -> tuple[Notice, ...]:
    return tuple(Notice(Mood.PROBLEM, (flaw(one),)) for one in seen.flaws)


def _warned(seen: Whole) -> tuple[Part, ...]:
    if not seen.warned:
        return ()
    lines: tuple[Spans, ...] = tuple((warning(one, seen.cycle, dict(seen.names)),) for one in seen.warned[:5])
    more = len(seen.warned) - 5
    return (
        Heading("Good to know"),
        Bullets((*lines, *(((f"and {more} more, in the rehearsal",),) if more > 0 else ()))),
    )


def warning(one: Warned, cycle: Cycle, names: Mapping[str, str]) -> str:
    """One sentence for each trouble; none of them keeps a cycle from starting."""
    checkpoint = cycle.checkpoint(one.checkpoint or "")
    title = f"“{checkpoint.title}”" if checkpoint else "A checkpoint"
    match one.trouble:
        case Trouble.RATED_ONCE:
            return f"{title}: for {counted(one.people, 'file', 'files')} of those that are drawn every manager is too near the person, so each is rated once."
        case Trouble.DAY_OFF:
            return f"{title} is due on {day(one.on)}, a day off for {counted(one.people, 'person', 'people')}."
        case Trouble.OPENS_ON_DAY_OFF:
            return f"{title} opens on {day(one.on)}, a day off for {counted(one.people, 'person', 'people')}; they hear of it on the next working day."
        case Trouble.CROWDED:
            return f"{names.get(one.person or '', 'A manager')} has {one.amount} reviews due on {day(one.on)}. Move a date, or ask somebody to act for them."
        case Trouble.OVER_BUDGET:
            return f"Around {day(one.on)} {counted(one.people, 'person', 'people')} would get more than one message a day or three a week; what is too much comes together, later."
        case _:
            assert_never(one.trouble)


def _unled(seen: Whole) -> tuple[Notice, ...]:
    if not seen.unled:
        return ()
    who = listed([*seen.unled[:5], *(["others"] if len(seen.unled) > 5 else [])])
    return (Notice(Mood.PROBLEM, (f"Nobody is asked about {who}: they have no manager who takes part.",)),)


def _checkpoints_menu(cycle: Cycle) -> tuple[Menu, ...]:
    options = tuple(
        Option(f"{cycle.id}/{one.id}", f"{one.title}, {span(one.due_on)}"[:75]) for one in cycle.checkpoints
    )
    return (Menu(label="Open a checkpoint", action="cycle.checkpoint", options=options[:100]),) if options else ()


def _deeds(seen: Whole) -> tuple[Button, ...]:
    cycle = seen.cycle
    match cycle.state:
        case State.DRAFT:
            launching = () if seen.flaws else (_deed("Launch", "cycle.launch", cycle, Weight.PRIMARY),)
            return (*launching, _deed("Discard", "cycle.discard", cycle, Weight.DANGER))
        case State.OPEN:
            return (_deed("Pause", "cycle.pause", cycle), _closing(cycle))
        case State.PAUSED:
            return (_deed("Go on", "cycle.resume", cycle, Weight.PRIMARY), _closing(cycle))
        case State.CLOSED:
            return (Button(label="All cycles", action="cycle.every"),)
        case _:
            assert_never(cycle.state)


def _deed(label: str, action: str, cycle: Cycle, weight: Weight = Weight.NORMAL) -> Button:
    return Button(label=label, action=action, subject=cycle.id, version=cycle.version, weight=weight)


def _closing(cycle: Cycle) -> Button:
    return _deed("Close", "cycle.close", cycle, Weight.DANGER)


def _more(cycle: Cycle) -> tuple[Button, ...]:
    rehearsing = Button(label="Read every message", action="cycle.rehearse", subject=f"{cycle.id}/0")
    status = Button(label="Who has done what", action="cycle.status", subject=cycle.id)
    adding = Button(label="Add a checkpoint", action="cycle.add.open", subject=cycle.id, opens_form=True)
    team = Button(label="Add a team", action="cycle.team.open", subject=cycle.id, opens_form=True)
    next_one = Button(label="Open the next one now", action="cycle.advance.look", subject=cycle.id)
    match cycle.state:
        case State.DRAFT:
            return (rehearsing, adding, team)
        case State.OPEN:
            return (status, rehearsing, next_one, adding, team)
        case State.PAUSED:
            return (status, rehearsing, adding, team)
        case State.CLOSED:
            return (status,)
        case _:
            assert_never(cycle.state)


def _example(state: State) -> Whole:
    cycle = replace(CYCLE, state=state, paused_on=CYCLE.period.start if state is State.PAUSED else None)
    on = EVIDENCE.due_on
    return Whole(
        cycle=cycle,
        teams=("Billing", "Platform"),
        people=12,
        managers=2,
        framework="Version 1",
        is_strict=state is State.OPEN,
        flaws=tuple(Flaw) if state is State.PAUSED else (),
        warned=tuple(Warned(trouble=one, on=on, checkpoint=EVIDENCE.id, person="ana", amount=14) for one in Trouble),
        unled=(examples.BEN.name,),
        names=(("ana", examples.ANA.name),),
    )


EXAMPLES = (
    every((CYCLE,)),
    every(()),
    *(whole(_example(state)) for state in State),
    launched(CYCLE, 12),
    changed(CYCLE, "It is closed."),
    discarded(CYCLE),
    needs_framework(),
)
