"""From session to session, for HR: how far managers lie apart, and how many ratings changed. Nobody is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain import calibration_shown as limits
from domain.calibration_report import Room
from views import calibration_report_words as words
from views.calibration_report import PAGE
from views.vocabulary import Button, Buttons, Card, Chart, ChartKind, Note, Part, Table, Text, Visibility

LISTED = 10
_NOTE = "Variance of the levels that managers gave to the same written case, in levels squared; 0 is one reading. One session gives a direction at best, so compare several that used the same cases."
_READERS = "HR reads this; whoever led one of the sessions reads more of that session. How a single manager rated is in it nowhere."


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A session by what it is called and its day, and what it came to."""

    title: str
    day: date
    room: Room


def show(sessions: Sequence[Told]) -> Card:
    """In the order in which they were; the latest of many."""
    back = Buttons((Button(label="All sessions", action="calibration.every"),))
    if not sessions:
        none = "No session has been closed yet. After the first one, this says how far managers lay apart before and after it."
        return Card("What calibration did", (Text((none,)), back))
    latest = sessions[-LISTED:]
    columns = ("Session", "Cases", "Before", "After", "It says", "Ratings changed")
    table = Table("How far managers lie apart, session by session", columns, tuple(_row(one) for one in latest))
    return Card("What calibration did", (*_picture(latest), table, Note((_NOTE,)), Visibility(_READERS), back))


def _row(one: Told) -> tuple[str, ...]:
    spread, change = one.room.spread, limits.spread(one.room.spread)
    if change is limits.Change.TOO_FEW:
        figures = ("-", "-", "-")
    else:
        figures = (str(spread.difference.n), words.number(spread.before), words.number(spread.after))
    return (f"{one.title}, {_day(one)}", *figures, words.CHANGES[change], words.moved(one.room.moves))


def _picture(sessions: Sequence[Told]) -> tuple[Part, ...]:
    told = [one for one in sessions if limits.spread(one.room.spread) is not limits.Change.TOO_FEW]
    if len(told) < 2:
        return ()
    first, last = told[0].room.spread, told[-1].room.spread
    finding = f"After the session, managers lay {words.number(first.after)} apart on {_day(told[0])} and {words.number(last.after)} on {_day(told[-1])}."
    series = (
        ("Before the session", tuple(round(one.room.spread.before, 2) for one in told)),
        ("After it", tuple(round(one.room.spread.after, 2) for one in told)),
    )
    return (
        Chart(
            ChartKind.LINE,
            "Variance between managers, less is closer",
            finding,
            tuple(_day(one) for one in told),
            series,
        ),
    )


def _day(one: Told) -> str:
    return f"{one.day:%b} {one.day.day}, {one.day.year}"


_TOLD = (
    Told(title="Autumn 2026", day=date(2026, 10, 8), room=PAGE.room),
    Told(title="Spring 2027", day=date(2027, 4, 9), room=PAGE.room),
)
EXAMPLES = (show(_TOLD), show(_TOLD[:1]), show(()))
