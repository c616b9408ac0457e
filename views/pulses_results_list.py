"""Around the results of a pulse: whose there are to read, the comments, and how it went from pulse to pulse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from domain.pulses_groups import Group, Level
from domain.pulses_published import Cell, Remark, Results, Shown, Standing, Trend, Turnout
from domain.pulses_release import CORE
from domain.pulses_wave import Wave
from views import pulses as pulse_views
from views import pulses_results_words as words
from views.pulses_results_words import Page
from views.vocabulary import Button, Buttons, Card, Chart, ChartKind, Note, Part, Quote, Table, Text
from views.wording import excerpt

REMARKS = 10  # on one page


def remarks(page: Page, number: int) -> Card:
    """Comments, REMARKS at a time; `number` counts pages from 0. They stand in an order of chance."""
    found = page.results.remarks[number * REMARKS : (number + 1) * REMARKS]
    asked = {item.id: item.text for item in page.wave.contract.items}
    parts = [part for one in found for part in (Note((asked.get(one.item, ""),)), Quote(one.words))]
    line = "In an order of chance, without a time and apart from every answer. Please don't guess who wrote what."
    more = len(page.results.remarks) > (number + 1) * REMARKS
    subject = f"{number + 1}/{words.subject(page)}"
    buttons = [Button(label="More comments", action="pulse.remarks", subject=subject)] if more else []
    back = Button(label="Back to the results", action="pulse.results", subject=words.subject(page))
    return Card(f"{words.title(page)}: comments", (Note((line,)), *parts, Buttons((*buttons, back))))


def overview(waves: Sequence[tuple[Wave, Sequence[tuple[Group, str]]]]) -> Card:
    """Return whose results somebody may read, the newest wave first."""
    if not waves:
        line = "No results yet. They appear once a pulse has closed, for everybody who was asked at the same moment."
        return Card("Results of pulses", (Text((line,)),))
    parts: list[Part] = []
    for wave, groups in waves:
        parts += [
            Text((f"{wave.title}, closed on {pulse_views.day(wave.contract.closes_on)}",)),
            *words.choice(wave, groups, f"Whose results of {excerpt(wave.title, 40)}?"),
        ]
    return Card("Results of pulses", tuple(parts))


def development(name: str, points: Sequence[tuple[Wave, Cell]]) -> Card:
    """Return how the index of the core questions went from wave to wave: only those are the same each time."""
    shown = [(wave, cell.shown, cell.trend) for wave, cell in points if cell.shown]
    title = f"{name}: from pulse to pulse" if name else "From pulse to pulse"
    if len(shown) < 2:
        return Card(title, (Text(("There is nothing to compare yet: it takes two pulses with results.",)),))
    rows = [
        (wave.title, words.figure_words(figure), words.TREND[trend] if trend else "") for wave, figure, trend in shown
    ]
    finding = f"The index of the core questions was {rows[0][1]} in {rows[0][0]} and is {rows[-1][1]} in {rows[-1][0]}."
    series = (("Index, 0 to 100", tuple(float(figure.figure) for _, figure, _ in shown)),)
    chart = Chart(ChartKind.LINE, "Index of the core questions", finding, tuple(row[0] for row in rows), series)
    table = Table(
        "Index of the core questions, 0 to 100", ("Pulse", "Index", "Change from the one before"), tuple(rows)
    )
    line = "Only changes larger than chance would bring are called up or down."
    return Card(title, (chart, table, Note((line,))))


# --- Examples -----------------------------------------------------------------------------------------------------

_NORTH = Group(id="team/north", level=Level.TEAM, parent="company", invited=24)
_ALL = Group(id="company", level=Level.COMPANY, parent=None, invited=340)
_SAID = tuple(Remark(item="open1", words=f"We could say earlier when something slips ({n}).") for n in range(12))
_READ = Results(
    group=_NORTH.id, standing=Standing(group=_NORTH.id, asked=True, turnout=Turnout.MOST), cells={}, remarks=_SAID
)
_PAGE = Page(wave=pulse_views.WAVE, group=_NORTH, name="North", results=_READ)
_FIRST = Cell(group=_NORTH.id, question=CORE, shown=Shown(figure=Decimal(58)))
_SECOND = replace(_FIRST, shown=Shown(figure=Decimal(66)), trend=Trend.UP)
_EARLIER = replace(pulse_views.WAVE, id="w0", title="Pulse of August")
EXAMPLES = (
    remarks(_PAGE, 0),
    remarks(_PAGE, 1),
    overview(()),
    overview([(pulse_views.WAVE, [(_ALL, ""), (_NORTH, "North")]), (_EARLIER, [(_ALL, "")])]),
    overview([(pulse_views.WAVE, [(_ALL, "")]), (_EARLIER, [(_ALL, "")])]),
    development("North", [(_EARLIER, _FIRST)]),
    development("North", [(_EARLIER, _FIRST), (pulse_views.WAVE, _SECOND)]),
)
