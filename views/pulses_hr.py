"""Pulses as HR sees them: all of them, the preview before a launch, and how one stands, without who answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import assert_never

from domain.pulses import MOST_ITEMS, Item, questions
from domain.pulses_groups import Level
from domain.pulses_series import EVERY_DAYS, may_repeat
from domain.pulses_wave import Flaw, State, Wave
from views.pulses import ITEMS, WAVE, day, length, new_button
from views.pulses_promise import promises
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
    Note,
    Notice,
    Option,
    Part,
    Spans,
    Table,
    Text,
    Weight,
)
from views.wording import counted, excerpt, listed

LISTED = 20
STATES = {
    State.DRAFT: "draft",
    State.LAUNCHED: "opens soon",
    State.OPEN: "open",
    State.CLOSED: "closed",
    State.SEALED: "closed",
    State.DESTROYED: "ended unread",
}
_LEVELS = {Level.COMPANY: "company", Level.DEPARTMENT: "department", Level.TEAM: "team", Level.ATTRIBUTE: "attribute"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A group by the name people know it by, with how many were or would be asked in it and below it."""

    name: str
    level: Level
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """`merged` are not counted by themselves, because few people would be told of; `teams` are the names of those asked,
    none for everybody. `repeats`: the next one comes by itself.
    """

    wave: Wave
    groups: tuple[Counted, ...]
    merged: tuple[Counted, ...] = ()
    teams: tuple[str, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    repeats: bool = False


def every(waves: Sequence[Wave]) -> Card:
    """All waves, the newest first."""
    lines: tuple[Spans, ...] = tuple(
        (Bold(one.title), f", {STATES[one.state]}, {_days(one)}") for one in waves[:LISTED]
    )
    options = tuple(Option(one.id, excerpt(f"{one.title}, {_days(one)}", 75)) for one in waves[:LISTED])
    menu = (Menu(label="Open a pulse", action="pulse.hr", options=options),) if options else ()
    listing = Bullets(lines) if lines else Text(("There is none yet.",))
    return Card("Pulses", (listing, *menu, Buttons((new_button(), Button(label="Questions", action="pulse.items")))))


def whole(seen: Whole) -> Card:
    """Before the launch what would happen, afterwards what does. Never who, or how many, have answered."""
    wave = seen.wave
    rows = tuple((one.name, _LEVELS[one.level], f"{one.people:,}") for one in seen.groups[: LISTED + 1])
    parts: tuple[Part, ...] = (
        *(Notice(Mood.PROBLEM, (flaw(one),)) for one in seen.flaws),
        Facts(_facts(seen)),
        *((Table("Who is counted where", ("Group", "Level", "People"), rows),) if rows else ()),
        *_small(seen),
        Heading("What is promised"),
        Bullets(promises(wave.contract)),
        *_questions(wave.contract.items),
        Note((_frozen(wave),)),
        *((Note((_again(wave),)),) if seen.repeats else ()),
        *_deeds(seen),
    )
    return Card(f"{wave.title} ({STATES[wave.state]})", parts)


def launched(wave: Wave, people: int, *, repeats: bool = False) -> Card:
    line = f"{counted(people, 'person is', 'people are')} asked on {day(wave.contract.opens_on)}, each at {wave.contract.opens_at:%H:%M} on their own clock. What is promised is frozen from now on."
    seeing = Button(label="See how it stands", action="pulse.hr", subject=wave.id)
    again = (Text((_again(wave),)),) if repeats else ()
    return Card("Launched", (Text((line,)), *again, Note((f"Contract {wave.digest}",)), Buttons((seeing,))))


def repeats_no_more(wave: Wave) -> Card:
    line = f"{wave.title} of {_days(wave)} stays as it is, and none comes after it."
    return Card("It repeats no more", (Text((line,)),))


def discarded(wave: Wave) -> Card:
    return Card("Discarded", (Text((f"{wave.title} never began, and is gone. Nobody heard of it.",)),))


def stopped(wave: Wave) -> Card:
    line = f"{wave.title} is stopped. What had come in was destroyed unread, and nobody will see any of it. Whoever presses a button of it hears that it is closed."
    return Card("Stopped", (Text((line,)),))


def stop_repeating(wave: Wave) -> Button:
    return Button(label="Stop repeating", action="pulse.series.stop", subject=wave.id, version=wave.version)


def flaw(one: Flaw) -> str:
    match one:
        case Flaw.NO_QUESTIONS:
            return "It asks nothing yet: choose at least one question."
        case Flaw.TOO_MANY:
            return f"It asks more than {MOST_ITEMS} questions, too many for a pulse. Discard it and choose fewer."
        case Flaw.PAST:
            return "Its first day is not in the future. Discard it and begin one that opens tomorrow or later."
        case Flaw.BACKWARD:
            return "It closes before it was open for a day."
        case Flaw.LONG:
            return "It is open for more than 28 days."
        case Flaw.SHARE_BACK:
            return "The day by which results are talked about does not come after it closes."
        case Flaw.TOO_FEW:
            return "Fewer people would be asked than a figure needs, so nothing could ever be shown."
        case Flaw.OVERLAP:
            return "Another pulse asks nearly the same people the same thing at about this time, and the two together would tell what a few people said. Ask the same people again once that one has closed, choose others, or wait until four weeks after its close."
        case _:
            assert_never(one)


# --- Questions ----------------------------------------------------------------------------------------------------


def items(own: Sequence[Item], shipped: Sequence[Item], labels: Mapping[str, str]) -> Card:
    """The bank, with where each item comes from. `labels` name what an item is about."""
    lines: tuple[Spans, ...] = tuple(
        (Bold(labels.get(one.construct, one.kind.value)), f": {one.text}") for one in shipped
    )
    ours: tuple[Spans, ...] = tuple((f"{one.text} ({one.source}; {one.license}; {one.status})",) for one in own)
    menu = Menu(label="Retire one of ours", action="pulse.item.retire", options=_options(own))
    adding = Button(label="A question of our own", action="pulse.item.open", opens_form=True)
    note = f"These {len(shipped)} are original to this project, under its own license, and not yet validated: read their results as a start of a talk."
    parts: tuple[Part, ...] = (
        Heading("Ours"),
        Bullets(ours) if ours else Text(("None yet.",)),
        *((menu,) if own else ()),
        Buttons((adding,)),
        Heading("Shipped with Vouchsafe"),
        Bullets(lines),
        Note((note,)),
    )
    return Card("Questions for pulses", parts)


def _options(own: Sequence[Item]) -> tuple[Option, ...]:
    return tuple(Option(one.id, excerpt(one.text, 75)) for one in own[:100])


# --- Pieces -------------------------------------------------------------------------------------------------------


def _days(wave: Wave) -> str:
    return f"{day(wave.contract.opens_on)} to {day(wave.contract.closes_on)}"


def _facts(seen: Whole) -> tuple[tuple[str, Spans], ...]:
    wave, contract = seen.wave, seen.wave.contract
    total = next((one.people for one in seen.groups if one.level is Level.COMPANY), 0)
    reminders = listed([f"after {counted(one, 'day', 'days')}" for one in contract.reminders])
    return (
        ("Asked", (f"{counted(total, 'person', 'people')}, {listed(seen.teams) or 'everybody'}",)),
        ("Questions", (f"{len(questions(contract.items))}, {length(contract)}",)),
        ("Days", (f"{_days(wave)}, at {contract.opens_at:%H:%M} on each person's own clock",)),
        ("Reminders", (f"{reminders}, to everybody" if reminders else "none",)),
        ("Talked about by", (day(contract.share_back_on),)),
    )


def _small(seen: Whole) -> tuple[Part, ...]:
    if not seen.merged:
        return ()
    names = listed([f"{one.name} ({one.people})" for one in seen.merged[:LISTED]])
    few = seen.wave.contract.scores
    line = f"Counted one level up, because a figure of their own would tell of fewer than {few} people, in them or beside them: {names}."
    return (Notice(Mood.INFO, (line,)),)


def _questions(items: Sequence[Item]) -> tuple[Part, ...]:
    return (Heading("What is asked"), Bullets(tuple((one.text,) for one in items)))


def _frozen(wave: Wave) -> str:
    if wave.digest:
        return f"Frozen since the launch. Contract {wave.digest}"
    return "The groups are made anew when it opens, from who is here then. All else is frozen at the launch."


def _again(wave: Wave) -> str:
    opens = wave.contract.opens_on + timedelta(days=EVERY_DAYS)
    return f"The next one opens by itself on {day(opens)}, for the same audience, with the next questions and a contract of its own. You hear of it a week before, and can stop it."


def _deeds(seen: Whole) -> tuple[Buttons, ...]:
    wave = seen.wave
    launch = Button(label="Launch", action="pulse.launch", subject=wave.id, version=wave.version, weight=Weight.PRIMARY)
    discard = Button(label="Discard", action="pulse.discard", subject=wave.id, version=wave.version)
    stop = Button(
        label="Stop, and destroy what came in",
        action="pulse.stop",
        subject=wave.id,
        version=wave.version,
        weight=Weight.DANGER,
    )
    if wave.state is State.DRAFT:
        launching = () if seen.flaws else (launch, *((_series(wave),) if may_repeat(wave) else ()))
        return (Buttons((*launching, discard)),)
    ending = (stop_repeating(wave),) if seen.repeats else ()
    stopping = (stop,) if wave.state in (State.LAUNCHED, State.OPEN) else ()
    return (Buttons((*ending, *stopping)),) if ending or stopping else ()


def _series(wave: Wave) -> Button:
    label = "Launch, and again every four weeks"
    return Button(label=label, action="pulse.launch.series", subject=wave.id, version=wave.version)


_GROUPS = (
    Counted(name="The whole company", level=Level.COMPANY, people=23),
    Counted(name="Billing", level=Level.TEAM, people=9),
    Counted(name="Platform", level=Level.TEAM, people=8),
)
_DRAFT = replace(WAVE, id="w2", state=State.DRAFT, digest="")
EXAMPLES = (
    every(()),
    every((WAVE, _DRAFT)),
    whole(Whole(wave=_DRAFT, groups=_GROUPS, merged=(Counted(name="Design", level=Level.TEAM, people=3),))),
    whole(Whole(wave=_DRAFT, groups=_GROUPS[:1], flaws=tuple(Flaw), teams=("Billing", "Platform"))),
    whole(Whole(wave=WAVE, groups=_GROUPS)),
    whole(Whole(wave=replace(WAVE, state=State.SEALED), groups=_GROUPS)),
    launched(WAVE, 23),
    launched(WAVE, 23, repeats=True),
    whole(Whole(wave=WAVE, groups=_GROUPS, repeats=True)),
    repeats_no_more(WAVE),
    discarded(_DRAFT),
    stopped(WAVE),
    items((), ITEMS, {}),
    items(ITEMS[:2], ITEMS, {"": "Speaking up"}),
)
