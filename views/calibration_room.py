"""The room: one message for each seat, drawn again each minute, with what runs, for how long, and what to do now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.calibration import Seat, State
from domain.calibration_room import CASE_MINUTES, HANDS_MINUTES, SILENT_MINUTES, Clock
from domain.calibration_script import Moment, Prompt, Segment
from views import calibration as sessions
from views.calibration import SEEN, Seen
from views.vocabulary import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Menu,
    Mood,
    Note,
    Notice,
    Option,
    Part,
    Progress,
    Quote,
    Spans,
    Text,
    Weight,
)
from views.wording import counted, upper_first


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """The case that is talked about, as the reader of the card sees it. `order` are names, the rating manager last.

    `hidden`: they have a conflict, and see nothing of it. `speaks`: they have a voice on it. `given` of `asked` gave
    points; `is_mine`: the reader did. `rates`: they rate the case themselves.
    """

    hidden: bool = False
    subject: str = ""
    name: str = ""
    manager: str = ""
    clock: Clock
    order: tuple[str, ...] = ()
    speaks: bool = False
    given: int = 0
    asked: int = 0
    is_mine: bool = False
    rates: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """`is_second_set`: it is time to rate it. `number` of `of` segments; `begun` cases were talked about and `ahead` are to come, `decided` ratings decided on."""

    seen: Seen
    segment: Segment
    number: int
    of: int
    clock: Clock
    talk: Talk | None = None
    is_revealed: bool = False
    is_second_set: bool = False
    begun: int = 0
    ahead: int = 0
    decided: int = 0
    prompts: Sequence[Prompt] = ()
    checks: Sequence[str] = ()

    @property
    def leads(self) -> bool:
        return self.seen.seat is Seat.FACILITATOR

    @property
    def is_last(self) -> bool:
        return self.number == self.of


def show(room: Room) -> Card:
    parts: tuple[Part, ...] = (
        *_timer(room),
        *(_script(room) if room.leads else ()),
        *(_talk(room.talk) if room.talk else ()),
        *_watching(room),
        *(Buttons(row) for row in _rows(room) if row),
        *_more(room),
    )
    return Card(f"{sessions.title(room.seen)}: {room.segment.title}", parts)


def copy(card: Card) -> Card:
    """For whoever has lost the message: it stands as it was when they asked."""
    line = "This is how it stood when you asked. The message itself goes on in your chat with me."
    return replace(card, parts=(*card.parts, Note((line,))))


def over(seen: Seen) -> Card:
    """In the place of the room's message, once it is closed; without totals: from them one could tell one's own case."""
    line = "Changes are read by the people themselves, with the reasons, when their reviews are released."
    return Card(
        f"{sessions.title(seen)} is over", (Text((line,)), Text(("Thank you for reading one standard together.",)))
    )


def waits(seen: Seen) -> Card:
    """To whoever asks for the room before it is open."""
    line = "The room opens when the facilitator begins. You get a message then, and find it here as well."
    return Card("Not open yet", (Text((line,)), Buttons((sessions.show_button(seen.session.id),))))


def say(prompt: Prompt) -> Card:
    """What the facilitator might say now."""
    return Card("You could say", (Quote(prompt.say), Note((f"When: {prompt.when}",))))


# --- Pieces -------------------------------------------------------------------------------------------------------


def _timer(room: Room) -> tuple[Part, ...]:
    clock = room.clock
    over = counted(clock.over, "minute", "minutes")
    told = f"{clock.left} of {clock.total} minutes left" if clock.left else f"{over} over"
    where = Text((Bold(f"Part {room.number} of {room.of}, {told}"),))
    return (where, Progress("Minutes gone", min(clock.passed, clock.total), clock.total))


def _script(room: Room) -> tuple[Part, ...]:
    return (Quote(room.segment.say), Text((Bold("Do: "), room.segment.do)))


def _talk(talk: Talk) -> tuple[Part, ...]:
    if talk.hidden:
        return (Notice(Mood.INFO, ("The others talk about a case that you have no part in. It takes five minutes.",)),)
    head: Spans = (Bold(talk.name), f", rated by {talk.manager}. {_stage(talk.clock)}")
    order = ", ".join(talk.order)
    speaking: tuple[Part, ...] = (Text((Bold("Who speaks when: "), order)),) if order else ()
    mine = (f"You rate {talk.name}: you speak last, and give no points here.",) if talk.rates else ()
    points = (f"Points given by {talk.given} of {talk.asked}.",)
    return (Text(head), *speaking, *((Text(mine),) if mine else ()), Text(points))


def _stage(clock: Clock) -> str:
    if clock.passed < SILENT_MINUTES:
        return "One minute of silence: read."
    if clock.passed >= CASE_MINUTES:
        return (
            "Time: record it and move on. If the room is split, the draft is kept and both readings are written down."
        )
    if clock.passed >= HANDS_MINUTES:
        return "Hands, please: kept, changed, or returned for evidence?"
    return (
        f"Minute {clock.passed + 1} of {CASE_MINUTES}: what does the evidence support, and what points the other way?"
    )


def _watching(room: Room) -> tuple[Part, ...]:
    if room.seen.seat is not Seat.MONITOR:
        return ()
    lines: tuple[Spans, ...] = tuple((one,) for one in room.checks)
    return (Text((Bold("You may stop the room once a case and ask:"),)), Bullets(lines))


def _rows(room: Room) -> tuple[tuple[Button, ...], ...]:
    return (_on_case(room), _leading(room)) if room.leads else (_on_case(room), _sitting(room))


def _on_case(room: Room) -> tuple[Button, ...]:
    talk = room.talk
    if talk is None or talk.hidden:
        return ()
    id = f"{room.seen.session.id}/{talk.subject}"
    reading = Button(label="Read the packet", action="calibration.packet", subject=id)
    points = Button(label="Points of the room", action="calibration.points.show", subject=id)
    if room.leads:
        return (reading, points, Button(label="Decide", action="calibration.decide", subject=id, weight=Weight.PRIMARY))
    if not talk.speaks:
        return (reading,)
    label = "Change my points" if talk.is_mine else "Give points"
    giving = Button(label=label, action="calibration.points.open", subject=id, opens_form=True, weight=Weight.PRIMARY)
    level = Button(label="My reading", action="calibration.reading.choose", subject=id)
    return (giving, level, reading, *((points,) if talk.is_mine else ()))


def _leading(room: Room) -> tuple[Button, ...]:
    session = room.seen.session
    weight = Weight.NORMAL if room.talk else Weight.PRIMARY  # on a case, what stands out is to decide
    on = Button(label="Next part", action="calibration.next", subject=session.id, version=room.number, weight=weight)
    coming = f"Next case ({room.ahead} to come)"
    case = Button(label=coming, action="calibration.case", subject=session.id, version=room.begun)
    shown = Button(label="Show the anchor cases", action="calibration.anchors.reveal", subject=session.id)
    log = Button(label="Decisions", action="calibration.log", subject=session.id)
    return (
        *(() if room.is_revealed else (shown,)),
        *((case,) if room.ahead else ()),
        *(() if room.is_last else (on,)),
        log,
    )


def _sitting(room: Room) -> tuple[Button, ...]:
    id = room.seen.session.id
    spread = (Button(label="How the cases were read", action="calibration.anchors.spread", subject=id),)
    if room.seen.seat is Seat.MONITOR:
        lead = Button(label="The facilitator is gone", action="calibration.lead.ask", subject=id)
        return (*(spread if room.is_revealed else ()), lead)
    asked = f"{id}/{Moment.AFTER.value}"
    again = Button(label="Rate the second set", action="calibration.anchors.open", subject=asked, opens_form=True)
    return (*(spread if room.is_revealed else ()), *((again,) if room.is_second_set else ()))


def _more(room: Room) -> tuple[Part, ...]:
    if not room.leads:
        return ()
    options = tuple(
        Option(f"{room.seen.session.id}/{place}", upper_first(one.when)[:75]) for place, one in enumerate(room.prompts)
    )
    return (Menu(label="When something happens", action="calibration.say", options=options),) if options else ()


# --- Examples -----------------------------------------------------------------------------------------------------

_SEGMENT = Segment(
    start=32, end=72, title="Real cases", say="Read for one minute in silence.", do="Random order.", output=""
)
_TALK = Talk(
    subject="chi",
    name="Chiara Lindqvist",
    manager="Ana Ruiz",
    clock=Clock(passed=2, total=5),
    order=("Ben Okafor", "Ana Ruiz"),
    speaks=True,
    given=1,
    asked=2,
)
_ROOM = Room(
    seen=replace(SEEN, session=replace(SEEN.session, state=State.OPEN)),
    segment=_SEGMENT,
    number=4,
    of=7,
    clock=Clock(passed=12, total=40),
    talk=_TALK,
    is_revealed=True,
    ahead=3,
    prompts=(Prompt(when="trait word", say="What did you see or hear?"),),
    checks=("Is the last month doing the work?",),
)


def _for(seat: Seat, **more: Talk | None) -> Room:
    return replace(_ROOM, seen=replace(_ROOM.seen, seat=seat), **more)  # type: ignore[arg-type]  # the case alone


EXAMPLES = (
    *(show(_for(seat)) for seat in Seat),
    *(show(_for(Seat.MANAGER, talk=replace(_TALK, clock=Clock(passed=minute, total=5)))) for minute in (0, 4, 6)),
    show(_for(Seat.MANAGER, talk=replace(_TALK, is_mine=True))),
    show(_for(Seat.MANAGER, talk=replace(_TALK, speaks=False, rates=True))),
    show(replace(_for(Seat.MANAGER, talk=None), is_second_set=True)),
    show(_for(Seat.MANAGER, talk=Talk(hidden=True, clock=Clock(passed=1, total=5)))),
    show(
        replace(_for(Seat.FACILITATOR, talk=None), number=7, ahead=0, is_revealed=False, clock=Clock(passed=6, total=4))
    ),
    copy(show(_for(Seat.MANAGER))),
    over(SEEN),
    waits(SEEN),
    say(_ROOM.prompts[0]),
)
