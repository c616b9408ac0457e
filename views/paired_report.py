"""Each team's speed, stability and post-mortems on the page of the report: all three, or none of a team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.paired import LEAST, Figures, Month, comparable
from views import paired
from views import paired_words as words
from views.vocabulary import Card, Chart, ChartKind, Heading, Note, Part, Text

_WHAT = "The index of post-mortems beside how fast a team delivers and how stable that is: each can be had at the cost of the others, so a team without two of them has none here."
_HOW = "In brackets: the range that fits, 19 times in 20. Months show a direction, not a proof; what was counted differently stands in no trend. It is never about one person, and no reason to rank teams: they do different work."


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """`figures` in order, with the month that each makes; `is_small`: too few people to have any."""

    name: str
    figures: Sequence[Figures] = ()
    months: Mapping[date, Month]
    is_small: bool = False


def card(teams: Sequence[Team]) -> Card:
    parts = [part for one in teams for part in _team(one)]
    return Card("Speed, stability and post-mortems, by team", (Text((_WHAT,)), *parts, Note((_HOW,))))


def _team(one: Team) -> tuple[Part, ...]:
    latest = comparable(one.figures)[-paired.SHOWN :]
    if one.is_small:
        return (Heading(one.name), Text((f"Fewer than {LEAST} people: its figures would be about one person.",)))
    if not latest:
        return (Heading(one.name), Text(("No month has both a figure of speed and one of stability.",)))
    drawn = paired.picture(one.months, latest)
    beside = _index(one.months, latest) if drawn else ()
    return (Heading(one.name), *drawn, *beside, paired.table(one.months, latest))


def _index(months: Mapping[date, Month], latest: Sequence[Figures]) -> tuple[Chart, ...]:
    """A picture of its own: on one scale with the others, these would lie flat."""
    scored = [(one.month, months[one.month].index.value) for one in latest]
    found = [(words.month(month), round(value)) for month, value in scored if value is not None]
    if len(found) < 2:
        return ()
    (first, low), (last, high) = found[0], found[-1]
    finding = f"From {first} to {last}: {low} and then {high} of 100."
    series = (("Post-mortem index", tuple(float(value) for _, value in found)),)
    return (Chart(ChartKind.LINE, "Post-mortem index", finding, tuple(month for month, _ in found), series),)


TEAMS = (
    Team(name=paired.PAGE.name, figures=paired.PAGE.figures[-4:], months=paired.PAGE.months),
    Team(name="Search", months={}),
    Team(name="Legal", months={}, is_small=True),
)
EXAMPLES = (card(TEAMS),)
