"""What a checkpoint says: to managers with their people, to people for themselves, and to HR when something is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from domain.cycles import Audience, Checkpoint, Cycle, Kind, State
from domain.cycles_calls import FOR_HR, Row, Told
from domain.cycles_plan import Step
from domain.evidence import Period
from views import checkpoints_files, examples
from views import checkpoints_pressed as pressed
from views.vocabulary import Bullets, Button, Buttons, Card, Note, Part, Progress, Spans, Text
from views.wording import counted, day

ROWS = 7  # people on a page
AT_ONCE = 5  # buttons under a list
_PUBLIC_NOTE = "You see your own people alone. HR sees all teams."


def prompt(told: Told) -> Card:
    """The card of a notice; drawn again as its people are done."""
    if told.step is Step.TO_HR:
        return _to_hr(told)
    if told.checkpoint.audience is Audience.SECOND_RATERS:
        return checkpoints_files.prompt(told)
    if told.checkpoint.audience is Audience.MANAGERS:
        return _to_manager(told)
    return _late_people(told) if told.step is Step.TO_MANAGER else _to_oneself(told)


def page(told: Told, number: int) -> Card:
    """All people of a manager, some at a time; the first page is number 0."""
    pages = max(1, -(-len(told.rows) // ROWS))
    number = min(number, pages - 1)
    shown = told.rows[number * ROWS : (number + 1) * ROWS]
    turning = tuple(
        Button(label=label, action="checkpoint.page", subject=f"{told.cycle.id}/{told.checkpoint.id}/{to}")
        for label, to in (("Previous", number - 1), ("Next", number + 1))
        if 0 <= to < pages
    )
    parts: tuple[Part, ...] = (
        _progress(told),
        _listed(shown),
        *_buttons(told, [row for row in shown if not row.is_done]),
        *((Buttons(turning),) if turning else ()),
        Note((f"Page {number + 1} of {pages}. {_PUBLIC_NOTE}",)),
    )
    return Card(told.checkpoint.title, parts)


def ticked(checkpoint: Checkpoint) -> Card:
    return Card(f"{checkpoint.title}: noted", (Text(("Thank you. You get no more reminders of it.",)),))


def moved(cycle: Cycle, checkpoint: Checkpoint) -> Card:
    line = (
        f"“{checkpoint.title}” of {cycle.name} is now due on {day(checkpoint.due_on)}. What you have done stays done."
    )
    return Card(f"New date: {checkpoint.title}", (Text((line,)),))


# --- To managers and HR -------------------------------------------------------------------------------------------


def _to_manager(told: Told) -> Card:
    if not told.rows:
        return _to_nobodys_manager(told)
    if not told.missing:
        title = f"{told.checkpoint.title}: done for all of your people"
        return Card(title, (_progress(told), _listed(told.rows[:ROWS])))
    first = (*told.missing, *(row for row in told.rows if row.is_done))[:ROWS]
    parts: tuple[Part, ...] = (
        Text((told.checkpoint.prompt,)),
        Text((_until(told),)),
        _progress(told),
        _listed(first),
        *_buttons(told, told.missing[:AT_ONCE]),
        Buttons((*_all_of_them(told), _stand_in(told.cycle))),
    )
    return Card(_title(told), parts)


def _to_nobodys_manager(told: Told) -> Card:
    """Since it was told, somebody else came to answer for all of their people."""
    line = f"Somebody else is asked about the people you were asked about for {told.cycle.name}: they act for you, or lead them now. You need do nothing."
    return Card(f"{told.checkpoint.title}: no longer yours to do", (Text((line,)), Buttons((_stand_in(told.cycle),))))


def _title(told: Told) -> str:
    name, left = told.checkpoint.title, counted(len(told.missing), "person", "people")
    match told.step:
        case Step.OPENS:
            return f"{name}: {left}, until {day(told.checkpoint.due_on)}"
        case Step.DUE:
            return f"{name}: due today, {left} left"
        case Step.TO_MANAGER:
            return f"{name} was due: {left} left"
        case _:
            return f"{name}: {left} left, due {day(told.checkpoint.due_on)}"


def _late_people(told: Told) -> Card:
    """To a manager, of what their people have not done for themselves."""
    if not told.missing:
        line = f"Nothing of it is open in your team any more, for {told.cycle.name}. Thank you for looking after it."
        return Card(f"{told.checkpoint.title}: done in your team", (Text((line,)),))
    late = counted(len(told.missing), "person has", "people have")
    line = f"{late} not done “{told.checkpoint.title}” of {told.cycle.name}. It was due on {day(told.checkpoint.due_on)}; it is taken until {day(told.closes_on)}."
    note = "A word from you may help: perhaps time is missing, or something is unclear. Being late counts for nothing in a review."
    parts = (Text((line,)), _listed(told.missing[:ROWS]), *_beyond(len(told.missing)), Note((note,)))
    return Card(f"Still open in your team: {told.checkpoint.title}", parts)


def _to_hr(told: Told) -> Card:
    if not told.missing:
        line = f"It was due on {day(told.checkpoint.due_on)}; by now nothing of it is open in {told.cycle.name}."
        return Card(f"{told.checkpoint.title}: done by now", (Text((line,)),))
    late = counted(len(told.missing), "person", "people")
    line = f"“{told.checkpoint.title}” of {told.cycle.name} was due on {day(told.checkpoint.due_on)} and is still open for {late}.{_reminded(told.checkpoint)}"
    if told.checkpoint.audience in FOR_HR:
        line = f"“{told.checkpoint.title}” of {told.cycle.name} was due on {day(told.checkpoint.due_on)} and is still open. HR is asked for it: once one of you has done it, it is done."
    seeing = Button(label="See who", action="cycle.checkpoint", subject=f"{told.cycle.id}/{told.checkpoint.id}")
    note = "This message goes to HR alone. Ask what is in the way before you ask for speed."
    return Card(f"Still open: {told.checkpoint.title}", (Text((line,)), Buttons((seeing,)), Note((note,))))


def _reminded(checkpoint: Checkpoint) -> str:
    """Of a reminder that there is: it waits for their hours, and they may have stopped it."""
    return "" if checkpoint.ladder.manager_after is None else " Whoever leads them is reminded as well."


# --- To oneself ---------------------------------------------------------------------------------------------------


def _to_oneself(told: Told) -> Card:
    name = told.checkpoint.title
    if told.rows and not told.missing:
        by_hr = f"One of HR has done this for {told.cycle.name}. Nobody else is asked for it."
        line = by_hr if told.checkpoint.audience in FOR_HR else f"You have done this for {told.cycle.name}. Thank you."
        return Card(f"{name}: done", (Text((line,)),))
    titles = {Step.OPENS: f"{name}, until {day(told.checkpoint.due_on)}", Step.DUE: f"{name}: due today"}
    title = titles.get(told.step, f"{name}: due {day(told.checkpoint.due_on)}")
    buttons = pressed.own(told)
    parts = (Text((told.checkpoint.prompt,)), Text((_until(told),)), *((Buttons(buttons),) if buttons else ()))
    return Card(title, parts)


# --- Pieces -------------------------------------------------------------------------------------------------------


def _until(told: Told) -> str:
    due_on, closes_on = told.checkpoint.due_on, told.closes_on
    late = f", and still taken until {day(closes_on)}" if closes_on > due_on else ""
    return f"{told.cycle.name}: due on {day(due_on)}{late}."


def _progress(told: Told) -> Progress:
    return Progress("Done", len(told.rows) - len(told.missing), len(told.rows))


def _listed(rows: Sequence[Row]) -> Bullets:
    lines: tuple[Spans, ...] = tuple((f"{row.person.name}: {'done' if row.is_done else 'open'}",) for row in rows)
    return Bullets(lines)


def _beyond(number: int) -> tuple[Part, ...]:
    return (Note((f"and {number - ROWS} more",)),) if number > ROWS else ()


def _buttons(told: Told, rows: Sequence[Row]) -> tuple[Part, ...]:
    """One press on a name does, or opens, what is missing."""
    if not rows or not pressed.is_pressed(told.checkpoint.kind):
        return ()
    what = pressed.PRESS.get(told.checkpoint.kind, "Press a name to say that it is done.")
    return (Text((what,)), Buttons(tuple(pressed.of_person(told, row.person) for row in rows)))


def _all_of_them(told: Told) -> tuple[Button, ...]:
    if len(told.rows) <= AT_ONCE:
        return ()
    subject = f"{told.cycle.id}/{told.checkpoint.id}/0"
    return (Button(label=f"All {len(told.rows)}", action="checkpoint.page", subject=subject),)


def _stand_in(cycle: Cycle) -> Button:
    return Button(label="Somebody acts for me", action="cycle.delegate.open", subject=cycle.id, opens_form=True)


EVIDENCE = Checkpoint(
    id="evidence1",
    kind=Kind.EVIDENCE,
    title="First evidence",
    prompt="For each of your people: one thing you saw, when it was, and what followed.",
    audience=Audience.MANAGERS,
    opens_on=date(2026, 10, 12),
    due_on=date(2026, 10, 16),
)
_OWN = replace(EVIDENCE, id="pair", kind=Kind.GOAL_CHECK_IN, title="Pair your goals", audience=Audience.PARTICIPANTS)
CYCLE = Cycle(
    id="c1",
    name="Autumn 2026",
    period=Period(start=date(2026, 10, 5), end=date(2027, 1, 3)),
    checkpoints=(EVIDENCE, _OWN),
    framework="default",
    framework_version=1,
    state=State.OPEN,
)
_PEOPLE = (Row(person=examples.BEN, is_done=False), Row(person=examples.CHI, is_done=True))
_MANY = tuple(
    Row(person=replace(examples.BEN, id=f"p{number}", name=f"Person {number}"), is_done=number % 3 == 0)
    for number in range(14)
)
TOLD = Told(cycle=CYCLE, checkpoint=EVIDENCE, step=Step.OPENS, reader="ana", rows=_PEOPLE, closes_on=date(2026, 10, 23))
_TALKS = replace(TOLD, checkpoint=replace(EVIDENCE, kind=Kind.RELEASE, title="Review talks"))
_MINE = replace(TOLD, checkpoint=_OWN, reader="ben", rows=_PEOPLE[:1])
_OF_HR = replace(TOLD, checkpoint=replace(EVIDENCE, kind=Kind.CALIBRATION, title="Calibration", audience=Audience.HR))
_DONE = _PEOPLE[1:]
EXAMPLES = (
    *(prompt(replace(TOLD, step=step, rows=rows)) for step in Step for rows in (_PEOPLE, _MANY)),
    *(prompt(replace(TOLD, step=step, rows=rows)) for step in Step for rows in (_PEOPLE[1:], ())),
    *(prompt(replace(_MINE, step=Step.TO_MANAGER, rows=rows)) for rows in (_PEOPLE[1:], ())),
    prompt(_TALKS),
    prompt(replace(TOLD, checkpoint=replace(EVIDENCE, kind=Kind.RATING, title="Ratings"))),
    *(prompt(replace(_MINE, step=step)) for step in Step),
    *(
        prompt(replace(_MINE, checkpoint=replace(_OWN, kind=kind)))
        for kind in (Kind.KICK_OFF, Kind.PULSE, Kind.SELF_REFLECTION)
    ),
    prompt(replace(_MINE, rows=(Row(person=examples.BEN, is_done=True),))),
    *(prompt(replace(_OF_HR, step=step, rows=rows)) for step in (Step.OPENS, Step.TO_HR) for rows in (_PEOPLE, _DONE)),
    page(replace(TOLD, rows=_MANY), 0),
    page(replace(TOLD, rows=_MANY), 1),
    ticked(EVIDENCE),
    moved(CYCLE, EVIDENCE),
)
