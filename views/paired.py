"""A team's speed, stability and post-mortems, side by side: one page for the team, whoever leads it, and HR."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.paired import LEAST, Change, Figures, Month, Stability, change, comparable
from domain.paired import month as of_month
from domain.recurrence import Count, Recurrence, Reported
from domain.rewards import Quarter
from views import paired_words as words
from views.vocabulary import (
    Button,
    Buttons,
    Card,
    Chart,
    ChartKind,
    Facts,
    Menu,
    Mood,
    Note,
    Notice,
    Option,
    Part,
    Spans,
    Table,
    Text,
    Visibility,
)
from views.wording import counted, excerpt

SHOWN = 6  # months in a picture: as many as are compared
IN_TABLE = 3  # months with their intervals: as many as fit on a card
LISTED = 25  # teams in a menu
_WHY = "Each can be had at the cost of the others, so they stand together. In brackets: the range that fits, 19 times in 20."
_ALL = "Teams: speed, stability, learning"
_OTHERS = Note(("Another team: “/vouchsafe team” and its name.",))
_SMALL = f"A team of fewer than {LEAST} people has no figures here: they would be about one person."
_NONE = (
    "There is no month yet. A month needs a figure of speed and one of stability; then post-mortems stand beside them."
)
_PART = "No month is whole yet: it needs a figure of speed and one of stability. How many issues were found stands here already."
_REGISTER = "What nobody wrote up is not counted."
_SILENT = "Issues may be going unreported: the team itself reported far fewer than in the quarter before, and customers found as many. Ask what makes it hard to report them."


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`figures` in order, with the month that each makes; `reported` in the last two quarters.

    `came_back` is of what was closed in the last twelve months. `is_silent`: issues may be going unreported.
    """

    team: str
    name: str
    figures: Sequence[Figures]
    months: Mapping[date, Month]
    change: Change | None
    reported: Sequence[tuple[Quarter, Reported | None]]
    came_back: Recurrence
    is_silent: bool
    is_small: bool
    may_write: bool


def show(page: Page) -> Card:
    title = f"{page.name}: speed, stability, learning"
    latest = comparable(page.figures)[-SHOWN:]
    parts = _pairs(page, latest) if latest else _none(page)
    return Card(title, (*parts, Visibility(words.readers_of_months()), _below(page)))


def _none(page: Page) -> tuple[Part, ...]:
    """What the team and its customers found may be there before the rest; what came back stands beside no speed yet."""
    if page.is_small or not page.figures:
        return (Text((_SMALL if page.is_small else _NONE,)),)
    return (Text((_PART,)), *_silent(page), Facts((_issues(page),)))


def _pairs(page: Page, latest: Sequence[Figures]) -> tuple[Part, ...]:
    return (
        Text((_WHY,)),
        *_silent(page),
        *picture(page.months, latest),
        table(page.months, latest[-IN_TABLE:]),
        *_compared(page),
        *_said(words.left_out(latest), _of_the_year(page, latest), _omitted(page.figures)),
    )


def _said(*sentences: str) -> tuple[Part, ...]:
    told = " ".join(one for one in sentences if one)
    return (Note((told,)),) if told else ()


def _of_the_year(page: Page, latest: Sequence[Figures]) -> str:
    """Where the months count what came back, and one of them has a figure of speed to stand beside.

    Where they count what failed, it would be a second figure of stability.
    """
    if latest[-1].pair[1] is not Stability.RECURRENCE or not with_both(page.months, latest):
        return ""
    told = words.came_back(page.came_back)
    return f"Closed in the last 12 months, and came back within 90 days by component and cause: {told}. {_REGISTER}"


def choose(teams: Mapping[str, str]) -> Card:
    """Whose page? `teams` are names by id."""
    if not teams:
        return Card(_ALL, (Text(("There is nothing here for you yet: it shows teams that you are in or lead.",)),))
    options = tuple(Option(id, excerpt(name, 70)) for id, name in list(teams.items())[:LISTED])
    return Card(_ALL, (_which(options), *((_OTHERS,) if len(teams) > LISTED else ())))


def choose_any(teams: Mapping[str, str], figured: Collection[str]) -> Card:
    """The same for HR, of all teams; those that have figures come first."""
    own = Buttons((Button(label="Systems that post figures", action="paired.senders"),))
    if not teams:
        line = "There is no team yet. Teams come with people, in set-up; then the figures of each can be entered here."
        return Card(_ALL, (Text((line,)), own))
    ordered = sorted(teams, key=lambda id: id not in figured)[:LISTED]
    none_yet = "no figures yet"
    options = tuple(Option(id, excerpt(teams[id], 70), "" if id in figured else none_yet) for id in ordered)
    return Card(_ALL, (_which(options), *((_OTHERS,) if len(teams) > LISTED else ()), own))


def _which(options: tuple[Option, ...]) -> Menu:
    return Menu(label="Which team?", action="paired.show", options=options)


def table(months: Mapping[date, Month], latest: Sequence[Figures]) -> Table:
    """The figures of comparable months side by side."""
    speed, stability = latest[-1].pair
    quick = f"{words.SPEEDS[speed]}; {words.COUNTED[speed]}"
    columns = ("Month", quick, words.STABILITIES[stability], "Post-mortem index")
    return Table("The newest month first", columns, tuple(_row(months[one.month], one) for one in reversed(latest)))


def _row(made: Month, one: Figures) -> tuple[str, ...]:
    return (
        words.month(one.month),
        words.speed(made.speed),
        words.stability(one, made.stability),
        words.index(made.index),
    )


def with_both(months: Mapping[date, Month], those: Sequence[Figures]) -> list[Figures]:
    """Return those with a figure of stability, and so one of speed."""
    return [one for one in those if months[one.month].stability.value is not None]


def picture(months: Mapping[date, Month], latest: Sequence[Figures]) -> tuple[Chart, ...]:
    """Only months that have both figures. The index stands in the table: by its scale the others would lie flat."""
    made = [months[one.month] for one in with_both(months, latest)]
    if len(made) < 2:
        return ()
    speed, stability = latest[-1].pair
    series = (
        (words.SPEEDS[speed], tuple(round(one.speed.value or 0, 1) for one in made)),
        (
            f"{words.STABILITIES[stability]}, %",
            tuple(round(100 * (one.stability.value or 0), 1) for one in made),
        ),
    )
    told = "; ".join(f"{name}, {values[0]:g} and then {values[-1]:g}" for name, values in series)
    finding = f"From {words.month(made[0].month)} to {words.month(made[-1].month)}: {told}."
    categories = tuple(words.month(one.month) for one in made)
    return (Chart(ChartKind.LINE, "Speed beside stability", finding, categories, series),)


def _compared(page: Page) -> tuple[Part, ...]:
    if page.change is None:
        line = "Six months in a row, counted alike, are needed to compare three with the three before."
        return (Facts((_issues(page),)), Note((line,)))
    rows = (
        ("Speed, 3 months to the 3 before", (words.faster(page.change),)),
        ("Stability", (words.steadier(page.change),)),
    )
    return (Facts((*rows, _issues(page))),)


def _silent(page: Page) -> tuple[Part, ...]:
    return (Notice(Mood.INFO, (_SILENT,)),) if page.is_silent else ()


def _issues(page: Page) -> tuple[str, Spans]:
    quarters = " and ".join(str(quarter) for quarter, _ in page.reported)
    counts = "; then ".join(words.reported(counts) for _, counts in page.reported)
    return (f"Issues found in {quarters}", (counts,))


def _omitted(figures: Sequence[Figures]) -> str:
    whole = sum(one.is_whole for one in figures)
    others, partial = whole - len(comparable(figures)), len(figures) - whole
    told = [f"Not shown, as another figure was counted then: {counted(others, 'month', 'months')}."] if others else []
    silent = (
        [f"Not shown, as nothing is said of stability yet: {counted(partial, 'month', 'months')}."] if partial else []
    )
    return " ".join((*told, *silent))


def _below(page: Page) -> Buttons:
    enter = Button(label="Enter a month", action="paired.enter.open", subject=page.team, opens_form=True)
    paste = Button(label="Paste a table", action="paired.rows.open", subject=page.team, opens_form=True)
    reward = Button(label="Team reward", action="rewards.show", subject=page.team)
    return Buttons((*((enter, paste) if page.may_write else ()), reward))


# --- Examples -----------------------------------------------------------------------------------------------------


def _example(number: int, changes: int, failed: int) -> Figures:
    reported = Reported(by_team=9 - number // 2, by_customers=3)
    return Figures(
        team="t1", month=date(2026, number, 1), changes=changes, failed=failed, reported=reported
    )  # fmt: skip


_QUARTERS = (
    (Quarter(2026, 2), Reported(by_team=21, by_customers=9)),
    (Quarter(2026, 3), Reported(by_team=12, by_customers=9)),
)
FIGURES = tuple(_example(number, 20 + 3 * number, 6 - number // 2) for number in range(4, 10))
PAGE = Page(
    team="t1",
    name="Checkout",
    figures=FIGURES,
    months={one.month: of_month(one, (70 + one.month.month, 82)) for one in FIGURES},
    change=change(FIGURES),
    reported=_QUARTERS,
    came_back=Recurrence(count=Count(recurred=2, closed=9), in_follow_up=3, without_cause=1),
    is_silent=False,
    is_small=False,
    may_write=True,
)
_FOLLOWED = tuple(
    replace(one, failed=None, closed=6 + number % 3, recurred=2, without_cause=number % 2)
    for number, one in enumerate(FIGURES)
)
_OTHER = Figures(team="t1", month=date(2026, 3, 1), changes=20, failed=1)
_OPEN = Figures(team="t1", month=date(2026, 10, 1), changes=20)
BACK = replace(
    PAGE,
    figures=(_OTHER, *_FOLLOWED, _OPEN),
    months={one.month: of_month(one, (70, 82)) for one in _FOLLOWED},
    change=change(_FOLLOWED),
    came_back=Recurrence(count=Count(recurred=14, closed=51), in_follow_up=3, without_cause=4),
    is_silent=True,
)
_FEW = (Figures(team="t1", month=date(2026, 9, 1), changes=4, failed=1),)
_FIRST = Page(
    team="t1", name="Checkout", figures=_FEW, months={one.month: of_month(one, ()) for one in _FEW},
    change=None, reported=_QUARTERS, came_back=Recurrence(count=Count(recurred=0, closed=0), in_follow_up=0, without_cause=0),
    is_silent=True, is_small=False, may_write=False,
)  # fmt: skip
_COUNTED = replace(_FIRST, figures=(Figures(team="t1", month=date(2026, 9, 1), reported=_QUARTERS[1][1]),), months={})
_EMPTY = replace(_FIRST, figures=(), months={}, is_silent=False, may_write=True)
EXAMPLES = (
    show(PAGE),
    show(BACK),
    show(_FIRST),
    show(_COUNTED),
    show(_EMPTY),
    show(replace(_EMPTY, is_small=True, may_write=False)),
    choose({"t1": "Checkout", "t2": "Search"}),
    choose({}),
    choose_any({"t1": "Checkout", "t2": "Search"}, {"t2"}),
    choose_any({f"t{number}": f"Team {number}" for number in range(30)}, ()),
    choose_any({}, ()),
)
