"""The preparation board: who has done what before a session, and which packets lack what. The facilitator's alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from domain.calibration import Seat, State
from domain.calibration_packets import Lack
from views import calibration as sessions
from views import calibration_words as words
from views.calibration import SEEN, Seen
from views.vocabulary import Button, Buttons, Card, Mood, Note, Notice, Part, Table, Text, When, WhenStyle
from views.wording import counted, listed

LISTED = 30
_NOTE = "How somebody marked a packet or rated a case is shown to nobody here. Packets that are hidden from you are not in it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One manager: cases rated of so many, packets marked of so many; `is_there`: they still take part."""

    name: str
    anchors: int
    of_anchors: int
    marked: int
    to_mark: int
    is_there: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """`lacks` are packets that lack something: whose, rated by whom, and what. `is_frozen`: as they froze."""

    seen: Seen
    rows: Sequence[Row]
    lacks: Sequence[tuple[str, str, Sequence[Lack]]]
    packets: int
    is_frozen: bool


def show(board: Board) -> Card:
    seen = board.seen
    freezing = "Packets are frozen." if board.is_frozen else "Packets freeze three working days before."
    told = ("It begins on ", When(seen.session.starts_at, WhenStyle.DATE_TIME), f". {freezing}")
    who = tuple(_row(one, board) for one in board.rows)
    parts: tuple[Part, ...] = (
        Text(told),
        Table("Managers", ("Manager", "Anchor cases rated", "Packets marked"), who),
        *_gone(board),
        *_lacking(board),
        Note((_NOTE,)),
        Buttons(_doing(board)),
    )
    return Card(f"Preparation: {sessions.title(seen)}", parts)


def _row(one: Row, board: Board) -> tuple[str, str, str]:
    marked = f"{one.marked} of {one.to_mark}" if board.is_frozen else "not yet"
    return one.name, f"{one.anchors} of {one.of_anchors}", marked


def _gone(board: Board) -> tuple[Part, ...]:
    gone = [one.name for one in board.rows if not one.is_there]
    if not gone:
        return ()
    line = f"{gone[0] if len(gone) == 1 else counted(len(gone), 'manager', 'managers')} cannot come: their people are talked about once somebody acts for them. HR can change who sits here."
    return (Notice(Mood.PROBLEM, (line,)),)


def _lacking(board: Board) -> tuple[Part, ...]:
    if not board.lacks:
        none = f"None of the {counted(board.packets, 'packet', 'packets')} you can see lacks anything."
        return (Text((none if board.packets else "There is no packet yet that you can see.",)),)
    rows = tuple((who, by, listed([words.LACKS[lack] for lack in lacks])) for who, by, lacks in board.lacks[:LISTED])
    return (
        Table(f"{len(board.lacks)} of {board.packets} packets lack something", ("Packet", "Rated by", "Lacks"), rows),
    )


def _doing(board: Board) -> tuple[Button, ...]:
    session = board.seen.session
    reading = Button(label="Packets", action="calibration.packets", subject=session.id)
    return (sessions.show_button(session.id), reading)


_FACILITATING = replace(SEEN, seat=Seat.FACILITATOR, session=replace(SEEN.session, state=State.READY))
_ROWS = (
    Row(name="Ana Ruiz", anchors=5, of_anchors=5, marked=3, to_mark=4),
    Row(name="Ben Okafor", anchors=0, of_anchors=5, marked=0, to_mark=3, is_there=False),
)
_LACKING: Mapping[str, Sequence[Lack]] = {"Chiara Lindqvist": tuple(Lack)}
EXAMPLES = (
    show(
        Board(
            seen=_FACILITATING,
            rows=_ROWS,
            lacks=tuple((who, "Ana Ruiz", lacks) for who, lacks in _LACKING.items()),
            packets=6,
            is_frozen=True,
        )
    ),
    show(Board(seen=_FACILITATING, rows=_ROWS[:1], lacks=(), packets=6, is_frozen=False)),
    show(Board(seen=_FACILITATING, rows=(), lacks=(), packets=0, is_frozen=False)),
)
