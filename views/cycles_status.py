"""Who has done what in a review cycle, as HR sees it: counts by team, and the people for whom something is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.cycles import Audience, Checkpoint, Cycle, State
from domain.cycles_plan import Standing
from domain.people import Person
from views import examples
from views.checkpoints import CYCLE, EVIDENCE
from views.cycles import span
from views.cycles_hr import AUDIENCES
from views.vocabulary import (
    Bullets,
    Button,
    Buttons,
    Card,
    Facts,
    Menu,
    Note,
    Option,
    Part,
    Progress,
    Spans,
    Table,
    Text,
)
from views.wording import counted, day

ROWS = 10  # people on a page
_NOTE = "Use it to ask what is in the way. It is not a measure of anybody, and it is shown to HR alone."


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """So many people of a team, or of all, for whom a checkpoint is done."""

    name: str
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Somebody for whom it is not done, and who else is asked about them ("": they themselves are)."""

    person: Person
    manager: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """One checkpoint with its counts; `missing` are all people, of whom a page is shown."""

    cycle: Cycle
    checkpoint: Checkpoint
    standing: Standing
    teams: tuple[Count, ...]
    total: Count
    missing: tuple[Missing, ...]
    is_counted: bool = True


def overview(cycle: Cycle, rows: Sequence[tuple[Checkpoint, Standing, Count | None]]) -> Card:
    """All checkpoints; a count of None is never taken."""
    table = Table(
        "Done, by checkpoint",
        ("Checkpoint", "Due", "Stands", "Done"),
        tuple(
            (one.title, span(one.due_on), standing.value, f"{count.done} of {count.total}" if count else "not counted")
            for one, standing, count in rows
        ),
    )
    options = tuple(Option(f"{cycle.id}/{one.id}", one.title[:75]) for one, _, count in rows if count)
    menu = (Menu(label="Who is missing", action="cycle.checkpoint", options=options[:100]),) if options else ()
    back = Button(label="The cycle", action="cycle.hr", subject=cycle.id)
    return Card(f"{cycle.name}: who has done what", (table, *menu, Buttons((back,)), Note((_NOTE,))))


def checkpoint(seen: Detail, page: int = 0) -> Card:
    one, cycle = seen.checkpoint, seen.cycle
    facts: tuple[tuple[str, Spans], ...] = (
        ("Open", (f"{day(one.opens_on)} to {day(one.due_on)}",)),
        ("Asks", (AUDIENCES[one.audience],)),
        ("Stands", (seen.standing.value,)),
    )
    parts: tuple[Part, ...] = (Text((one.prompt,)), Facts(facts), *_counts(seen), *_page(seen, page))
    return Card(f"{cycle.name}: {one.title}", (*parts, Buttons(_deeds(seen))))


def _counts(seen: Detail) -> tuple[Part, ...]:
    if not seen.is_counted:
        return (Note(("Who answered is not counted here.",)),)
    by_team = Table("By team", ("Team", "Done"), tuple((one.name, f"{one.done} of {one.total}") for one in seen.teams))
    return (Progress("Done", seen.total.done, seen.total.total), *((by_team,) if seen.teams else ()))


def _page(seen: Detail, page: int) -> tuple[Part, ...]:
    if not seen.is_counted or not seen.missing or seen.standing is Standing.NOT_YET:
        return ()
    pages = -(-len(seen.missing) // ROWS)
    page = max(0, min(page, pages - 1))
    shown = seen.missing[page * ROWS : (page + 1) * ROWS]
    lines: tuple[Spans, ...] = tuple((_line(seen.checkpoint, one),) for one in shown)
    turning = tuple(
        Button(label=label, action="cycle.checkpoint", subject=f"{seen.cycle.id}/{seen.checkpoint.id}/{to}")
        for label, to in (("Previous", page - 1), ("Next", page + 1))
        if 0 <= to < pages
    )
    how = "Was not done" if seen.standing is Standing.OVER else "Still open"
    what = ("file", "files") if seen.checkpoint.audience is Audience.SECOND_RATERS else ("person", "people")
    title = f"{how} for {counted(len(seen.missing), *what)}, page {page + 1} of {pages}:"
    return (Text((title,)), Bullets(lines), *((Buttons(turning),) if turning else ()), Note((_NOTE,)))


def _line(checkpoint: Checkpoint, one: Missing) -> str:
    """A file that is rated a second time says to nobody whose it is."""
    name = f"File {one.person.name}" if checkpoint.audience is Audience.SECOND_RATERS else one.person.name
    return f"{name} (asked: {one.manager})" if one.manager else name


def _deeds(seen: Detail) -> tuple[Button, ...]:
    subject, version = f"{seen.cycle.id}/{seen.checkpoint.id}", seen.cycle.version
    back = Button(label="All checkpoints", action="cycle.status", subject=seen.cycle.id)
    if seen.cycle.state is State.CLOSED:
        return (back,)
    moving = Button(label="Move", action="cycle.move.open", subject=subject, version=version, opens_form=True)
    opening = Button(label="Open it now", action="cycle.advance.look", subject=subject)
    is_coming = seen.cycle.state is State.OPEN and seen.standing is Standing.NOT_YET
    taking = Button(label="Take out", action="cycle.take_out", subject=subject, version=version)
    return (moving, *((opening,) if is_coming else ()), *((taking,) if seen.cycle.state is State.DRAFT else ()), back)


_MANY = tuple(
    Missing(person=replace(examples.BEN, id=f"p{number}", name=f"Person {number}"), manager="Ana Ruiz")
    for number in range(23)
)
_SEEN = Detail(
    cycle=CYCLE,
    checkpoint=EVIDENCE,
    standing=Standing.OPEN,
    teams=(Count(name="Billing", done=3, total=12), Count(name="Platform", done=4, total=18)),
    total=Count(name="", done=7, total=30),
    missing=_MANY,
)
EXAMPLES = (
    overview(CYCLE, ((EVIDENCE, Standing.OPEN, _SEEN.total), (CYCLE.checkpoints[1], Standing.NOT_YET, None))),
    *(checkpoint(_SEEN, page) for page in range(3)),
    checkpoint(replace(_SEEN, standing=Standing.OVER, missing=(Missing(person=examples.BEN, manager=""),))),
    checkpoint(replace(_SEEN, is_counted=False)),
    checkpoint(replace(_SEEN, cycle=replace(CYCLE, state=State.DRAFT), standing=Standing.NOT_YET)),
    checkpoint(replace(_SEEN, cycle=replace(CYCLE, state=State.CLOSED), missing=())),
)
