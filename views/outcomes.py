"""What a program has come to, for HR: every figure with its interval, and what it cannot tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from domain import outcomes as rules
from domain import proportion, result
from domain.outcomes import Measure, Outcome, Outcomes, Sides
from domain.pulses_published import Cell, Shown, Side, Trend
from domain.pulses_release import CORE
from domain.pulses_roster import COMPANY
from domain.result import Reason
from views import outcomes_words as words
from views.cycles import span
from views.paired_report import Team
from views.vocabulary import (
    Bold,
    Button,
    Buttons,
    Card,
    Facts,
    Note,
    Part,
    Spans,
    Table,
    Text,
    Visibility,
)

INTERVAL = "In brackets stands the 95 % interval: where the figure could lie if other people, cases or weeks like these had been counted. Where it is wide, read a direction at most."
RANGED = f"Where 1 to {rules.FEW - 1} stand on one side of a share of people, only a range is told, so that nobody can tell who they are."
BESIDE = "Teams in the cycle, and those that are not"
ALONE = "There is nothing to lay beside these figures: nobody in another team uses Vouchsafe, or too many do to be a comparison. A team that HR named stands there no more once it is in the cycle, is gone, or has too few people."
EVERY = "Other teams are all that are not in the cycle and use Vouchsafe; nobody is in both columns."
NOT_DRAWN = "Which teams are in the cycle was not drawn by lot, so they differed before it began, in work, size and people. This is no experiment: no difference is tested here, and none shows what the program did. Each column counts its own people and what its own teams closed, so a figure of the whole organization stands elsewhere; what came back may have come back in any team."
READERS = "HR reads this. Nobody is named in it, and no figure here feeds a rating."


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The figures of one cycle, by its id and name; `sides` where there are others to lay beside them.

    `teams` stand on the report alone.
    """

    cycle: str
    title: str
    outcomes: Outcomes
    sides: Sides | None = None
    teams: Sequence[Team] = ()


def nothing() -> Card:
    return Card("Outcomes", (Text(("No review cycle runs, so there is nothing to measure yet.",)),))


def show(page: Page) -> Card:
    buttons = (
        Button(label="What each figure tells", action="outcomes.explain"),
        Button(label="Beside other teams", action="outcomes.beside", subject=page.cycle),
        Button(label="Report as a file", action="outcomes.report", subject=page.cycle),
    )
    return Card(f"Outcomes of {page.title}", (*table(page), Visibility(READERS), Buttons(buttons)))


def table(page: Page, *, is_passed_on: bool = False) -> tuple[Part, ...]:
    """What is passed on to others than HR tells no few of them apart."""
    rows = tuple(_row(one, found, is_passed_on=is_passed_on) for one, found in _ordered(page.outcomes))
    note = f"{INTERVAL} {RANGED}" if is_passed_on else INTERVAL
    return (Table("What the program has come to", ("Figure", "It is", "Counted"), rows), Note((note,)))


def beside(page: Page) -> Card:
    """For HR: what is counted of other teams, too."""
    naming = Button(label="Comparison team", action="outcomes.team.open", subject=page.cycle, opens_form=True)
    back = Buttons((Button(label="All outcomes", action="outcomes.show", subject=page.cycle), naming))
    if page.sides is None:
        return Card("Beside other teams", (Text((ALONE,)), back))
    return Card("Beside other teams", (*compared(page.sides), Note((INTERVAL,)), Visibility(READERS), back))


def compared(sides: Sides, *, is_passed_on: bool = False) -> tuple[Part, ...]:
    """With what it cannot tell."""
    rows = tuple(
        (words.WORDS[one].name, *(_cell(one, side[one], is_passed_on=is_passed_on) for side in _both(sides)))
        for one in rules.BESIDE
    )
    title = f"Teams in the cycle, and {sides.team}" if sides.team else BESIDE
    table = Table(title, ("Figure", "Teams in the cycle", sides.team or "Other teams"), rows)
    return (table, Text((f"{_others(sides)} {NOT_DRAWN}",)))


def _others(sides: Sides) -> str:
    if sides.named_on is None:
        return EVERY
    return f"HR named {sides.team} to be compared with, on {span(sides.named_on)}; nobody is in both columns."


def explained() -> Card:
    rows: tuple[tuple[str, Spans], ...] = tuple(
        (one.name, (one.counts, " ", Bold("What this cannot tell you: "), one.cannot)) for one in words.WORDS.values()
    )
    return Card("What each figure tells, and what not", (Facts(rows),))


def _row(one: Measure, found: Outcome, *, is_passed_on: bool) -> tuple[str, str, str]:
    name, told = words.WORDS[one].name, found.figure
    if is_passed_on and told is not None and found.have is not None and rules.is_telling(one, found):
        return (name, *words.ranged(found.have, told.n))
    return name, words.figure(one, found), words.counted(one, found)


def _cell(one: Measure, found: Outcome, *, is_passed_on: bool) -> str:
    _, figure, counted = _row(one, found, is_passed_on=is_passed_on)
    return figure if counted == words.NOTHING else f"{figure}, {counted}"


def _both(sides: Sides) -> tuple[Outcomes, Outcomes]:
    return sides.inside, sides.outside


def _ordered(found: Outcomes) -> list[tuple[Measure, Outcome]]:
    return [(one, found.get(one, rules.NOT_MEASURED)) for one in Measure]


_CORE = Cell(group=COMPANY, question=CORE, shown=Shown(figure=Decimal(68)), trend=Trend.UNCLEAR)
_LOW = Shown(figure=Decimal(10), side=Side.LOW, low_precision=True)
_FOUND: Outcomes = {
    Measure.COMPLIANCE: rules.share(19, 20),
    Measure.SPREAD: Outcome(figure=result.found(0.24, 10)),
    Measure.AGREEMENT: Outcome(figure=None),
    Measure.CHANGED: rules.share(6, 44),
    Measure.PAIRED: rules.share(20, 22),
    Measure.POSTMORTEMS: Outcome(figure=result.found(71.0, 6, 58.4, 83.6)),
    Measure.RECURRENCE: replace(rules.share(7, 31), left_out=4),
    Measure.REACH: Outcome(figure=proportion.share(17, 22), have=17),
    Measure.PULSE: rules.of_pulse(_CORE),
    Measure.CONTESTED: rules.share(2, 61),
    Measure.DISPUTED: rules.share(1, 22),
}
_SIDES = Sides(
    inside={**_FOUND, Measure.RECURRENCE: rules.share(5, 22)},
    outside={
        Measure.PAIRED: rules.share(3, 14),
        Measure.POSTMORTEMS: Outcome(figure=result.found(58.0, 4, 14.6, 91.2)),
        Measure.RECURRENCE: replace(rules.share(2, 9), left_out=4),
        Measure.REACH: rules.share(6, 14),
        Measure.CONTESTED: Outcome(figure=None),
    },
)
PAGE = Page(cycle="c1", title="Pilot 2026", outcomes=_FOUND, sides=_SIDES)
EXAMPLES = (
    nothing(),
    show(PAGE),
    beside(PAGE),
    beside(replace(PAGE, sides=replace(_SIDES, team="Billing", named_on=date(2026, 10, 5)))),
    beside(replace(PAGE, sides=None)),
    show(Page(cycle="c1", title="Pilot 2026", outcomes={})),
    show(
        Page(
            cycle="c1",
            title="Pilot",
            outcomes={
                Measure.AGREEMENT: Outcome(figure=result.missing(Reason.ONE_RATER, 4)),
                Measure.RECURRENCE: Outcome(figure=result.missing(Reason.NO_DATA, 0), left_out=2),
                Measure.PULSE: rules.of_pulse(replace(_CORE, shown=_LOW, trend=None)),
            },
        )
    ),
    explained(),
)
