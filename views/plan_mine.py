"""The plan for whoever owns a part of it: their tasks, what is due this week, and that one is done."""

from __future__ import annotations

from dataclasses import replace

from domain.plan import REPORTS, Item, Standing
from views import plan_words
from views.home import Waiting
from views.plan_words import READERS, STANDINGS, Seen
from views.vocabulary import Bullets, Button, Buttons, Card, Facts, Spans, Text, Visibility, When, WhenStyle


def mine(seen: Seen) -> Card:
    """`seen` holds the tasks of the reader alone."""
    lines: tuple[Spans, ...] = tuple(
        (*plan_words.task(one), f" Week {one.task.week}: {STANDINGS[one.standing]}.") for one in seen.items
    )
    parts = (Text((plan_words.week(seen),)), Bullets(lines), *plan_words.ticking(seen), Visibility(READERS))
    return Card(f"Your part in {seen.title}", parts)


def waiting(seen: Seen, one: Item) -> Waiting:
    """On the owner's Home: what is for this week, or late."""
    line = f"{one.task.text}, {STANDINGS[one.standing]}"
    return Waiting((line,), Button(label="My tasks", action="plan.mine", subject=seen.cycle))


def this_week(seen: Seen, *, is_hr: bool) -> Card:
    """Told unasked, once a week; `seen` holds what concerns the reader."""
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
    buttons = Buttons((opening, figures)) if seen.week in REPORTS else Buttons((opening,))
    return Card(f"{seen.title}: week {seen.week} of the plan", (*tasks, *plan_words.questions(seen), buttons))


def ticked(seen: Seen, one: Item) -> Card:
    mine = Button(label="My tasks", action="plan.mine", subject=seen.cycle)
    if one.tick is None:
        return Card("Not done yet", (Text((f"“{one.task.text}” is open again.",)), Buttons((mine,))))
    by = seen.names.get(one.tick.by, "somebody")
    rows: tuple[tuple[str, Spans], ...] = (
        ("Task", (one.task.text,)),
        ("What shows it", (one.tick.shown_by,)),
        ("Said by", (f"{by}, ", When(one.tick.at, WhenStyle.DATE))),
    )
    back = Button(
        label="Take it back",
        action="plan.untick",
        subject=f"{seen.cycle}/{one.task.id}",
        spoken=f"Take back that “{one.task.text}” is done"[:75],
    )
    return Card("Done", (Facts(rows), Buttons((mine, back))))


_SEEN = plan_words.example()
_MINE = replace(_SEEN, items=_SEEN.items[:2], decided={})
EXAMPLES = (
    mine(_MINE),
    this_week(_SEEN, is_hr=True),
    this_week(plan_words.example(16), is_hr=True),
    this_week(_MINE, is_hr=False),
    ticked(_SEEN, _SEEN.items[0]),
    ticked(_SEEN, replace(_SEEN.items[0], tick=None)),
    Card("Home", (Text(waiting(_MINE, _MINE.items[1]).line),)),
)
