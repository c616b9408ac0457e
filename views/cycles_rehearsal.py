"""A rehearsal of a cycle: the calendar of its messages, and each of them with its words, before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.cycles import Cycle, Kind
from domain.cycles_calls import Row, Told
from domain.cycles_plan import Step
from domain.cycles_rehearsal import Entry, Item, Message
from domain.people import Person
from views import checkpoints, examples
from views.checkpoints import CYCLE, EVIDENCE, TOLD
from views.notices import delivered
from views.vocabulary import Bullets, Button, Buttons, Card, Heading, Menu, Note, Option, Part, Spans, Text
from views.wording import counted, listed
from views.wording import day as day_of

LINES = 10  # of the calendar, on a page
STEPS = {
    Step.OPENS: "opens",
    Step.REMINDER: "reminder",
    Step.DUE: "due today",
    Step.TO_MANAGER: "late, to managers",
    Step.TO_HR: "late, to HR",
    Step.CLOSES: "closes",
}
_NOTE = "This is what happens if nobody answers: whoever has done something gets no more reminders of it. In each person's hours, at most one message a day and three a week."
_IF_NOTED = (
    "Second ratings are in it as if something were noted in each file that was drawn: of an empty one nothing is asked."
)
_NOT_IN_IT = "Not in here is what the rest of Vouchsafe sends in those weeks: thanks, requests for feedback, evidence and goals that are ready to read, hints to managers, what is to do of the cycle's plan, and announcements. They share the same limits, so a message of the cycle may come a day later than here."


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """`busiest` is the most that one person gets."""

    cycle: Cycle
    entries: tuple[Entry, ...]
    messages: int
    people: int
    busiest: int
    warned: tuple[str, ...] = ()


def calendar(seen: Rehearsal, page: int) -> Card:
    pages = max(1, -(-len(seen.entries) // LINES))
    page = max(0, min(page, pages - 1))
    start = page * LINES
    shown = seen.entries[start : start + LINES]
    lines: tuple[Spans, ...] = tuple((line(seen.cycle, one),) for one in shown)
    options = tuple(
        Option(f"{seen.cycle.id}/{start + number}", line(seen.cycle, one)[:75]) for number, one in enumerate(shown)
    )
    total = f"{counted(seen.messages, 'message', 'messages')} to {counted(seen.people, 'person', 'people')} in all; nobody gets more than {seen.busiest}."
    parts: tuple[Part, ...] = (
        Text((total,)),
        *((Bullets(lines),) if lines else (Text(("Nothing more would be sent.",)),)),
        *((Menu(label="Read one", action="cycle.rehearse.read", options=options),) if options else ()),
        *_warned(seen, page),
        Buttons(_turning(seen.cycle, page, pages)),
        Note((_NOTE,)),
        *(Note((one,)) for one in limits(seen.cycle)),
    )
    return Card(f"Rehearsal of {seen.cycle.name}, page {page + 1} of {pages}", parts)


def read(card: Card, entry: Entry, to: Person, moment: str) -> Card:
    """The words of one message, as its first reader would get it."""
    others = entry.people - 1
    more = (
        f" {counted(others, 'other person gets', 'other people get')} the same with their own names." if others else ""
    )
    head = Text((f"To {to.name}, {moment}.{more}",))
    return Card(f"As it would read: {card.title}", (head, *(part for part in card.parts if not _is_pressed(part))))


def limits(cycle: Cycle) -> tuple[str, ...]:
    """Say what it takes for granted, and what is not in it."""
    is_rated_twice = any(one.kind is Kind.SECOND_RATING for one in cycle.checkpoints)
    return (*((_IF_NOTED,) if is_rated_twice else ()), _NOT_IN_IT)


def line(cycle: Cycle, entry: Entry) -> str:
    titles = {one.id: one.title for one in cycle.checkpoints}
    what = listed([f"{titles.get(id, id)} ({STEPS[step]})" for id, step in entry.steps])
    return f"{day_of(entry.on)}: {what}, to {counted(entry.people, 'person', 'people')}"


def words(cycle: Cycle, message: Message, people: Mapping[str, Person]) -> Card:
    """Return the card of a message as the real one is made, for whoever is told that nothing is done yet."""
    cards = [
        (_KIND[item.is_late], checkpoints.prompt(_told(cycle, message.to, item, about, people)))
        for item, about in zip(message.items, message.about, strict=True)
    ]
    return delivered(cards, moment=message.at)


_KIND = {False: "checkpoint.ask", True: "checkpoint.late"}


def _told(cycle: Cycle, to: str, item: Item, about: tuple[str, ...], people: Mapping[str, Person]) -> Told:
    found = cycle.checkpoint(item.checkpoint)
    rows = tuple(Row(person=people[one], is_done=False) for one in about or (to,) if one in people)
    checkpoint = found or EVIDENCE
    return Told(
        cycle=cycle,
        checkpoint=checkpoint,
        step=item.planned.step,
        reader=to,
        rows=rows,
        closes_on=item.closes_on,
    )


def _is_pressed(part: Part) -> bool:
    return isinstance(part, Buttons | Menu)


def _warned(seen: Rehearsal, page: int) -> tuple[Part, ...]:
    """On the first page."""
    if page or not seen.warned:
        return ()
    lines: tuple[Spans, ...] = tuple((one,) for one in seen.warned[:LINES])
    more = len(seen.warned) - LINES
    return (Heading("Good to know"), Bullets((*lines, *(((f"and {more} more",),) if more > 0 else ()))))


def _turning(cycle: Cycle, page: int, pages: int) -> tuple[Button, ...]:
    turning = tuple(
        Button(label=label, action="cycle.rehearse", subject=f"{cycle.id}/{to}")
        for label, to in (("Previous", page - 1), ("Next", page + 1))
        if 0 <= to < pages
    )
    return (*turning, Button(label="The cycle", action="cycle.hr", subject=cycle.id))


def _entries(number: int) -> tuple[Entry, ...]:
    message = Message(to="ana", at=examples.MORNING, items=(), about=())
    return (
        tuple(
            Entry(on=date(2026, 10, 12), steps=((EVIDENCE.id, step),), people=12, first=message)
            for step in list(Step)[:number]
        )
        * 3
    )


_SEEN = Rehearsal(cycle=CYCLE, entries=_entries(6), messages=216, people=14, busiest=21, warned=("A day off.",) * 12)
EXAMPLES = (
    calendar(_SEEN, 0),
    calendar(_SEEN, 1),
    calendar(Rehearsal(cycle=CYCLE, entries=(), messages=0, people=0, busiest=0), 0),
    read(checkpoints.prompt(TOLD), _SEEN.entries[0], examples.ANA, "Monday, 12 October, 09:00 in Europe/Madrid"),
)
