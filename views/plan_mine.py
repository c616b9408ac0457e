"""The plan for whoever owns a part of it: their tasks, what is due this week, and that one is done."""

from __future__ import annotations

from dataclasses import replace

from domain.plan import REPORTS, Item, Standing, Task, Tick
from views import examples, plan_words
from views.home import Waiting
from views.plan_words import READERS, Seen
from views.vocabulary import Bullets, Button, Buttons, Card, Facts, Spans, Text, Visibility, When, WhenStyle


def mine(seen: Seen) -> Card:
    """`seen` holds the tasks of the reader alone."""
    lines: tuple[Spans, ...] = tuple(
        (*plan_words.task(one), f" Week {one.task.week}: {plan_words.stands(seen, one)}.") for one in seen.items
    )
    saying = (*plan_words.ticking(seen), *plan_words.unticking(seen))
    parts = (Text((plan_words.week(seen),)), Bullets(lines), *saying, Visibility(READERS))
    return Card(f"Your part in {seen.title}", parts)


def waiting(seen: Seen, one: Item) -> Waiting:
    """On the owner's Home: what is for this week, or late."""
    line = f"{one.task.text}, {plan_words.stands(seen, one)}"
    return Waiting((line,), _mine(seen.cycle))


def this_week(seen: Seen, *, is_hr: bool) -> Card:
    """Told unasked, once a week; `seen` holds what concerns the reader. From the first report on HR finds the figures."""
    opening = Button(
        label="The plan" if is_hr else "My tasks", action="plan.show" if is_hr else "plan.mine", subject=seen.cycle
    )
    tasks = (
        *plan_words.listed(seen, Standing.NOW, "This week"),
        *plan_words.listed(seen, Standing.LATE, "Late"),
    )
    if not is_hr:
        return Card(f"{seen.title}: week {seen.week} of the plan", (*tasks, Buttons((opening,))))
    figures = Button(label="Outcomes, for the report", action="outcomes.show", subject=seen.cycle)
    buttons = Buttons((opening, figures)) if seen.week >= REPORTS[0] else Buttons((opening,))
    return Card(f"{seen.title}: week {seen.week} of the plan", (*tasks, *plan_words.questions(seen), buttons))


def ticked(cycle: str, task: Task, tick: Tick, *, by: str) -> Card:
    """`by` is the name of whoever said so."""
    rows: tuple[tuple[str, Spans], ...] = (
        ("Task", (task.text,)),
        ("What shows it", (tick.shown_by,)),
        ("Said by", (f"{by}, ", When(tick.at, WhenStyle.DATE))),
    )
    back = Button(
        label="Take it back",
        action="plan.untick",
        subject=f"{cycle}/{task.id}",
        spoken=f"Take back that “{task.text}” is done"[:75],
    )
    return Card("Done", (Facts(rows), Buttons((_mine(cycle), back))))


def reopened(cycle: str, task: Task) -> Card:
    """What was said of it is kept, and stands in the form when it is done after all."""
    again = Button(
        label="It is done",
        action="plan.tick.open",
        subject=f"{cycle}/{task.id}",
        opens_form=True,
        spoken=f"“{task.text}” is done"[:75],
    )
    line = f"“{task.text}” is open again. What was said of it is kept."
    return Card("Not done yet", (Text((line,)), Buttons((_mine(cycle), again))))


def _mine(cycle: str) -> Button:
    return Button(label="My tasks", action="plan.mine", subject=cycle)


_SEEN = plan_words.example()
_MINE = replace(_SEEN, items=_SEEN.items[:2], decided={})
EXAMPLES = (
    mine(_MINE),
    this_week(_SEEN, is_hr=True),
    this_week(plan_words.example(16), is_hr=True),
    this_week(_MINE, is_hr=False),
    ticked("c1", _SEEN.items[0].task, plan_words.TICK, by=examples.ANA.name),
    reopened("c1", _SEEN.items[0].task),
    Card("Home", (Text(waiting(_MINE, _MINE.items[1]).line),)),
)
