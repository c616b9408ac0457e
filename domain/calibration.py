"""Calibration sessions: who sits in one, when it is, and what may be done to it as it goes on."""

from __future__ import annotations

from collections.abc import Iterable
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


def cautions(session: Session, cases: Iterable[Case], calendar: Calendar, *, now: int) -> tuple[Caution, ...]:
    found = {
        Caution.FEW: len(session.managers) < LEAST_MANAGERS,
        Caution.MANY: len(session.managers) > MOST_MANAGERS,
        Caution.NO_MONITOR: session.monitor is None,
        Caution.DAY_OFF: not calendar.is_working(session.day),
        Caution.SHORT_NOTICE: freezes_at(session, calendar) <= now,
        Caution.ONE_TEAM: len({one.manager for one in cases}) == 1,
    }
    return tuple(caution for caution, holds in found.items() if holds)


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
    """Return it as it is planned anew: calendars hear of it. Raises StaleError once it has begun, or was changed."""
    if before.state not in AHEAD or before.version != after.version:
        raise StaleError
    if after == before:
        return before
    return replace(after, sequence=before.sequence + 1, version=before.version + 1)


def cancel(session: Session) -> Session:
    """Raises StaleError once it has begun."""
    _require(session, *AHEAD)
    return replace(session, state=State.CANCELLED, sequence=session.sequence + 1, version=session.version + 1)


def freeze(session: Session) -> Session:
    _require(session, State.PLANNED)
    return replace(session, state=State.READY, version=session.version + 1)


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


def close(session: Session) -> Session:
    _require(session, State.OPEN)
    return replace(session, state=State.CLOSED, version=session.version + 1)


def _require(session: Session, *states: State) -> None:
    if session.state not in states:
        raise StaleError


def proposed_day(today: date, calendar: Calendar) -> date:
    """Return a day on which everything before a session fits: packets, anchor cases, reading."""
    return working_days.shifted(today + timedelta(days=7), FREEZE_DAYS, calendar)
