"""One wave of a pulse: how it stands, and the moments at which it opens, reminds and closes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum

from domain import local_time
from domain.contact import Budget, Calendar, Wishes, next_moment
from domain.errors import StaleError
from domain.local_time import DAY_MS, FIRST_ZONE, LAST_ZONE
from domain.pulses import MOST_ITEMS, Template, questions
from domain.pulses_contract import Contract

NAME_CHARACTERS = 60
MOST_DAYS = 28  # open; a longer one runs into the next
_ANY = Budget(a_day=1_000, a_week=1_000)  # that somebody is asked is no reminder (docs/decisions/0026)


class State(StrEnum):
    """`closed`: its answers were shuffled; `sealed`: its key is gone as well, and it may be released.

    `destroyed`: too few answered, or it was stopped: what there was went unread.
    """

    DRAFT = "draft"
    LAUNCHED = "launched"
    OPEN = "open"
    CLOSED = "closed"
    SEALED = "sealed"
    DESTROYED = "destroyed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """`number` counts the waves of its template from 1; `digest` is that of its contract, "" before the launch."""

    id: str
    title: str
    template: Template
    number: int
    contract: Contract
    digest: str = ""
    state: State = State.DRAFT
    version: int = 1

    @property
    def closes_at(self) -> int:
        """The end of its last day, wherever that comes last (UTC epoch ms)."""
        return local_time.instant(self.contract.closes_on + timedelta(days=1), time(0), LAST_ZONE)

    @property
    def begins_at(self) -> int:
        """When the first people anywhere may be asked (UTC epoch ms)."""
        return local_time.instant(self.contract.opens_on, self.contract.opens_at, FIRST_ZONE)

    @property
    def forget_at(self) -> int:
        """From when on its answers are kept no longer (UTC epoch ms)."""
        return self.closes_at + DAY_MS * self.contract.retention_days


class Flaw(StrEnum):
    """What keeps a draft from being launched."""

    NO_QUESTIONS = "questions"
    TOO_MANY = "too_many"
    PAST = "past"
    BACKWARD = "backward"
    LONG = "long"
    SHARE_BACK = "share_back"
    TOO_FEW = "too_few"
    OVERLAP = "overlap"  # with another pulse: domain.pulses_overlap


def flaws(wave: Wave, *, today: date, people: int) -> tuple[Flaw, ...]:
    contract = wave.contract
    asked = questions(contract.items)
    days = (contract.closes_on - contract.opens_on).days
    found = {
        Flaw.NO_QUESTIONS: not asked,
        Flaw.TOO_MANY: len(asked) > MOST_ITEMS,
        Flaw.PAST: contract.opens_on <= today,
        Flaw.BACKWARD: days < 1,
        Flaw.LONG: days > MOST_DAYS,
        Flaw.SHARE_BACK: contract.share_back_on <= contract.closes_on,
        Flaw.TOO_FEW: people < contract.scores,
    }
    return tuple(flaw for flaw, holds in found.items() if holds)


def moved(wave: Wave, to: State, *, before: tuple[State, ...]) -> Wave:
    """Raises StaleError unless it stands in one of these."""
    if wave.state not in before:
        raise StaleError
    return replace(wave, state=to, version=wave.version + 1)


def takes_answers(wave: Wave, *, now: int) -> bool:
    return wave.state is State.OPEN and now < wave.closes_at


def asked_at(wave: Wave, wishes: Wishes, calendar: Calendar, *, now: int) -> int | None:
    """Return when the person is asked (UTC epoch ms): on its first day, or their next working day, at its hour.

    Their own hours and absences are kept; None when that is not before it closes.
    """
    hour = max(wave.contract.opens_at, wishes.opens)
    theirs = replace(wishes, opens=hour, digest_day=None)
    start = local_time.instant(wave.contract.opens_on, hour, wishes.zone)
    at = next_moment(max(start, now), theirs, calendar, _ANY, ())
    return at if at is not None and at < wave.closes_at else None


def reminder_days(wave: Wave) -> tuple[date, ...]:
    """The days on which everybody who was asked is reminded, none of them the first or after the last."""
    days = (wave.contract.opens_on + timedelta(days=ahead) for ahead in wave.contract.reminders)
    return tuple(day for day in days if wave.contract.opens_on < day <= wave.contract.closes_on)


def reminded_at(wave: Wave, day: date, zone: str) -> int:
    return local_time.instant(day, wave.contract.opens_at, zone)
