"""What a program has come to, for HR: every figure with its interval, and what it cannot tell."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from domain import outcomes as rules
from domain import proportion, result
from domain.outcomes import Measure, Outcome, Outcomes
from domain.pulses_published import Cell, Shown, Side, Trend
from domain.pulses_release import CORE
from domain.pulses_roster import COMPANY
from domain.result import Reason
from views import outcomes_words as words
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
READERS = "HR reads this. Nobody is named in it, and no figure here feeds a rating."


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The figures of one cycle, by its id and name."""

    cycle: str
    title: str
    outcomes: Outcomes


def nothing() -> Card:
    return Card("Outcomes", (Text(("No review cycle runs, so there is nothing to measure yet.",)),))


def show(page: Page) -> Card:
    buttons = (
        Button(label="What each figure tells", action="outcomes.explain"),
        Button(label="Report as a file", action="outcomes.report", subject=page.cycle),
    )
    return Card(f"Outcomes of {page.title}", (*table(page), Visibility(READERS), Buttons(buttons)))


def table(page: Page, *, is_passed_on: bool = False) -> tuple[Part, ...]:
    """What is passed on to others than HR tells no few of them apart."""
    rows = tuple(_row(one, found, is_passed_on=is_passed_on) for one, found in _ordered(page.outcomes))
    note = f"{INTERVAL} {RANGED}" if is_passed_on else INTERVAL
    return (Table("What the program has come to", ("Figure", "It is", "Counted"), rows), Note((note,)))


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
PAGE = Page(cycle="c1", title="Pilot 2026", outcomes=_FOUND)
EXAMPLES = (
    nothing(),
    show(PAGE),
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
