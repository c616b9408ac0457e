"""Goals in lists: one's own, those of somebody one leads, examples to begin with, and how many of a team hold one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain import goals_agreement as rules
from domain.goals import Goal, State
from domain.goals_agreement import Agreement
from domain.goals_coverage import LEAST, Coverage, Covered
from domain.people import Person
from views import examples
from views.goals import standing
from views.goals_words import (
    ACTIVE,
    CHANGING,
    DRAFT,
    GOAL,
    HR,
    LEADING,
    OWN,
    PUT,
    Sides,
    day,
    lacks,
    state,
    visibility,
)
from views.home import Waiting
from views.vocabulary import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Facts,
    Heading,
    Menu,
    Note,
    Option,
    Part,
    Spans,
    Table,
    Text,
    Visibility,
    Weight,
)
from views.wording import counted, excerpt, listed

LISTED = 10
NAMED = 8
_WHY = "A goal that names only a result can only be met or missed. A paired one also names the way to it and what will be learned: a missed result with the way kept and the learning written down closes as learned, and never counts against anybody."


def overview(goals: Sequence[Agreement], sides: Sides, led: Sequence[Person] = ()) -> Card:
    """One's own, or those of somebody one leads. `led`: whose goals the reader may open besides."""
    whose = "Your goals" if sides.is_own else f"Goals of {sides.owner.name}"
    parts: tuple[Part, ...] = (
        Text((_WHY,)),
        *_lines(goals, sides),
        Visibility(visibility(sides, is_sent=False)),
        Buttons((new_button(sides), _examples_button(sides))),
        *_their(led),
    )
    return Card(whose, parts)


def whole(goals: Sequence[Agreement], sides: Sides) -> Card:
    """Every word, for HR, who gave a reason: there is nothing to press."""
    parts: list[Part] = [] if goals else [Text(("None that HR may read: drafts are their author's alone.",))]
    for one in goals[:LISTED]:
        parts += [Heading(one.goal.title), Text((f"{state(one, sides)}.",)), *standing(one, sides)]
    if len(goals) > LISTED:
        parts.append(Note((f"These are the latest {LISTED} of {len(goals)}.",)))
    return Card(f"Goals of {sides.owner.name}", (*parts, Visibility(visibility(sides, is_sent=True))))


def offer(found: Sequence[tuple[Goal, str]], sides: Sides) -> Card:
    """Examples, each with how a good miss of it looks."""
    parts: list[Part] = [Text(("Each opens the form with its words, to change as you like. Nothing is saved yet.",))]
    for goal, good_miss in found:
        parts += [Heading(goal.title), Facts(_example(goal, good_miss)), Buttons((_begin(goal, sides),))]
    return Card("Examples of paired goals", tuple(parts))


def coverage(found: Coverage) -> Card:
    few = f"{counted(found.too_small, 'team', 'teams')} with fewer than {LEAST} people: not counted, so that nobody is."
    rows = tuple((one.team, str(one.members), str(one.paired), f"{one.percent} %") for one in found.teams)
    columns = ("Team", "People", "With a paired goal", "Share")
    table: Part = (
        Table("Paired goals by team", columns, rows) if rows else Text(("No team is large enough to be counted.",))
    )
    small = (Note((few,)),) if found.too_small else ()
    line = "HR can read this. It is a count: never who, and never what."
    return Card("Who works with paired goals", (table, *small, Visibility(line)))


def explained() -> Card:
    lines: tuple[Spans, ...] = (
        (Bold("/goals"), " shows your goals and, if you lead people, whose you may open."),
        (Bold("/goals @person"), " shows the goals of somebody you lead."),
        (Bold("/goals new"), " opens the form; ", Bold("/goals examples"), " offers some to begin with."),
        (Bold("/goals coverage"), " tells HR how many of each team hold a paired goal."),
    )
    buttons = (Button(label="My goals", action="goals.open"), Button(label="Examples", action="goals.examples"))
    return Card("Paired goals", (Text((_WHY,)), Bullets(lines), Buttons(buttons)))


# --- Home ---------------------------------------------------------------------------------------------------------


def waits(one: Agreement, sides: Sides) -> Waiting:
    """For this reader to agree to."""
    whose = "A goal of yours" if sides.is_own else f"A goal of {sides.owner.name}"
    what = "a change of it waits" if one.change is not None else "it waits"
    button = Button(label="Read it", action="goals.show", subject=one.goal.id, spoken=f"Read it: {whose}")
    return Waiting((f"{whose}: {what} for you to agree",), button)


def is_begun(one: Agreement) -> Waiting:
    finish = Button(
        label="Finish it",
        action="goals.edit.open",
        subject=one.goal.id,
        opens_form=True,
        spoken="Finish the goal I began",
    )
    return Waiting(("A goal that you began and that lacks a part",), finish)


def on_home(mine: Sequence[Agreement], sides: Sides, *, led: int, unpaired: Sequence[Person]) -> tuple[Part, ...]:
    """`led` is how many people the reader leads, `unpaired` those of them who hold no paired goal."""
    running = [one for one in mine if one.goal.state is State.ACTIVE]
    shown = (
        Bullets(tuple(_line(one, sides) for one in running[:3])) if running else Text(("None of yours is under way.",))
    )
    buttons = (Button(label="My goals", action="goals.open"), new_button(sides, weight=Weight.NORMAL))
    return (Heading("Goals"), shown, *_lacking(led, unpaired), Buttons(buttons))


def _lacking(led: int, unpaired: Sequence[Person]) -> tuple[Part, ...]:
    if not led:
        return ()
    names = [person.name for person in unpaired]
    more = [counted(len(names) - NAMED, "other", "others")] if len(names) > NAMED else []
    who = listed([*names[:NAMED], *more]) if names else "nobody; everybody holds one"
    return (
        Facts((("Without a paired goal", (who,)),)),
        Visibility("This list is shown to you alone, of the people you lead."),
    )


# --- Pieces -------------------------------------------------------------------------------------------------------


def new_button(sides: Sides, *, weight: Weight = Weight.PRIMARY) -> Button:
    return Button(label="New goal", action="goals.new.open", subject=sides.owner.id, weight=weight, opens_form=True)


def _examples_button(sides: Sides) -> Button:
    return Button(label="Begin with an example", action="goals.examples", subject=sides.owner.id)


def _lines(goals: Sequence[Agreement], sides: Sides) -> tuple[Part, ...]:
    if not goals:
        return (Text(("None yet.",)),)
    options = tuple(Option(one.goal.id, excerpt(one.goal.title, 70)) for one in goals)
    lines = Bullets(tuple(_line(one, sides) for one in goals[:LISTED]))
    return (lines, Menu(label="Open a goal", action="goals.show", options=options))


def _line(one: Agreement, sides: Sides) -> Spans:
    lacking = rules.lacks(one)
    missing = f" {lacks(lacking)}" if lacking else ""
    return (Bold(one.goal.title), f": {state(one, sides)}, until {day(one.goal.due_on)}.{missing}")


def _their(led: Sequence[Person]) -> tuple[Part, ...]:
    if not led:
        return ()
    options = tuple(Option(person.id, person.name) for person in led)
    return (Heading("People you lead"), Menu(label="Open the goals of", action="goals.open", options=options))


def _example(goal: Goal, good_miss: str) -> tuple[tuple[str, Spans], ...]:
    rows = (
        ("The result", goal.outcome),
        ("The way to it", goal.process),
        ("To learn", goal.learning),
        ("Must not get worse", goal.guard),
        ("A good miss", good_miss),
    )
    return tuple((label, (text,)) for label, text in rows)


def _begin(goal: Goal, sides: Sides) -> Button:
    return Button(
        label="Begin with this",
        action="goals.new.open",
        subject=f"{sides.owner.id}/{goal.id}",
        opens_form=True,
        spoken=f"Begin with this: {goal.title}",
    )


def _several(*found: Agreement) -> list[Agreement]:
    return [replace(one, goal=replace(one.goal, id=f"g{number}")) for number, one in enumerate(found)]


EXAMPLES = (
    overview((), OWN),
    overview(_several(DRAFT, PUT, ACTIVE, CHANGING), OWN, (examples.CHI,)),
    overview(_several(PUT, ACTIVE), LEADING),
    whole((ACTIVE, PUT), HR),
    whole((), HR),
    offer(((GOAL, "Recurrence flat, with causes of two classes established"),), OWN),
    coverage(Coverage(teams=(Covered(team="Checkout", members=6, paired=4),), too_small=2)),
    coverage(Coverage(teams=(), too_small=0)),
    explained(),
    Card("Hello Ben", on_home((ACTIVE,), OWN, led=0, unpaired=())),
    Card("Hello Ben", on_home((), OWN, led=2, unpaired=(examples.CHI,))),
    Card("Hello Ben", (Bullets((waits(CHANGING, OWN).line, waits(PUT, LEADING).line, is_begun(DRAFT).line)),)),
)
