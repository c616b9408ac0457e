"""Calibration sessions: who sits in one, when it is, and what may be done to it as it goes on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum

from domain import local_time, working_days
from domain.contact import Calendar
from domain.errors import StaleError

LEAST_MANAGERS, MOST_MANAGERS = 5, 10  # below, one voice is too many of them; above, nobody gets to speak
FEWEST_MANAGERS = 2  # with one there is nothing to compare
MINUTES, LEAST_MINUTES, MOST_MINUTES = 90, 30, 240
FREEZE_DAYS = 3  # working days before the session at which its packets are frozen
EARLY_MINUTES = 60
_MINUTE_MS = 60_000


class Seat(StrEnum):
    """What somebody is there for: the facilitator and the bias monitor rate nobody in the room."""

    FACILITATOR = "facilitator"
    MONITOR = "monitor"
    MANAGER = "manager"


class State(StrEnum):
    PLANNED = "planned"
    READY = "ready"  # its packets are frozen
    OPEN = "open"  # people sit in it
    CLOSED = "closed"
    LAPSED = "lapsed"  # nobody closed it in time: nothing it decided is carried out
    CANCELLED = "cancelled"


AHEAD = frozenset({State.PLANNED, State.READY})
LIVE = AHEAD | {State.OPEN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """`day` and `at` are of the clocks in `zone`. `round` is the rating checkpoint whose ratings are compared.

    `sequence` counts what calendars are told anew. `managers` are ids, in the order in which they were named.
    """

    id: str
    cycle: str
    round: str
    day: date
    at: time
    zone: str
    facilitator: str
    monitor: str | None
    managers: tuple[str, ...]
    minutes: int = MINUTES
    state: State = State.PLANNED
    sequence: int = 0
    version: int = 1

    @property
    def starts_at(self) -> int:
        """UTC epoch ms; of an hour that the clocks repeat, the first."""
        return local_time.instant(self.day, self.at, self.zone)

    @property
    def ends_at(self) -> int:
        return self.starts_at + self.minutes * _MINUTE_MS

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody who has a seat, the facilitator first."""
        others = (self.facilitator, *((self.monitor,) if self.monitor else ()))
        return (*others, *self.managers)

    def seat(self, person: str) -> Seat | None:
        if person == self.facilitator:
            return Seat.FACILITATOR
        if person == self.monitor:
            return Seat.MONITOR
        return Seat.MANAGER if person in self.managers else None


# --- What is wrong with a plan, and what is good to know ----------------------------------------------------------


class Flaw(StrEnum):
    """What keeps a session from being planned like this."""

    PASSED = "it would begin in the past"
    ONE_MANAGER = "fewer than two managers have nothing to compare"
    TWO_SEATS = "somebody has two seats"
    FACILITATOR_RATES = "the facilitator is rated here, or leads somebody who is"
    MONITOR_RATES = "the bias monitor is rated here, or leads somebody who is"
    NO_CASES = "nobody whom these managers lead takes part in the cycle"


class Caution(StrEnum):
    """What does not keep it from being planned."""

    FEW = "fewer managers than a session needs"
    MANY = "more managers than a session bears"
    NO_MONITOR = "nobody watches for bias"
    DAY_OFF = "it is on a day off"
    SHORT_NOTICE = "its packets freeze at once"
    ONE_TEAM = "all cases are of one manager: there is nothing in common"
    OVERLAP = "somebody sits in another session at the same time"


def flaws(session: Session, cases: Iterable[Case], *, now: int) -> tuple[Flaw, ...]:
    those = tuple(cases)
    barred = {one.subject for one in those} | {boss for one in those for boss in one.line}
    found = {
        Flaw.PASSED: session.starts_at <= now,
        Flaw.ONE_MANAGER: len(session.managers) < FEWEST_MANAGERS,
        Flaw.TWO_SEATS: len(set(session.people)) < len(session.people),
        Flaw.FACILITATOR_RATES: session.facilitator in barred,
        Flaw.MONITOR_RATES: session.monitor in barred,
        Flaw.NO_CASES: not those,
    }
    return tuple(flaw for flaw, holds in found.items() if holds)


def cautions(
    session: Session, cases: Iterable[Case], calendar: Calendar, others: Iterable[Session], *, now: int
) -> tuple[Caution, ...]:
    """`others` are the sessions that have not begun; itself may be among them."""
    found = {
        Caution.FEW: len(session.managers) < LEAST_MANAGERS,
        Caution.MANY: len(session.managers) > MOST_MANAGERS,
        Caution.NO_MONITOR: session.monitor is None,
        Caution.DAY_OFF: not calendar.is_working(session.day),
        Caution.SHORT_NOTICE: freezes_at(session, calendar) <= now,
        Caution.ONE_TEAM: len({one.manager for one in cases}) == 1,
        Caution.OVERLAP: any(_overlap(session, one) for one in others if one.id != session.id),
    }
    return tuple(caution for caution, holds in found.items() if holds)


def _overlap(one: Session, other: Session) -> bool:
    """Somebody has a seat in both, and the two are at the same time."""
    is_at_once = one.starts_at < other.ends_at and other.starts_at < one.ends_at
    return is_at_once and not set(one.people).isdisjoint(other.people)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Somebody who is talked about: `manager` sits in the session and rates them; `line` is everybody above them."""

    subject: str
    manager: str
    line: tuple[str, ...] = ()


# --- What becomes of it -------------------------------------------------------------------------------------------


def freezes_at(session: Session, calendar: Calendar) -> int:
    """Return when the packets are frozen (UTC epoch ms): the hour of the session, three working days before."""
    day = working_days.shifted(session.day, -FREEZE_DAYS, calendar)
    return local_time.instant(day, session.at, session.zone)


def change(before: Session, after: Session) -> Session:
    """Return it as it is planned anew: calendars hear of it. Raises StaleError once it has begun, or was changed.

    Frozen packets are of that day and these managers: with others, they are frozen anew when it is time.
    """
    if before.state not in AHEAD or before.version != after.version:
        raise StaleError
    if set(after.managers) == set(before.managers):
        after = replace(after, managers=before.managers)  # a form may name the same ones in another order
    if after == before:
        return before
    is_other = (before.starts_at, before.managers) != (after.starts_at, after.managers)
    state = State.PLANNED if is_other else before.state
    return replace(after, state=state, sequence=before.sequence + 1, version=before.version + 1)


def concerned(before: Session, after: Session) -> tuple[str, ...]:
    """Return who of those with a seat is told of the change: of another time everybody, of another seat its holder."""
    is_moved = (before.starts_at, before.ends_at) != (after.starts_at, after.ends_at)
    return tuple(one for one in after.people if is_moved or before.seat(one) is not after.seat(one))


def cancel(session: Session) -> Session:
    """Raises StaleError once it has begun."""
    _require(session, *AHEAD)
    return replace(session, state=State.CANCELLED, sequence=session.sequence + 1, version=session.version + 1)


def freeze(session: Session) -> Session:
    _require(session, State.PLANNED)
    return replace(session, state=State.READY, version=session.version + 1)


def is_early(session: Session, *, now: int) -> bool:
    """More than an hour before it is planned to begin: nobody is in the room yet."""
    return now < session.starts_at - EARLY_MINUTES * _MINUTE_MS


def begin(session: Session) -> Session:
    """Raises StaleError unless its packets are frozen."""
    _require(session, State.READY)
    return replace(session, state=State.OPEN, version=session.version + 1)


def take_over(session: Session) -> Session:
    """Whoever watches leads from now on, and the other way round. Raises StaleError unless it is open and watched."""
    _require(session, State.OPEN)
    if session.monitor is None:
        raise StaleError
    return replace(session, facilitator=session.monitor, monitor=session.facilitator, version=session.version + 1)


def is_unled(session: Session, there: Collection[str]) -> bool:
    """Nobody of those who are still `there` leads the open room, or watches it and could take it over."""
    return session.state is State.OPEN and session.facilitator not in there and session.monitor not in there


def hand_over(session: Session, person: str) -> Session:
    """Let somebody lead it whose facilitator is gone. Raises StaleError unless it is open."""
    _require(session, State.OPEN)
    return replace(session, facilitator=person, version=session.version + 1)


def close(session: Session) -> Session:
    _require(session, State.OPEN)
    return replace(session, state=State.CLOSED, version=session.version + 1)


def lapse(session: Session) -> Session:
    """Nobody closed it, or began it, in time."""
    _require(session, *LIVE)
    return replace(session, state=State.LAPSED, version=session.version + 1)


def _require(session: Session, *states: State) -> None:
    if session.state not in states:
        raise StaleError


def proposed_day(today: date, calendar: Calendar) -> date:
    """Return a day on which everything before a session fits: packets, anchor cases, reading."""
    return working_days.shifted(today + timedelta(days=7), FREEZE_DAYS, calendar)
