"""The log of a session: what it decided on whom, what was replaced or taken back, and what could not be carried out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.calibration_decisions import Failure, Ruling
from views.calibration_rulings import RULING, outcome
from views.reviews_sheet import COMPETENCIES
from views.vocabulary import Bold, Bullets, Button, Buttons, Card, Menu, Note, Option, Part, Spans, Text, Weight

_FAILURES = {
    Failure.NOT_HANDED_IN: "the review was not handed in when the session closed.",
    Failure.CHANGED: "its text was changed after the room decided, so what stands now is kept.",
    Failure.NOT_CARRIED: "the evidence doesn't carry it any more, so what was handed in stands.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One ruling as it is told: whose rating in what.

    `is_replaced`: the room has decided on the rating again since.
    """

    ruling: Ruling
    subject: str
    competency: str
    is_replaced: bool = False


def log(session: str, entries: Sequence[Entry], *, is_open: bool) -> Card:
    lines: tuple[Spans, ...] = tuple(_entry(one) for one in entries)
    told: Part = Bullets(lines) if lines else Text(("Nothing is decided yet.",))
    closing = Button(label="Close the session", action="calibration.close", subject=session, weight=Weight.DANGER)
    room = Button(label="To the room", action="calibration.room", subject=session)
    undoing = tuple(
        Option(
            f"{session}/{one.ruling.subject}/{one.ruling.competency}/{one.ruling.number}",
            f"{one.subject}, {one.competency}"[:75],
        )
        for one in entries
        if one.ruling.stands and not one.is_replaced
    )
    menu = (
        (Menu(label="Take one back", action="calibration.undo", options=undoing[:100]),) if undoing and is_open else ()
    )
    note = "When you close it, changes are put in the place of what was handed in, and the originals are kept. Reviews that lack evidence go back."
    return Card("Decisions", (told, *menu, *((Note((note,)), Buttons((closing, room))) if is_open else ())))


def _entry(one: Entry) -> Spans:
    gone = "" if one.ruling.stands else ", taken back"
    gone = gone or (", replaced" if one.is_replaced else "")
    failed = f" Not carried out: {_FAILURES[one.ruling.failed]}" if one.ruling.failed else ""
    return (Bold(f"{one.subject}, {one.competency}"), f": {outcome(one.ruling)}{gone}.{failed}")


_ENTRY = Entry(ruling=RULING, subject="Chiara Lindqvist", competency=COMPETENCIES[0].title)
EXAMPLES = (
    log(
        "s1",
        [
            replace(_ENTRY, is_replaced=True),
            replace(_ENTRY, ruling=replace(RULING, number=2)),
            replace(_ENTRY, ruling=replace(RULING, number=3, undone_at=1)),
        ],
        is_open=True,
    ),
    log("s1", [replace(_ENTRY, ruling=replace(RULING, failed=one)) for one in Failure], is_open=False),
    log("s1", [], is_open=False),
)
