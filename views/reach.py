"""How far recognition reaches, as a manager and HR read it: a picture, the same in a table, and what to think of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain import result
from domain.reach import RULES, SMALLEST_TEAM, WINDOW_DAYS, Metric, Reading, Rule
from domain.result import Reason
from views.vocabulary import (
    Bullets,
    Button,
    Buttons,
    Card,
    Chart,
    ChartKind,
    Heading,
    Menu,
    Note,
    Option,
    Part,
    Table,
    Text,
    Visibility,
)
from views.wording import counted

MINE, ALL = "mine", "all"  # what a press asks for; anything else is the id of a team
MOST_OPTIONS = 100  # of a menu, on Slack
NAMES = {
    Metric.COVERAGE: "People who were thanked",
    Metric.GINI: "How unevenly (0 evenly, 100 all to one)",
    Metric.RECIPROCITY: "Thanks that answer thanks",
    Metric.CONCENTRATION: "Thanks by the most active tenth",
    Metric.CROSS_TEAM: "Thanks that leave the team",
}
_IN_CHART = {
    Metric.COVERAGE: "Thanked",
    Metric.GINI: "Unevenly",
    Metric.RECIPROCITY: "In answer",
    Metric.CONCENTRATION: "By a tenth",
    Metric.CROSS_TEAM: "To others",
}
_LOOK = {
    Metric.COVERAGE: "Some people's work is not seen. Ask who relied on whom lately; quiet work is the usual answer.",
    Metric.GINI: "A few receive most of it. Look at what is praised: visible moments, or what others rely on, too?",
    Metric.RECIPROCITY: "Much of it goes back and forth. That may be closeness, or courtesy: nothing to act on by itself.",
    Metric.CONCENTRATION: "A few write most of it. Others may not know that it is theirs to give.",
    Metric.CROSS_TEAM: "Hardly any of it goes to other teams. Who outside helped, and was it said?",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`name` is the team's, "" for everybody or for those whom the reader leads; `teams` are others to choose (HR)."""

    of: str
    name: str = ""
    people: int
    readings: Mapping[Metric, Reading]
    teams: Sequence[tuple[str, str]] = ()
    leads: bool = False
    is_hr: bool = False


def show(page: Page) -> Card:
    if page.people < SMALLEST_TEAM:
        line = f"There are fewer than {SMALLEST_TEAM} people here. Figures would be about single people, so there are none."
        return Card(_title(page), (Text((line,)), *_others(page)))
    intro = f"Public thanks of the last {WINDOW_DAYS} days, among {counted(page.people, 'person', 'people')}. No names, no ranking, and no rating ever rests on it."
    return Card(
        _title(page),
        (Text((intro,)), *_picture(page), _table(page), *_closer(page), *_explained(page), *_others(page)),
    )


def leads_nobody() -> Card:
    """To somebody who leads nobody and is not HR."""
    line = "These figures are about how thanks spread in a team. Whoever leads five people or more can read them for their team, and HR for all. What you gave and received is yours:"
    return Card("How far thanks reach", (Text((line,)), Buttons((Button(label="My kudos", action="kudos.mine"),))))


def button(of: str = "") -> Button:
    return Button(label="How far thanks reach", action="reach.show", subject=of)


def _title(page: Page) -> str:
    whose = {MINE: "the people you lead", ALL: "everybody"}.get(page.of, page.name)
    return f"How far thanks reach: {whose}"


def _percent(reading: Reading) -> int | None:
    found = reading.figure
    return None if found is None or found.value is None else round(100 * found.value)


def _picture(page: Page) -> list[Part]:
    found = [(one, percent) for one in Metric if (percent := _percent(page.readings[one])) is not None]
    if not found:
        return []
    finding = "; ".join(f"{NAMES[one]}: {percent} of 100" for one, percent in found)
    names, values = tuple(_IN_CHART[one] for one, _ in found), tuple(float(percent) for _, percent in found)
    return [Chart(ChartKind.BAR, "How far thanks reach, of 100", finding, names, (("Of 100", values),))]


def _table(page: Page) -> Table:
    rows = tuple((NAMES[one], _figure(page.readings[one], RULES[one]), _level(RULES[one])) for one in Metric)
    return Table("The same in figures", ("What", "Figure", "Look closer"), rows)


def _figure(reading: Reading, rule: Rule) -> str:
    if reading.figure is None:
        return f"too few to say ({_needed(rule)})"
    percent = _percent(reading)
    return "no thanks yet" if percent is None else f"{percent} of 100"


def _needed(rule: Rule) -> str:
    asked = [f"{rule.members} people"]
    asked += [f"{rule.notes_each} thanks for each"] if rule.notes_each else []
    asked += [f"{rule.notes} given"] if rule.notes else []
    return "from " + ", ".join(asked)


def _level(rule: Rule) -> str:
    return f"under {rule.under:.0%}" if rule.under is not None else f"over {rule.over:.0%}"


def _closer(page: Page) -> list[Part]:
    lines = tuple((_LOOK[one],) for one in Metric if page.readings[one].look_closer)
    return [Heading("Worth a thought"), Bullets(lines)] if lines else []


def _explained(page: Page) -> list[Part]:
    limits = "The levels are our choice, not a norm, and a figure from few thanks moves a lot by chance. It tells nothing of what anybody did, and private thanks are not counted."
    readers = (
        "Only you can read this, and HR, who read the same of teams and of everybody."
        if page.of == MINE
        else "Only HR can read this, and whoever leads people the same of theirs."
    )
    return [Note((limits,)), Visibility(readers)]


def _others(page: Page) -> list[Part]:
    buttons = []
    if page.is_hr and page.of != ALL:
        buttons.append(Button(label="Everybody", action="reach.show", subject=ALL))
    if page.leads and page.of != MINE:
        buttons.append(Button(label="The people I lead", action="reach.show", subject=MINE))
    options = tuple(Option(id, name[:75]) for id, name in page.teams[:MOST_OPTIONS])
    menu = [Menu(label="One team", action="reach.show", options=options)] if options else []
    return [*menu, *([Buttons(tuple(buttons))] if buttons else [])]


_FIGURES = {Metric.COVERAGE: 0.6, Metric.RECIPROCITY: 0.1, Metric.CONCENTRATION: 0.45, Metric.CROSS_TEAM: 0.2}
_CLOSER = {Metric.COVERAGE, Metric.CONCENTRATION}
_READINGS = {
    one: Reading(figure=result.found(_FIGURES[one], 10) if one in _FIGURES else None, look_closer=one in _CLOSER)
    for one in Metric
}
_NOTHING = {
    one: Reading(figure=result.missing(Reason.NO_DATA, 0) if one is Metric.COVERAGE else None, look_closer=False)
    for one in Metric
}
EXAMPLES = (
    show(Page(of=MINE, people=10, readings=_READINGS, leads=True)),
    show(Page(of=ALL, people=60, readings=_READINGS, teams=(("t1", "Checkout"), ("t2", "Billing")), is_hr=True)),
    show(Page(of="t1", name="Checkout", people=6, readings=_NOTHING, leads=True, is_hr=True)),
    show(Page(of=MINE, people=3, readings=_NOTHING, leads=True)),
    leads_nobody(),
)
