"""A calibration session as whoever sits in it, or plans it, sees it; and the list of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import assert_never

from domain import calibration, policy
from domain.calibration import AHEAD, Caution, Flaw, Seat, Session, State
from domain.calibration_conflicts import Conflict
from domain.cycles import Cycle
from domain.people import Person
from views import calibration_words as words
from views import examples
from views.privacy import A_FORMER_COLLEAGUE
from views.vocabulary import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Facts,
    Heading,
    Mood,
    Notice,
    Part,
    Spans,
    Weight,
    When,
    WhenStyle,
)
from views.wording import day, listed

LISTED = 20
STATES = {
    State.PLANNED: "planned",
    State.READY: "packets are ready",
    State.OPEN: "going on",
    State.CLOSED: "over",
    State.LAPSED: "ended without being closed",
    State.CANCELLED: "cancelled",
}
SEATS = {Seat.FACILITATOR: "you lead it", Seat.MONITOR: "you watch for bias", Seat.MANAGER: "you compare ratings"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A session as its reader sees it. `seat` is theirs; `cycle` and `round` are called as people call them.

    `conflicts` says who in the room sees nothing of whom, for whoever plans it (a name, whom, why). `cases` counts
    the packets.
    """

    session: Session
    cycle: str
    round: str = ""
    people: Mapping[str, Person] = field(default_factory=dict)
    seat: Seat | None = None
    plans: bool = False
    cases: int = 0
    flaws: tuple[Flaw, ...] = ()
    cautions: tuple[Caution, ...] = ()
    conflicts: tuple[tuple[str, str, Conflict], ...] = ()

    @property
    def is_unled(self) -> bool:
        there = {one.id for one in self.people.values() if policy.takes_part(one)}
        return calibration.is_unled(self.session, there)

    def name(self, person: str | None) -> str:
        found = self.people.get(person or "")
        return found.name if found else A_FORMER_COLLEAGUE


def cycle_name(cycle: Cycle | None) -> str:
    return cycle.name if cycle else "a cycle that is gone"


def round_title(cycle: Cycle | None, round: str) -> str:
    """What its rating checkpoint is called, with its day: a plan has two of the same name. "" where there is none."""
    found = cycle.checkpoint(round) if cycle else None
    return f"{found.title} due {day(found.due_on)}" if found else ""


def title(seen: Seen) -> str:
    return f"Calibration of {seen.cycle}" + (f", {seen.round}" if seen.round else "")


def whole(seen: Seen) -> Card:
    one = seen.session
    parts: tuple[Part, ...] = (
        *(Notice(Mood.PROBLEM, (words.flaw(each),)) for each in seen.flaws),
        Facts(_facts(seen)),
        *_cautions(seen),
        *_conflicts(seen),
        *(Buttons(row) for row in (_to_do(seen), _planning(seen)) if row),
    )
    return Card(f"{title(seen)} ({STATES[one.state]})", parts)


def calendar_button(session: str, label: str = "Add to my calendar") -> Button:
    return Button(label=label, action="calibration.calendar", subject=session)


def show_button(session: str) -> Button:
    return Button(label="Open the session", action="calibration.show", subject=session, weight=Weight.PRIMARY)


# --- Pieces -------------------------------------------------------------------------------------------------------


def _facts(seen: Seen) -> tuple[tuple[str, Spans], ...]:
    one = seen.session
    begins: Spans = (When(one.starts_at, WhenStyle.DATE_TIME), f" for you, {one.minutes} minutes")
    monitor = seen.name(one.monitor) if one.monitor else "nobody"
    return (
        ("When", begins),
        ("There", (f"{one.day:%A, %B} {one.day.day}, {one.at:%H:%M} ({one.zone})",)),
        ("Facilitator", (seen.name(one.facilitator),)),
        ("Bias monitor", (monitor,)),
        ("Managers", (listed([seen.name(each) for each in one.managers]),)),
        ("People talked about", (f"{seen.cases:,}",)),
        *((("Your part", (SEATS[seen.seat],)),) if seen.seat else ()),
    )


def _cautions(seen: Seen) -> tuple[Part, ...]:
    return tuple(Notice(Mood.INFO, (words.caution(one),)) for one in seen.cautions)


def _conflicts(seen: Seen) -> tuple[Part, ...]:
    if not seen.conflicts:
        return ()
    shown = seen.conflicts[:LISTED]
    lines: tuple[Spans, ...] = tuple(
        (Bold(who), f" has no say on {whom}: {words.CONFLICTS[why]}.") for who, whom, why in shown
    )
    more = len(seen.conflicts) - len(shown)
    last: tuple[Spans, ...] = ((f"and {more} more",),) if more else ()
    return (Heading("Conflicts of interest"), Bullets((*lines, *last)))


def _to_do(seen: Seen) -> tuple[Button, ...]:
    one = seen.session
    if one.state in {State.CLOSED, State.LAPSED}:
        return _over(seen)
    if one.state not in {*AHEAD, State.OPEN} or seen.seat is None:
        return ()
    calendar = (calendar_button(one.id),) if one.state in AHEAD else ()
    match seen.seat:
        case Seat.FACILITATOR:
            return (
                button("Preparation board", "calibration.board", seen),
                button("Packets", "calibration.packets", seen),
                *_running(seen),
                *calendar,
            )
        case Seat.MONITOR:
            return (button("Packets", "calibration.packets", seen), *_running(seen), *calendar)
        case Seat.MANAGER:
            anchors = replace(button("Rate the anchor cases", "calibration.anchors.open", seen), opens_form=True)
            return (anchors, button("Packets", "calibration.packets", seen), *_running(seen), *calendar)
        case _:
            assert_never(seen.seat)


def _over(seen: Seen) -> tuple[Button, ...]:
    """A session that nobody closed has come to no figures."""
    leads, is_closed = seen.seat is Seat.FACILITATOR, seen.session.state is State.CLOSED
    label = "Read the report" if leads else "How I rated"
    report = (button(label, "calibration.report", seen),) if is_closed and seen.seat is not Seat.MONITOR else ()
    return (*(report if seen.seat else ()), *((button("Decisions", "calibration.log", seen),) if leads else ()))


def _running(seen: Seen) -> tuple[Button, ...]:
    if seen.session.state is State.OPEN:
        return (button("To the room", "calibration.room", seen),)
    if seen.session.state is State.READY and seen.seat is Seat.FACILITATOR:
        return (replace(button("Begin the session", "calibration.begin", seen), weight=Weight.PRIMARY),)
    return ()


def _planning(seen: Seen) -> tuple[Button, ...]:
    if seen.plans and seen.is_unled:
        return (replace(button("Name who leads it on", "calibration.leader.open", seen), opens_form=True),)
    if seen.plans and seen.session.state in {State.CLOSED, State.LAPSED} and seen.seat is not Seat.FACILITATOR:
        return (replace(button("Read the decisions", "calibration.log.reason.open", seen), opens_form=True),)
    if not seen.plans or seen.session.state not in AHEAD:
        return ()
    change = replace(button("Move it, or change people", "calibration.edit.open", seen), opens_form=True)
    return (change, replace(button("Cancel it", "calibration.cancel.ask", seen), weight=Weight.DANGER))


def button(label: str, action: str, seen: Seen) -> Button:
    return Button(label=label, action=action, subject=seen.session.id, version=seen.session.version)


# --- Examples -----------------------------------------------------------------------------------------------------

SESSION = Session(
    id="s1",
    cycle="c1",
    round="r1",
    day=date(2026, 10, 8),
    at=time(14),
    zone="Europe/Madrid",
    facilitator="fay",
    monitor="gus",
    managers=("ana", "ben"),
)
PEOPLE = {
    "ana": examples.ANA,
    "ben": examples.BEN,
    "chi": examples.CHI,
    "fay": Person(id="fay", name="Fay Moreau"),
    "gus": Person(id="gus", name="Gus Adeyemi"),
}
SEEN = Seen(session=SESSION, cycle="Autumn 2026", round="first round", people=PEOPLE, seat=Seat.MANAGER, cases=6)


def _in(state: State, seat: Seat | None = Seat.FACILITATOR) -> Seen:
    return replace(SEEN, session=replace(SESSION, state=state), seat=seat, plans=True)


EXAMPLES = (
    *(whole(_in(state)) for state in State),
    *(whole(_in(State.OPEN, seat)) for seat in (Seat.MONITOR, Seat.MANAGER)),
    whole(replace(_in(State.OPEN, None), people={})),
    whole(
        replace(
            _in(State.PLANNED, None),
            session=replace(SESSION, monitor=None),
            flaws=tuple(Flaw),
            cautions=tuple(Caution),
            conflicts=tuple(("Ana Ruiz", "Ben Okafor", why) for why in Conflict),
        )
    ),
)
