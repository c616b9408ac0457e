"""Each team's speed, stability and post-mortems on the page of the report: all three, or none of a team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.paired import LEAST, Figures, Month, comparable
from views import paired
from views import paired_words as words
from views.vocabulary import Card, Chart, ChartKind, Heading, Note, Part, Text

_WHAT = "The index of post-mortems beside how fast a team delivers and how stable that is: each can be had at the cost of the others, so a month without speed or stability is left out."
_HOW = "In brackets: the range that fits, 19 times in 20. Months are whole, also those in which the cycle began or ended. They show a direction, not a proof; what was counted differently stands in no trend. It is never about one person, and no reason to rank teams: they do different work."


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
    latest = paired.with_both(one.months, comparable(one.figures))[-paired.SHOWN :]
    if one.is_small:
        return (Heading(one.name), Text((f"Fewer than {LEAST} people: its figures would be about one person.",)))
    if not latest:
        return (Heading(one.name), Text(("No month has both a figure of speed and one of stability.",)))
    left_out = words.left_out(latest)
    notes = (Note((left_out,)),) if left_out else ()
    return (Heading(one.name), *_pictures(one.months, latest), paired.table(one.months, latest), *notes)


def _pictures(months: Mapping[date, Month], latest: Sequence[Figures]) -> tuple[Chart, ...]:
    """Of the same months, side by side; the index in one of its own: on one scale with the others it would lie flat."""
    scored = [one for one in latest if months[one.month].index.value is not None]
    if len(scored) < 2:
        return paired.picture(months, latest)
    return (*paired.picture(months, scored), _index([months[one.month] for one in scored]))


def _index(scored: Sequence[Month]) -> Chart:
    found = [(words.month(one.month), round(one.index.value or 0)) for one in scored]
    (first, low), (last, high) = found[0], found[-1]
    finding = f"From {first} to {last}: {low} and then {high} of 100."
    series = (("Post-mortem index", tuple(float(value) for _, value in found)),)
    return Chart(ChartKind.LINE, "Post-mortem index", finding, tuple(month for month, _ in found), series)


TEAMS = (
    Team(name=paired.PAGE.name, figures=paired.PAGE.figures[-4:], months=paired.PAGE.months),
    Team(name="Search", months={}),
    Team(name="Legal", months={}, is_small=True),
)
EXAMPLES = (card(TEAMS),)
