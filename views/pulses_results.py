"""What a pulse found, as a group reads it: in words first, then a picture, then the same in tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from domain.pulses import Item, Kind, questions
from domain.pulses_agreement import Agreement
from domain.pulses_groups import Group, Level
from domain.pulses_published import Cell, Part, Results, Share, Shown, Side, Standing, Trend, Turnout
from domain.pulses_release import CORE, INDEX
from views import pulses as pulse_views
from views import pulses_results_words as words
from views.pulses_results_words import Page
from views.vocabulary import Bullets, Button, Buttons, Card, Chart, ChartKind, Facts, Note, Table, Text, Visibility
from views.vocabulary import Part as CardPart

IN_TABLE = 90  # characters of a question
SPREAD = "Low, middle, high"
NOTHING = "\N{EN DASH}"  # a cell in which nothing can stand
_TURNOUT = {
    Turnout.UNDER_HALF: "Under half of those who were asked answered.",
    Turnout.OVER_HALF: "Over half of those who were asked answered.",
    Turnout.MOST: "Most of those who were asked answered.",
}
_AGREEMENT = {
    Agreement.SHARED: "Shared view: over all questions, people here see it much alike.",
    Agreement.MIXED: "Mixed views: over all questions, people here see it differently.",
    Agreement.SPLIT: "Split view: over all questions, people here see it very differently. That is worth talking about in itself.",
}


def results(page: Page) -> Card:
    if not page.results.standing.asked:
        return Card(words.title(page), (Text(("Nobody was asked here in this pulse.",)), _others()))
    if not any(cell.shown for cell in page.results.cells.values()):
        return Card(words.title(page), (*_standing(page), Text((_nothing(page),)), *_doing(page)))
    parts = (*_standing(page), *_picture(page), *_tables(page), *_remarks_line(page), *_explained(page), *_doing(page))
    return Card(words.title(page), parts)


# --- Parts --------------------------------------------------------------------------------------------------------


def _standing(page: Page) -> list[CardPart]:
    standing = page.results.standing
    lines = [_TURNOUT[standing.turnout]] if standing.turnout else []
    lines += [_AGREEMENT[standing.agreement]] if standing.agreement else []
    return [Text((" ".join(lines),))] if lines else []


def _nothing(page: Page) -> str:
    above = (
        "" if page.group.level is Level.COMPANY else " Answers given here are not lost: they count in the wider group."
    )
    return (
        f"The figures here are {words.HIDDEN}. There can be several reasons, and which one it was is not told.{above}"
    )


def _scales(page: Page) -> list[Item]:
    return [item for item in questions(page.wave.contract.items) if item.kind is Kind.SCALE]


def _picture(page: Page) -> list[CardPart]:
    cells = [(number, item, page.results.cells[item.id].shown) for number, item in _numbered(page)]
    figures = [(number, item, shown) for number, item, shown in cells if shown is not None]
    if not figures:
        return []
    categories = tuple(_bar(number, shown) for number, _, shown in figures)
    series = (("Mean", tuple(float(shown.figure) for _, _, shown in figures)),)
    finding = _finding([(item, shown) for _, item, shown in figures])
    return [Chart(ChartKind.BAR, "Mean of each question, more is better", finding, categories, series)]


def _numbered(page: Page) -> list[tuple[int, Item]]:
    """Return the questions with their numbers: no picture has room for eight sentences."""
    return [*enumerate(_scales(page), start=1)]


def _bar(number: int, shown: Shown) -> str:
    return f"{number}" if shown.side is Side.EXACT else f"{number} ({shown.side})"


def _finding(figures: Sequence[tuple[Item, Shown]]) -> str:
    means = [shown.figure for _, shown in figures]
    if min(means) == max(means):
        return f"No question stands out: {words.figure_words(figures[0][1])} everywhere."
    return f"Highest, {_at(figures, max(means))} Lowest, {_at(figures, min(means))}"


def _at(figures: Sequence[tuple[Item, Shown]], mean: Decimal) -> str:
    """Say which question has this mean, or how many have it."""
    found = [(item, shown) for item, shown in figures if shown.figure == mean]
    item, shown = found[0]
    which = words.asked(item, IN_TABLE) if len(found) == 1 else f"{len(found)} questions."
    return f"{words.figure_words(shown)}: {which}"


def _tables(page: Page) -> list[CardPart]:
    """One table with all that is told of a question, so that nobody has to look for it in two."""
    cells = page.results.cells
    compared = any(cell.trend for cell in cells.values())
    spread = any(cell.shown and cell.shown.shares for cell in (cells[item.id] for item in _scales(page)))
    columns = ("Question", "Mean", *(("Change",) if compared else ()), *((SPREAD,) if spread else ()))
    lines = [(f"{number}. {words.asked(item, IN_TABLE)}", cells[item.id]) for number, item in _numbered(page)]
    lines += [("All questions together, 0 to 100", cells[INDEX])] if lines and INDEX in cells else []
    lines += [("The core questions, 0 to 100", cells[CORE])] if lines and CORE in cells else []
    rows = tuple(_row(what, cell, compared=compared, spread=spread) for what, cell in lines)
    return [*([Table("Figures, more is better", columns, rows)] if rows else ()), *_other_questions(page)]


def _row(what: str, cell: Cell, *, compared: bool, spread: bool) -> tuple[str, ...]:
    change = words.TREND[cell.trend] if cell.trend else NOTHING
    shares = ", ".join(map(words.share_words, cell.shown.shares)) if cell.shown else ""
    return (
        what,
        words.figure_words(cell.shown),
        *((change,) if compared else ()),
        *((shares or NOTHING,) if spread else ()),
    )


def _other_questions(page: Page) -> list[CardPart]:
    parts: list[CardPart] = []
    for item in questions(page.wave.contract.items):
        shown = page.results.cells[item.id].shown
        if item.kind is Kind.RECOMMEND and shown:
            parts.append(Facts(((item.text, (f"{words.figure_words(shown)}, from -100 to 100",)),)))
        if item.kind is Kind.CHOICE and shown:
            rows = tuple(zip(item.labels, map(words.share_words, shown.shares), strict=True))
            parts.append(Table(item.text, ("Answer", "Chosen by"), rows))
    return parts


def _remarks_line(page: Page) -> list[CardPart]:
    if not page.results.remarks:
        return []
    reading = Button(label="Read the comments", action="pulse.remarks", subject=f"0/{words.subject(page)}")
    return [Buttons((reading,))]


def _explained(page: Page) -> list[CardPart]:
    cells = page.results.cells.values()
    said = [words.TURNED] if any(item.is_reversed for item in _scales(page)) else []
    if any(cell.shown and cell.shown.low_precision for cell in cells):
        said.append("Few people answered: low precision, so take it as a start for a talk, not as a measure.")
    if any(cell.shown and cell.shown.side is not Side.EXACT for cell in cells):
        said.append("“Or more” and “or less” keep what everybody said from showing.")
    if any(cell.shown and cell.shown.shares for cell in cells):
        said.append("Low, middle and high say how many answered so; few and most keep single answers from showing.")
    if any(cell.trend is Trend.WITHHELD for cell in cells):
        said.append("Where a few people came or left there is no comparison: the change would be theirs.")
    if any(cell.shown is None for cell in cells):
        said.append("A figure that is not shown would tell too much of a few people.")
    if page.teams_differ is not None:
        said.append(f"Of all differences between answers, about {page.teams_differ} % lie between teams.")
    validity = "The questions are new and not yet validated." if any(_is_new(item) for item in _scales(page)) else ""
    return [Note((" ".join([*said, validity]).strip(),)), Visibility(_readers(page))]


def _is_new(item: Item) -> bool:
    return item.status == "not yet validated"


def _readers(page: Page) -> str:
    readers = {
        Level.COMPANY: "Everybody who was asked can read this, and HR.",
        Level.DEPARTMENT: "Everybody who was asked here can read this, whoever leads it, and HR.",
        Level.TEAM: "The team can read this, whoever leads it, and HR, all from the same moment on.",
        Level.ATTRIBUTE: "Everybody who was asked here can read this, and HR.",
    }
    return readers[page.group.level]


def _doing(page: Page) -> list[CardPart]:
    buttons = [Button(label="What we do about it", action="pulse.actions", subject=words.subject(page))]
    if CORE in page.results.cells:
        buttons.append(Button(label="From pulse to pulse", action="pulse.trend", subject=words.subject(page)))
    lines = [Bullets(page.actions)] if page.actions else []
    return [*lines, *words.choice(page.wave, page.within, "Groups within"), Buttons((*buttons, _others_button()))]


def _others() -> Buttons:
    return Buttons((_others_button(),))


def _others_button() -> Button:
    return Button(label="Other results", action="pulse.results")


# --- Examples: a team of 4, 5, 9 and 12, and a company of 300 ------------------------------------------------------

_STANDING = Standing(group="team/north", asked=True, turnout=Turnout.MOST, agreement=Agreement.MIXED)
_NORTH = Group(id="team/north", level=Level.TEAM, parent="company", invited=9)
_ALL = Group(id="company", level=Level.COMPANY, parent=None, invited=340)
_SPREAD = (Share(part=Part.FEW), Share(part=Part.SOME, percent=33), Share(part=Part.SOME, percent=58))


def _example(figures: Mapping[str, Shown | None], standing: Standing = _STANDING, group: Group = _NORTH) -> Page:
    ids = [item.id for item in questions(pulse_views.WAVE.contract.items)]
    cells = {id: Cell(group=group.id, question=id, shown=figures.get(id)) for id in (*ids, INDEX)}
    found = Results(group=group.id, standing=standing, cells=cells)
    return Page(wave=pulse_views.WAVE, group=group, name="North" if group is _NORTH else "", results=found)


def _figures(first: Shown, second: Shown, index: str, recommend: Shown | None = None) -> Mapping[str, Shown | None]:
    [one, other, recommended] = [item.id for item in questions(pulse_views.WAVE.contract.items)]
    whole = Shown(figure=Decimal(index), low_precision=first.low_precision)
    return {one: first, other: second, recommended: recommend, INDEX: whole}


_OF_4 = _example({}, Standing(group="team/north", asked=True, turnout=Turnout.OVER_HALF))
_OF_5 = _example(
    _figures(
        Shown(figure=Decimal("3.4"), low_precision=True),
        Shown(figure=Decimal("4.0"), side=Side.HIGH, low_precision=True),
        "68.0",
    )
)
_OF_9 = _example(_figures(Shown(figure=Decimal("3.7")), Shown(figure=Decimal("1.6"), side=Side.LOW), "40.8"))
_OF_12 = _example(
    _figures(Shown(figure=Decimal("3.8"), shares=_SPREAD), Shown(figure=Decimal("3.2"), shares=_SPREAD), "62.5")
)
_MANY = (Share(part=Part.SOME, percent=18), *_SPREAD[1:])
_OF_300 = _example(
    _figures(
        Shown(figure=Decimal("3.6"), shares=_MANY),
        Shown(figure=Decimal("2.9"), shares=_MANY),
        "56.3",
        Shown(figure=Decimal(21), half_width=9),
    ),
    group=_ALL,
)
EXAMPLES = (*(results(page) for page in (_OF_4, _OF_5, _OF_9, _OF_12, _OF_300)),)
