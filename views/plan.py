"""The plan of a cycle, as HR reads it: what is late, what is for now, what is to be decided, and all of its tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain import plan as rules
from domain.cycles import Gate, Phase
from domain.plan import Decided, Item, Owner, Standing
from views import examples, plan_words
from views.plan_words import DECISIONS, GO, OWNERS, READERS, Seen
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
    Progress,
    Spans,
    Table,
    Text,
    Visibility,
)
from views.wording import counted, excerpt, upper_first


def nothing(*, is_hr: bool) -> Card:
    line = "No cycle with a plan runs at the moment, or none in which you own a task."
    how = " A cycle made from the template “Six months” has a plan: start one with /cycle new." if is_hr else ""
    return Card("The plan", (Text((f"{line}{how}",)),))


def whole(seen: Seen) -> Card:
    done = rules.counted(seen.items)[Standing.DONE]
    parts: tuple[Part, ...] = (
        Text((plan_words.week(seen),)),
        Progress("Tasks done", done, len(seen.items)),
        *plan_words.listed(seen, Standing.LATE, "Late"),
        *plan_words.listed(seen, Standing.NOW, "In its last week" if seen.is_over else "This week"),
        *plan_words.questions(seen),
        *plan_words.ticking(seen),
        *_deciding(seen),
        Buttons(_ways(seen)),
        Visibility(READERS),
    )
    return Card(f"The plan of {seen.title}", parts)


def tasks(seen: Seen) -> Card:
    """All of them, and what was decided on the way."""
    changing = (*plan_words.unticking(seen), *_deciding_again(seen))
    return Card(f"All tasks of {seen.title}", (*tables(seen), *decisions(seen), *changing, plan_words.back(seen.cycle)))


def tables(seen: Seen) -> tuple[Part, ...]:
    """The tasks phase by phase."""
    note = "What Vouchsafe can count, it counts, and nobody can tick it. The rest is done when whoever owns it says so."
    return (*(part for phase in seen.plan.phases for part in _phase(seen, phase)), Note((note,)))


def decisions(seen: Seen) -> tuple[Part, ...]:
    lines: tuple[Spans, ...] = tuple(
        (Bold(gate.question), f" {_said(said)}", f" Before that, {_said(said.before)}" if said.before else "")
        for gate in seen.plan.gates
        if (said := seen.decided.get(gate.id))
    )
    return (Heading("Decided so far"), Bullets(lines)) if lines else ()


def undecided(seen: Seen) -> tuple[Part, ...]:
    """What stays open is told as well: a report of what was decided alone would look as if that were all."""
    left = [gate for gate in seen.plan.gates if gate.id not in seen.decided]
    lines: tuple[Spans, ...] = tuple((Bold(gate.question), f" {_open(seen, gate)}") for gate in left)
    return (Heading("Not decided"), Bullets(lines)) if lines else ()


def on_home(seen: Seen) -> tuple[Part, ...]:
    found = rules.counted(seen.items)
    late = f", {found[Standing.LATE]} late" if found[Standing.LATE] else ""
    tasks = counted(len(seen.items), "task", "tasks")
    line = f"{plan_words.week(seen)} {found[Standing.DONE]} of {tasks} done{late}."
    return (Heading(f"Plan: {seen.title}"), Text((line,)), plan_words.back(seen.cycle))


def decided(cycle: str, gate: Gate, said: Decided) -> Card:
    rows: tuple[tuple[str, Spans], ...] = (
        ("Question", (gate.question,)),
        ("Decided", (Bold(upper_first(DECISIONS[said.decision])),)),
        ("Why", (said.reason,)),
    )
    note = "It stands in the plan. Under all tasks you can decide again; what stood there before is kept."
    return Card("Decided", (Facts(rows), Note((note,)), plan_words.back(cycle)))


def named(cycle: str, owners: Mapping[Owner, str]) -> Card:
    """`owners` holds the names of those who were named."""
    lines: tuple[Spans, ...] = tuple(
        (Bold(OWNERS[role]), f": {owners.get(role, 'nobody yet, so HR')}") for role in rules.NAMED
    )
    note = "They find their tasks with /cycle plan and on Home, and hear once a week of what is due."
    return Card("Who owns what", (Bullets(lines), Note((note,)), plan_words.back(cycle)))


# --- Pieces -------------------------------------------------------------------------------------------------------


def _open(seen: Seen, gate: Gate) -> str:
    if seen.is_over and gate.week > seen.week:
        return f"It was to be decided in week {gate.week}; the cycle ended before."
    if seen.is_over:
        return f"It was to be decided in week {gate.week}, and was not."
    return f"Open since week {gate.week}." if gate.week <= seen.week else f"It comes in week {gate.week}."


def _ways(seen: Seen) -> tuple[Button, ...]:
    naming = Button(label="Who owns what", action="plan.owners.open", subject=seen.cycle, opens_form=True)
    return (
        Button(label="All tasks", action="plan.tasks", subject=seen.cycle),
        *(() if seen.is_over else (naming,)),
        Button(label="Outcomes", action="outcomes.show", subject=seen.cycle),
    )


def _deciding(seen: Seen) -> tuple[Part, ...]:
    return _menu(seen, "Decide", seen.open_gates)


def _deciding_again(seen: Seen) -> tuple[Part, ...]:
    return (
        () if seen.is_over else _menu(seen, "Decide again", [one for one in seen.plan.gates if one.id in seen.decided])
    )


def _menu(seen: Seen, label: str, gates: Sequence[Gate]) -> tuple[Part, ...]:
    options = tuple(
        Option(f"{seen.cycle}/{gate.id}", excerpt(f"Week {gate.week}: {gate.question}", 75)) for gate in gates
    )
    return (Menu(label=label, action="plan.decide.open", options=options),) if options else ()


def _said(said: Decided) -> str:
    return f"{upper_first(DECISIONS[said.decision])}: {excerpt(said.reason, 200)}"


def _phase(seen: Seen, phase: Phase) -> tuple[Part, ...]:
    here = [one for one in seen.items if phase.first_week <= one.task.week <= phase.last_week]
    rows = tuple((str(one.task.week), one.task.text, plan_words.owner(seen, one), _stands(seen, one)) for one in here)
    return (Table(phase.label, ("Week", "Task", "Owner", "It stands"), rows),) if rows else ()


def _stands(seen: Seen, one: Item) -> str:
    far = f", {plan_words.counts(one.check)}" if one.check and one.standing is not Standing.DONE else ""
    return f"{plan_words.stands(seen, one)}{far}"


_WEEK_6 = plan_words.example()
EXAMPLES = (
    nothing(is_hr=True),
    nothing(is_hr=False),
    whole(_WEEK_6),
    whole(plan_words.example(0)),
    whole(plan_words.example(27)),
    tasks(_WEEK_6),
    tasks(replace(_WEEK_6, is_over=True)),
    whole(replace(_WEEK_6, is_over=True)),
    whole(replace(plan_words.example(0), is_over=True)),
    Card("Home", on_home(_WEEK_6)),
    decided("c1", _WEEK_6.plan.gates[0], GO),
    named("c1", {Owner.SPONSOR: examples.ANA.name}),
)
