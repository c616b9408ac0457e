"""The log of a session: what it decided on whom, what was replaced or taken back, and what could not be carried out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.calibration import Seat, State
from domain.calibration_decisions import Failure, Outcome, Ruling
from views import calibration as sessions
from views.calibration import SEEN, Seen
from views.calibration_rulings import RULING, outcome
from views.forms import Form, TextField
from views.reviews_sheet import COMPETENCIES
from views.vocabulary import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Menu,
    Note,
    Option,
    Part,
    Spans,
    Text,
    Visibility,
    Weight,
)
from views.wording import counted, excerpt, lower_first

LENGTH = 300  # of a reason to read it
_EXCERPT = 200  # of a reason that the room gave
_FAILURES = {
    Failure.NOT_HANDED_IN: "the review was not handed in when the session closed.",
    Failure.CHANGED: "its text was changed after the room decided, so what stands now is kept.",
    Failure.NOT_CARRIED: "the evidence doesn't carry it any more, so what was handed in stands.",
    Failure.NOT_CLOSED: "nobody closed the session in time, so what was handed in stands.",
}
_READERS = "Whoever led the session reads this, and HR for a reason. Each person in it sees that it was read."


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One ruling as it is told: whose rating in what.

    `is_replaced`: the room has decided on the rating again since.
    """

    ruling: Ruling
    subject: str
    competency: str
    is_replaced: bool = False


def log(seen: Seen, entries: Sequence[Entry]) -> Card:
    """While the room is open, with what may still be taken back."""
    is_open = seen.session.state is State.OPEN
    none = "Nothing is decided yet." if is_open else "There is no decision here that you can read."
    lines: tuple[Spans, ...] = tuple(_entry(one) for one in entries)
    told: Part = Bullets(lines) if lines else Text((none,))
    more = _still_open(seen.session.id, entries) if is_open else (Visibility(_READERS),)
    return Card("Decisions" if is_open else f"Decisions: {sessions.title(seen)}", (told, *more))


def ask_close(session: str, decided: Sequence[Ruling]) -> Card:
    """Before it is final: what is carried out then."""
    told = Counter(one.outcome for one in decided)
    returned = {one.subject for one in decided if one.outcome is Outcome.RETURNED}
    lines: tuple[Spans, ...] = (
        (f"{counted(told[Outcome.CHANGED], 'level changes', 'levels change')}; what was handed in is kept beside.",),
        (f"{counted(len(returned), 'review goes back', 'reviews go back')} for evidence.",),
        (f"{counted(told[Outcome.KEPT], 'rating was', 'ratings were')} read and kept.",),
    )
    closing = Button(label="Close it now", action="calibration.close", subject=session, weight=Weight.DANGER)
    back = Button(label="Not yet", action="calibration.log", subject=session)
    hidden = Note(("Decisions on people you have no say on count in none of these; they are carried out as well.",))
    final = Text(("After that nothing is taken back here, and the room is over for everybody.",))
    return Card("Close the session?", (Bullets(lines), hidden, final, Buttons((closing, back))))


def reason(seen: Seen) -> Form:
    """To HR, before they read it."""
    line = f"You are about to read what was decided in the {lower_first(sessions.title(seen))}, of everybody outside your own line."
    readers = (
        "Each person in it sees that HR read it, with the day. Your reason stands in the audit log, which HR reads."
    )
    return Form(
        title="Why do you read it?",
        action="calibration.log.reason",
        submit="Read the decisions",
        subject=seen.session.id,
        intro=(Text((line,)), Visibility(readers)),
        fields=(
            TextField(
                name="reason",
                label="For what purpose?",
                hint="Such as: somebody asked why their level changed",
                multiline=True,
                max_length=LENGTH,
            ),
        ),
    )


# --- Pieces -------------------------------------------------------------------------------------------------------


def _still_open(session: str, entries: Sequence[Entry]) -> tuple[Part, ...]:
    undoing = tuple(
        Option(
            f"{session}/{one.ruling.subject}/{one.ruling.competency}/{one.ruling.number}",
            f"{one.subject}, {one.competency}"[:75],
        )
        for one in entries
        if one.ruling.stands and not one.is_replaced
    )
    menu = (Menu(label="Take one back", action="calibration.undo", options=undoing[:100]),) if undoing else ()
    closing = Button(label="Close the session", action="calibration.close.ask", subject=session, weight=Weight.DANGER)
    room = Button(label="To the room", action="calibration.room", subject=session)
    note = "When you close it, changes are put in the place of what was handed in, and the originals are kept. Reviews that lack evidence go back."
    return (*menu, Note((note,)), Buttons((closing, room)))


def _entry(one: Entry) -> Spans:
    gone = "" if one.ruling.stands else ", taken back"
    gone = gone or (", replaced" if one.is_replaced else "")
    why = f" Reason: “{excerpt(one.ruling.reason, _EXCERPT)}”" if one.ruling.reason else ""
    failed = f" Not carried out: {_FAILURES[one.ruling.failed]}" if one.ruling.failed else ""
    return (Bold(f"{one.subject}, {one.competency}"), f": {outcome(one.ruling)}{gone}.{why}{failed}")


_ENTRY = Entry(ruling=RULING, subject="Chiara Lindqvist", competency=COMPETENCIES[0].title)
_LED = replace(SEEN, seat=Seat.FACILITATOR)
_OPEN, _OVER = (replace(_LED, session=replace(SEEN.session, state=one)) for one in (State.OPEN, State.CLOSED))
EXAMPLES = (
    log(
        _OPEN,
        [
            replace(_ENTRY, is_replaced=True),
            replace(_ENTRY, ruling=replace(RULING, number=2)),
            replace(_ENTRY, ruling=replace(RULING, number=3, undone_at=1)),
        ],
    ),
    log(_OVER, [replace(_ENTRY, ruling=replace(RULING, reason="The line fits.", failed=one)) for one in Failure]),
    log(_OPEN, []),
    log(_OVER, []),
    ask_close("s1", (RULING, replace(RULING, outcome=Outcome.RETURNED))),
    reason(_OVER),
)
