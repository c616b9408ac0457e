"""Evidence in lists: what is about me, what I wrote, and what a manager has of each of their people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.evidence import Period, State
from views import evidence as views
from views.evidence import CONTESTED, PIECE
from views.home import Waiting
from views.vocabulary import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Facts,
    Heading,
    Menu,
    Note,
    Option,
    Part,
    Spans,
    Table,
    Text,
    Visibility,
    Weight,
)
from views.wording import counted, counted_to, excerpt, listed

LISTED = 10  # pieces on one page
NAMED = 20  # people in one table and in one menu
_MARKS = {State.CONTESTED: ", contested", State.STRUCK: ", struck", State.WITHDRAWN: ", withdrawn"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some of the pieces. `older` and `newer` say where the next page begins, "" where there is none."""

    pieces: tuple[views.Piece, ...]
    older: str = ""
    newer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many pieces of these days may count, `by` title of every competency."""

    days: Period
    by: Mapping[str, int]


def mine(
    about: Page, wrote: Sequence[views.Piece], decides: Sequence[views.Piece], *, asked: Sequence[Part] = ()
) -> Card:
    """`decides` waits for the reader as ombud, `asked` is what colleagues asked them."""
    line = "Nothing yet. Whatever is written about you stands here before it counts, and you can answer it."
    parts: tuple[Part, ...] = (
        *_to_decide(decides),
        *asked,
        Heading("About me"),
        *_listed(about.pieces, line, "Open one about me", named=False),
        *_pages(about, "evidence.mine"),
        Heading("Written by me"),
        *_listed(wrote, "Nothing yet. A good first one: something a colleague did this week.", "Open one I wrote"),
        Buttons((add_button(), ask_button())),
        Note(("Pulse answers, counts of thanks and who took part in what are never evidence.",)),
    )
    return Card("My evidence", parts)


def person(name: str, subject: str, page: Page, counts: Counts, *, thanks: Sequence[Option] = ()) -> Card:
    """What a manager has of one of their people; `thanks` may be cited."""
    gaps = [title for title, count in counts.by.items() if not count]
    some = 0 < len(gaps) < len(counts.by)
    days = f"Counted is what happened from {views.day(counts.days.start)} to {views.day(counts.days.end)}."
    gap = (Text((f"Nothing yet on {listed(gaps)}. Who was there and could say?",)),) if some else ()
    cite = (
        Menu(label="Cite a kudos", action="evidence.thanks.choose", subject=subject, options=tuple(thanks[:NAMED])),
    )
    return Card(
        f"Evidence about {name}",
        (
            Facts(tuple((title, (counted(count, "piece", "pieces"),)) for title, count in counts.by.items())),
            Note((days,)),
            *gap,
            *pieces(page, f"Nothing is recorded about {name} in this period yet.", subject),
            *(cite if thanks else ()),
            Buttons((add_button(subject, name), ask_button(subject, name))),
            Visibility(f"{name} reads each piece, too, and sees that you looked."),
        ),
    )


def pieces(page: Page, empty: str, subject: str) -> tuple[Part, ...]:
    """A page of what is recorded about one person."""
    return (*_listed(page.pieces, empty, "Open one", named=False), *_pages(page, "evidence.person", subject))


def team(columns: Sequence[str], rows: Sequence[tuple[str, str, Sequence[int]]]) -> Card:
    """A manager's people (id, name, counts by competency), with what is missing."""
    if not rows:
        return Card(
            "My people's evidence", (Text(("You lead nobody in Vouchsafe. Your own is under “My evidence”.",)),)
        )
    shown = rows[:NAMED]
    table = Table(
        "Pieces that may count, by competency",
        ("Person", *columns),
        tuple((name, *(str(one) for one in counts)) for _, name, counts in shown),
    )
    more = (Note((f"and {len(rows) - NAMED} more",)),) if len(rows) > NAMED else ()
    options = tuple(Option(id, excerpt(name, 70)) for id, name, _ in shown)
    return Card(
        "My people's evidence",
        (
            table,
            *more,
            Text((f"{counted(_gaps(rows), 'gap', 'gaps')}: a person and a competency without any piece.",)),
            Menu(label="Open one person", action="evidence.person.choose", options=options),
            Visibility("Only you can see this. Numbers of pieces rate nobody; what they say does."),
        ),
    )


def on_home(about: int, unread: int, team: Sequence[tuple[str, int]] | None) -> tuple[Part, ...]:
    """Counts alone: Home may be seen by whoever looks over a shoulder. `team`: people and their gaps, for a manager."""
    mine = counted(about, "piece about you", "pieces about you") + (f", {unread} of them new" if unread else "")
    buttons = [Button(label="My evidence", action="evidence.mine"), add_button()]
    rows: list[tuple[str, Spans]] = [("Mine", (mine,))]
    if team is not None:
        gaps = [f"{name} ({gap})" for name, gap in team if gap]
        rows.append(("Competencies without a piece", (f"{listed(gaps[:5])}{_beyond(gaps)}" if gaps else "none",)))
        buttons.append(Button(label="My people's evidence", action="evidence.team"))
    return (Heading("Evidence"), Facts(tuple(rows)), Buttons(tuple(buttons)))


def unread(number: int) -> Waiting:
    return Waiting(
        (f"{counted(number, 'piece', 'pieces')} of evidence about you to read",),
        Button(label="Read it", action="evidence.mine", spoken="Read what is new about me"),
    )


def to_decide(number: int) -> Waiting:
    """Of very many, that there are more than one page of them."""
    told = counted_to(LISTED, number, "contested piece", "contested pieces")
    return Waiting(
        (f"{told} of evidence to decide on",),
        Button(label="Decide", action="evidence.mine", spoken="Decide on contested evidence"),
    )


def begun() -> Waiting:
    finish = Button(
        label="Finish it", action="evidence.add.open", opens_form=True, spoken="Finish the evidence I began"
    )
    return Waiting(("Evidence that you began and did not save",), finish)


def add_button(subject: str = "", name: str = "") -> Button:
    spoken = f"Add evidence about {name}" if name else ""
    return Button(
        label="Add evidence",
        action="evidence.add.open",
        subject=subject,
        weight=Weight.PRIMARY,
        opens_form=True,
        spoken=spoken,
    )


def ask_button(subject: str = "", name: str = "") -> Button:
    spoken = f"Ask a colleague about {name}" if name else ""
    return Button(label="Ask a colleague", action="feedback.ask.open", subject=subject, opens_form=True, spoken=spoken)


def help() -> Card:
    """`/evidence help`"""
    lines: tuple[Spans, ...] = (
        (Bold("/evidence"), " shows what is written about you, and what you wrote."),
        (Bold("/evidence @ben"), " opens the form: one event, what was done or said, what followed."),
        (Bold("/evidence add"), " opens it for anybody, yourself included."),
        (Bold("/evidence ask @ben"), " asks a colleague what they saw of you, or of somebody you lead."),
        ("“Save as evidence” on any message keeps its link; its words only if whoever wrote it agrees.",),
    )
    note = "A rating off what a role needs rests on two independent pieces, and you read each one about you before it counts."
    buttons = Buttons((add_button(), Button(label="My evidence", action="evidence.mine")))
    return Card("Evidence", (Bullets(lines), Note((note,)), buttons))


# --- Pieces -------------------------------------------------------------------------------------------------------


def _listed(pieces: Sequence[views.Piece], empty: str, menu: str, *, named: bool = True) -> tuple[Part, ...]:
    """`named`: they are about different people."""
    if not pieces:
        return (Text((empty,)),)
    options = tuple(Option(one.record.id, excerpt(f"{_when(one, named)}{one.competency}", 70)) for one in pieces)
    return Bullets(tuple(_line(one, named) for one in pieces)), Menu(
        label=menu, action="evidence.show", options=options
    )


def _line(piece: views.Piece, named: bool) -> Spans:
    item = piece.item
    waits = item.state is State.STANDING and item.shown_at is None
    mark = ", not read yet" if waits else _MARKS.get(item.state, "")
    way = views.DIRECTIONS[item.direction].lower()
    return (_when(piece, named), Bold(piece.competency), f", {way}, by {piece.name(item.author)}{mark}")


def _when(piece: views.Piece, named: bool) -> str:
    about = f"{piece.name(piece.item.subject)}, " if named else ""
    return f"{about}{views.day(piece.item.occurred_on)}: "


def _pages(page: Page, action: str, subject: str = "") -> tuple[Part, ...]:
    ways = {"Newer ones": page.newer, "Older ones": page.older}
    buttons = [Button(label=label, action=action, subject=f"{subject}/{at}") for label, at in ways.items() if at]
    return (Buttons(tuple(buttons)),) if buttons else ()


def _to_decide(decides: Sequence[views.Piece]) -> tuple[Part, ...]:
    if not decides:
        return ()
    return (Heading("For you to decide"), *_listed(decides, "", "Open one to decide on"))


def _gaps(rows: Sequence[tuple[str, str, Sequence[int]]]) -> int:
    return sum(not count for _, _, counts in rows for count in counts)


def _beyond(gaps: Sequence[str]) -> str:
    return f" and {len(gaps) - 5} more" if len(gaps) > 5 else ""


_PAGE = Page(pieces=(PIECE, CONTESTED), older="older/2026-09-18/e1", newer="newer/2026-09-18/e2")
_NONE = Page(pieces=())
_COUNTS = Counts(
    days=Period(start=date(2026, 9, 7), end=date(2026, 11, 15)), by={"Early candor": 2, "Learning from errors": 0}
)
EXAMPLES = (
    mine(_PAGE, (PIECE,), (CONTESTED,)),
    mine(_NONE, (), ()),
    person("Ben Okafor", "ben", _PAGE, _COUNTS, thanks=(Option("k1", "Ana Ruiz: Early flag"),)),
    person("Ben Okafor", "ben", _NONE, _COUNTS),
    team(tuple(_COUNTS.by), tuple((f"p{n}", f"Person {n}", (n % 2, n)) for n in range(25))),
    team((), ()),
    help(),
    Card("Hello Ana", on_home(3, 1, (("Ben Okafor", 2), ("Chiara Lindqvist", 0)))),
    Card("Hello Ben", on_home(0, 0, None)),
)
