"""What people are told unasked of a calibration session: the invitation, what changed, and what is still missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from domain.calibration import Seat
from domain.calibration_packets import Lack, Missing
from domain.calibration_reminders import Step
from views import calibration as sessions
from views.calibration import SEEN, Seen
from views.vocabulary import Bold, Bullets, Buttons, Card, Note, Part, Spans, Text, When, WhenStyle
from views.wording import counted

_PART = {
    Seat.FACILITATOR: "You lead it: you rate nobody in the room, and see who is prepared.",
    Seat.MONITOR: "You watch for bias: you may stop the room once a case, and rate nobody.",
    Seat.MANAGER: "You rate five short cases alone, read the packets, and say beforehand whether you agree. Then managers read one standard together: nobody trades ratings, and there is no curve to fill.",
}
_PREPARED = (
    "Packets freeze three working days before. Only you see what you mark; in the session it is counted, without names."
)


def invited(seen: Seen) -> Card:
    return _about(seen, "You are invited to a calibration session", _part(seen))


def moved(seen: Seen) -> Card:
    return _about(seen, "A calibration session of yours has changed", _part(seen))


def called_off(seen: Seen) -> Card:
    """To whoever had heard of it; a file takes it out of their calendar."""
    line: Spans = (Bold(sessions.title(seen)), ", ", When(seen.session.starts_at, WhenStyle.DATE_TIME))
    taking = sessions.calendar_button(seen.session.id, "Take it out of my calendar")
    return Card("A calibration session is cancelled", (Text((*line, ", does not take place.")), Buttons((taking,))))


def released(seen: Seen) -> Card:
    """To whoever has no seat any more."""
    line: Spans = (
        "You have no seat any more in ",
        Bold(sessions.title(seen)),
        ". There is nothing left for you to do.",
    )
    taking = sessions.calendar_button(seen.session.id, "Take it out of my calendar")
    return Card("You are out of a calibration session", (Text(line), Buttons((taking,))))


# The first two may wait for somebody's hours, so they do not say how long it is till then. The last goes at once.
_HEADS = {Step.WEEK: "is coming up", Step.DAY: "is near", Step.HOUR: "is in an hour"}


def soon(seen: Seen, step: Step, missing: Missing | None) -> Card:
    """`missing`: of a manager; None where nothing is asked."""
    when: Spans = ("It begins on ", When(seen.session.starts_at, WhenStyle.DATE_TIME), ".")
    left = lines(missing) if missing else ()
    told: tuple[Part, ...] = (Text(("Still missing:",)), Bullets(left)) if left else (Text((_ready(seen),)),)
    return Card(f"{sessions.title(seen)} {_HEADS[step]}", (Text(when), *told, _doing(seen)))


def unready(seen: Seen, step: Step, without: Mapping[str, int]) -> Card:
    """To the facilitator: how many of the managers have not done what, without names."""
    total = len(seen.session.managers)
    left: tuple[Spans, ...] = tuple(
        (f"{count} of {counted(total, 'manager has', 'managers have')} {what}",)
        for what, count in without.items()
        if count
    )
    when: Spans = ("It begins on ", When(seen.session.starts_at, WhenStyle.DATE_TIME), ".")
    told: tuple[Part, ...] = (Bullets(left),) if left else (Text(("Everybody is prepared.",)),)
    return Card(f"{sessions.title(seen)} {_HEADS[step]}", (Text(when), *told, _doing(seen)))


def lines(missing: Missing) -> tuple[Spans, ...]:
    """What a manager has still to do, a line each."""
    own = counted(missing.own, "packet", "packets")
    lacking = tuple(
        (f"{count} of your {own} {_lacks(lack, count)}",) for lack, count in missing.lacking.items() if count
    )
    anchors = (
        ((f"{counted(missing.anchors, 'anchor case', 'anchor cases')} to rate, alone",),) if missing.anchors else ()
    )
    packets = counted(missing.unmarked, "packet of another team", "packets of other teams")
    unmarked = ((f"{packets} to read and mark",),) if missing.unmarked else ()
    return (*anchors, *lacking, *unmarked)


NOT_RATED, NOT_MARKED = "still to rate the anchor cases", "still to mark packets"
_LACKS = {  # of one, and of more
    Lack.LEVEL: ("has a rating without a level", "have a rating without a level"),
    Lack.REASON: ("has a rating without a reason", "have a rating without a reason"),
    Lack.EVIDENCE: ("has a rating that the evidence does not carry", "have a rating that the evidence does not carry"),
    Lack.COUNTER: ("lacks counter-evidence", "lack counter-evidence"),
}


def _lacks(lack: Lack, count: int) -> str:
    one, more = _LACKS[lack]
    return one if count == 1 else more


def _about(seen: Seen, title: str, part: str) -> Card:
    when: Spans = (Bold(sessions.title(seen)), ", ", When(seen.session.starts_at, WhenStyle.DATE_TIME))
    buttons = (sessions.show_button(seen.session.id), sessions.calendar_button(seen.session.id))
    note = (Note((_PREPARED,)),) if seen.seat is Seat.MANAGER else ()
    return Card(title, (Text(when), Text((part,)), *note, Buttons(buttons)))


def _part(seen: Seen) -> str:
    return _PART[seen.seat] if seen.seat else ""


def _ready(seen: Seen) -> str:
    return "You are prepared: thank you." if seen.seat is Seat.MANAGER else "Nothing is missing on your side."


def _doing(seen: Seen) -> Buttons:
    return Buttons((sessions.show_button(seen.session.id),))


MISSING = Missing(anchors=5, own=6, lacking={Lack.COUNTER: 2, Lack.LEVEL: 1}, unmarked=12)
EXAMPLES = (
    *(invited(replace(SEEN, seat=seat)) for seat in Seat),
    moved(SEEN),
    called_off(SEEN),
    released(replace(SEEN, seat=None)),
    *(soon(SEEN, step, MISSING) for step in Step),
    soon(SEEN, Step.DAY, None),
    unready(replace(SEEN, seat=Seat.FACILITATOR), Step.DAY, {NOT_RATED: 1, NOT_MARKED: 2}),
    unready(replace(SEEN, seat=Seat.FACILITATOR), Step.HOUR, {}),
)
