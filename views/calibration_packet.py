"""A packet as whoever may read it gets it: the level texts, the draft, its evidence on both sides, and what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from domain import competencies as levels
from domain.calibration_decisions import Mark
from domain.calibration_packets import Change, Packet, Piece, Rated, Why
from domain.competencies import Competency, Level
from domain.evidence import Strength
from views import calibration_words as words
from views import examples
from views.calibration import SEEN, Seen
from views.evidence import LETTERS, day
from views.forms import Form, TextField
from views.reviews_sheet import COMPETENCIES, DIRECTIONS, LABELS
from views.vocabulary import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Heading,
    Menu,
    Mood,
    Note,
    Notice,
    Option,
    Part,
    Quote,
    Spans,
    Text,
    Visibility,
    When,
    WhenStyle,
)
from views.wording import excerpt, listed

LISTED = 20
SHOWN = 6  # pieces of evidence on a side
PRIVATE = "Only you see what you mark. The facilitator sees how many packets you have marked; in the session the room sees how many agree, ask or abstain, without names. Once their review is released, the person finds it among their own data, without your name."
_NOT_HERE = "Nothing in it comes from pay, potential, pulses, pictures or anything protected."


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A packet with what stands beside it. `words` are what each piece says now, by id, as far as it is still there.

    `mark` and `question` are the reader's own; `may_mark`: they have a voice on it. `changed`: since it froze, by competency.
    """

    seen: Seen
    packet: Packet
    subject: str
    manager: str
    competencies: Mapping[str, Competency]
    words: Mapping[str, str] = field(default_factory=dict)
    changed: Mapping[str, Sequence[Change]] = field(default_factory=dict)
    mark: Mark | None = None
    question: str = ""
    may_mark: bool = False

    @property
    def id(self) -> str:
        return f"{self.packet.session}/{self.packet.subject}"

    def title(self, competency: str) -> str:
        found = self.competencies.get(competency)
        return found.title if found else competency


def every(seen: Seen, sheets: Sequence[Sheet], *, page: int = 0) -> Card:
    """Those the reader may read; what is hidden from them is not counted either."""
    shown = sheets[page * LISTED : (page + 1) * LISTED]
    lines: tuple[Spans, ...] = tuple(_line(one) for one in shown)
    options = tuple(Option(one.id, one.subject[:75]) for one in shown)
    menu = (Menu(label="Read a packet", action="calibration.packet", options=options),) if options else ()
    listing: Part = Bullets(lines) if lines else Text((_none_yet(seen),))
    turning = tuple(
        Button(label=label, action="calibration.packets", subject=f"{seen.session.id}/{to}")
        for label, to in (("Earlier", page - 1), ("More", page + 1))
        if 0 <= to * LISTED < len(sheets)
    )
    back = Button(label="Open the session", action="calibration.show", subject=seen.session.id)
    return Card("Packets", (listing, *menu, Note((PRIVATE,)), Buttons((*turning, back))))


def whole(sheet: Sheet) -> Card:
    packet = sheet.packet
    frozen: Spans = (
        f"Rated by {sheet.manager}. Frozen on ",
        When(packet.frozen_at, WhenStyle.DATE_TIME),
        f". {_NOT_HERE}",
    )
    why = "; ".join(words.WHY[one] for one in packet.why) if packet.place is not None else ""
    parts: list[Part] = [Text(frozen), *((Text((f"Talked about in the session, because {why}.",)),) if why else ())]
    for one in packet.ratings:
        parts += _rated(sheet, one)
    return Card(f"Packet: {sheet.subject}", (*parts, *_letters(packet), *_full(sheet), *_marking(sheet)))


def one(sheet: Sheet, rated: Rated) -> Card:
    """One competency in full: every level text, and every piece in its own words."""
    what = sheet.competencies.get(rated.competency)
    texts: tuple[Part, ...] = (Bullets(tuple(_level_text(what, level) for level in Level)),) if what else ()
    pieces: list[Part] = []
    for piece in rated.pieces:
        against = ", points the other way" if piece.against else ""
        pieces += [Text((Bold(f"{_called(piece)}{against}"),)), Quote(sheet.words.get(piece.id, _GONE))]
    back = Button(label="Back to the packet", action="calibration.packet", subject=sheet.id)
    return Card(
        f"{sheet.subject}: {sheet.title(rated.competency)}",
        (*texts, Text(_stands(rated)), *_said(rated), *pieces, Buttons((back,))),
    )


def question(sheet: Sheet, value: str = "") -> Form:
    line = f"What would you like to ask about {sheet.subject}'s packet? In the session you can read it from here."
    asked = TextField(name="question", label="Your question", value=value, multiline=True, max_length=600)
    return Form(
        title="I have a question",
        action="calibration.question",
        submit="Keep it",
        subject=sheet.id,
        intro=(Text((line,)), Visibility(PRIVATE)),
        fields=(asked,),
    )


# --- Pieces -------------------------------------------------------------------------------------------------------

_GONE = "This piece is not there any more."
_MARKS = {Mark.AGREE: "you agree", Mark.QUESTION: "you have a question", Mark.ABSTAIN: "you abstain"}


def _none_yet(seen: Seen) -> str:
    when = "three working days before the session"
    return f"There is none for you to read yet: packets freeze {when}, and close with it."


def _line(sheet: Sheet) -> Spans:
    mark = _MARKS[sheet.mark] if sheet.mark else "not marked yet"
    mine = mark if sheet.may_mark else "to read"
    talked = "; talked about in the session" if sheet.packet.place is not None else ""
    return (Bold(sheet.subject), f", rated by {sheet.manager}: {mine}{talked}")


def _rated(sheet: Sheet, one: Rated) -> list[Part]:
    what = sheet.competencies.get(one.competency)
    text = what.levels.get(one.level) if what and one.level else None
    changed = sheet.changed.get(one.competency, ())
    return [
        Heading(sheet.title(one.competency)),
        Text((*_stands(one), *((f" The level says: {excerpt(text.text, 200)}",) if text else ()))),
        *_said(one),
        *_pieces(sheet, one, against=False),
        *_pieces(sheet, one, against=True),
        *(
            (
                Notice(
                    Mood.INFO,
                    (f"Changed after the packet froze: {listed([words.CHANGES[each] for each in changed])}.",),
                ),
            )
            if changed
            else ()
        ),
    ]


def _stands(one: Rated) -> Spans:
    if one.level is None:
        return (Bold("No level yet."),)
    where = DIRECTIONS[levels.direction(one.level, one.expected)]
    second = f" A second rater read: {LABELS[one.second]}." if one.second else ""
    gate = "" if one.holds else " The evidence does not carry it yet."
    return (Bold(LABELS[one.level]), f", {where}.{second}{gate}")


def _said(one: Rated) -> list[Part]:
    counter: list[Part] = [Text((Bold("The other side: "), excerpt(one.counter, 400)))] if one.counter.strip() else []
    return [*([Quote(excerpt(one.rationale, 600))] if one.rationale.strip() else []), *counter]


def _pieces(sheet: Sheet, one: Rated, *, against: bool) -> list[Part]:
    those = [piece for piece in one.pieces if piece.against is against]
    if not those:
        return []
    lines: list[Spans] = [(Bold(_called(each)), f": {excerpt(sheet.words.get(each.id, _GONE), 160)}") for each in those]
    more = len(lines) - SHOWN
    last: tuple[Spans, ...] = ((f"and {more} more, in full below",),) if more > 0 else ()
    head = "Evidence against" if against else "Evidence"
    return [Text((Bold(head),)), Bullets((*lines[:SHOWN], *last))]


def _called(piece: Piece) -> str:
    return f"{piece.letter.value}, {day(piece.occurred_on)}, written {day(piece.recorded_on)}"


def _letters(packet: Packet) -> tuple[Part, ...]:
    """What those that stand in it mean."""
    held = {piece.letter for one in packet.ratings for piece in one.pieces}
    meant = "; ".join(LETTERS[one] for one in Strength if one in held)
    return (Note((f"The letters say how much a piece carries by itself, A most. {meant}.",)),) if held else ()


def _level_text(what: Competency, level: Level) -> Spans:
    found = what.levels.get(level)
    return (Bold(LABELS[level]), f": {found.text if found else ''}")


def _full(sheet: Sheet) -> tuple[Part, ...]:
    options = tuple(Option(f"{sheet.id}/{one.competency}", sheet.title(one.competency)) for one in sheet.packet.ratings)
    return (Menu(label="Read one competency in full", action="calibration.competency", options=options),)


def _marking(sheet: Sheet) -> tuple[Part, ...]:
    back = Button(label="All packets", action="calibration.packets", subject=sheet.seen.session.id)
    if not sheet.may_mark:
        return (Buttons((back,)),)
    said = Text((f"Before the meeting: {_MARKS[sheet.mark] if sheet.mark else 'what do you make of it?'}",))
    agree, abstain = (
        Button(label=label, action="calibration.mark", subject=f"{sheet.id}/{mark.value}")
        for label, mark in (("I agree", Mark.AGREE), ("I abstain", Mark.ABSTAIN))
    )
    asking = Button(label="I have a question", action="calibration.question.open", subject=sheet.id, opens_form=True)
    asked = (Quote(sheet.question),) if sheet.question else ()
    # No button stands out: that would be an answer.
    return (said, *asked, Note((PRIVATE,)), Buttons((agree, asking, abstain, back)))


# --- Examples -----------------------------------------------------------------------------------------------------

_PIECES = tuple(
    Piece(
        id=f"e{place}",
        letter=letter,
        occurred_on=date(2026, 9, 4),
        recorded_on=date(2026, 9, 5),
        version=1,
        against=place == 3,
    )
    for place, letter in enumerate(Strength)
)
PACKET = Packet(
    session="s1",
    subject="chi",
    manager="ana",
    frozen_at=examples.MORNING,
    ratings=(
        Rated(
            competency="early_candor",
            level=Level.ROLE_MODEL,
            expected=Level.COMPETENT,
            rationale="She named the risk nine days early, and others followed.",
            counter="In one release she waited until she was asked.",
            pieces=_PIECES,
            holds=True,
            second=Level.COMPETENT,
        ),
        Rated(competency="error_learning", level=None, expected=Level.COMPETENT),
    ),
    why=tuple(Why),
    place=0,
)
SHEET = Sheet(
    seen=SEEN,
    packet=PACKET,
    subject="Chiara Lindqvist",
    manager="Ana Ruiz",
    competencies={one.id: one for one in COMPETENCIES},
    words={piece.id: "She said that the vendor would be late, in the planning thread." for piece in _PIECES[:3]},
    may_mark=True,
)
EXAMPLES = (
    every(
        SEEN,
        [
            SHEET,
            replace(SHEET, packet=replace(PACKET, subject="ben", place=None), mark=Mark.QUESTION),
        ],
    ),
    every(SEEN, []),
    whole(SHEET),
    whole(replace(SHEET, may_mark=False, changed={"early_candor": tuple(Change)})),
    *(whole(replace(SHEET, mark=mark, question="Why?" if mark is Mark.QUESTION else "")) for mark in Mark),
    one(SHEET, PACKET.ratings[0]),
    question(SHEET, "What changed after that release?"),
)
