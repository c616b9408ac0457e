"""Broadcasts: what HR sends to many at once, to whom, when it reaches each, and how far it has come."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum

from domain import contact, local_time
from domain.broadcasts_request import NO_REQUEST, Request
from domain.contact import Budget, Calendar, Wishes
from domain.local_time import FIRST_ZONE
from domain.people import Person

AWAY_MS = 30 * 86_400_000  # whoever cannot be written to for longer is not reachable: the news would be old
AHEAD_DAYS = 180  # how far ahead a broadcast may be planned
SOON_MS = 15 * 60_000  # what may not go within this waits for somebody's hours, not for its turn
RETRY_MS = 60 * 86_400_000  # its messages are kept for 90 days, and what is tried again may wait for AWAY_MS of them
GAP = re.compile(r"\[\[\s*([^\[\]]{1,80}?)\s*\]\]")  # what a template leaves to its author
NO_BUDGET = Budget(a_day=1, a_week=1)  # no other message is counted against it


class Group(StrEnum):
    """Whom it may be for: storage.broadcasts_audience has one rule for each, and the type checker says so."""

    EVERYONE = "everyone"
    MANAGERS = "managers"
    TEAMS = "teams"


@dataclass(frozen=True, slots=True)
class Team:
    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """`teams` are those meant when the group is teams. Only who takes part when it is sent is in any audience."""

    group: Group = Group.EVERYONE
    teams: tuple[Team, ...] = ()


class Timing(StrEnum):
    """In each person's hours; now, whatever their hours; or from a local date and time on, in each person's hours."""

    HOURS = "hours"
    NOW = "now"
    LOCAL = "local"


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """`day` and `at` are local to each person, and only there when the timing is local."""

    timing: Timing = Timing.HOURS
    day: date | None = None
    at: time = time(9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What HR asks for, complete or not."""

    title: str = ""
    message: str = ""
    audience: Audience = Audience()
    start: Start = Start()
    request: Request = NO_REQUEST

    @property
    def gaps(self) -> tuple[str, ...]:
        """What a template left open and nobody has filled in, each once."""
        return tuple(dict.fromkeys(GAP.findall(f"{self.title}\n{self.message}")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """People, each counted once. `people` are meant; `planned` of them have a message or cannot be reached.

    `waiting` are queued for their hours, `queued` for their turn; `dropped` were taken back by a cancellation.
    `confirmed` have done what it asks.
    """

    people: int = 0
    planned: int = 0
    queued: int = 0
    waiting: int = 0
    under_way: int = 0
    sent: int = 0
    failed: int = 0
    dropped: int = 0
    no_account: int = 0
    away: int = 0
    left: int = 0
    confirmed: int = 0

    def plus(self, chunk: Tally, *, size: int) -> Tally:
        """Return it with one more chunk planned, which was for `size` people when it began."""
        return replace(
            self,
            people=self.people + chunk.planned - size,
            **{name: getattr(self, name) + getattr(chunk, name) for name in ("planned", "no_account", "away")},
        )

    @property
    def unreachable(self) -> int:
        return self.no_account + self.away + self.left

    @property
    def reachable(self) -> int:
        """Of how many it is that so many were sent."""
        return self.people - self.unreachable

    @property
    def unplanned(self) -> int:
        return self.people - self.planned

    @property
    def settled(self) -> int:
        return self.sent + self.failed + self.dropped

    @property
    def open(self) -> int:
        return self.queued + self.waiting + self.under_way

    @property
    def is_moving(self) -> bool:
        """Something may leave now, not only when somebody's hours begin."""
        return bool(self.queued or self.under_way)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Since when, and from how many settled on, messages have left without a pause: what the rate is taken from."""

    since: int = 0
    settled: int = 0


class State(StrEnum):
    DRAFT = "draft"  # previewed, not sent
    WAITING = "waiting"  # for a second person's approval
    DISCARDED = "discarded"  # never sent
    SENDING = "sending"
    CANCELLED = "cancelled"
    SENT = "sent"


UNSENT = (State.DRAFT, State.WAITING, State.DISCARDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    """`version` changes with the words and with each thing decided; `sent_at` is when Send was pressed,
    `settled_at` since when nothing more happens by itself, of a draft when it was changed last (both UTC epoch ms).

    `tally` and `stretch` are as they were last counted.
    """

    id: str
    author: Person
    wish: Wish
    state: State = State.DRAFT
    version: int = 1
    created_at: int
    sent_at: int | None = None
    settled_at: int | None = None
    tally: Tally = Tally()
    stretch: Stretch = Stretch()


# --- What may be wrong with a wish --------------------------------------------------------------------------------


class Problem(StrEnum):
    NO_TITLE = "no_title"
    NO_MESSAGE = "no_message"
    GAP = "gap"
    NO_TEAM = "no_team"
    NO_DAY = "no_day"
    PAST = "past"
    TOO_FAR = "too_far"


def problems(wish: Wish, *, zone: str, now: int) -> dict[str, Problem]:
    """Return what is wrong, by field (title, body, which, day); `zone` is the author's."""
    found = {
        "title": _words_problem(wish.title, Problem.NO_TITLE),
        "body": _words_problem(wish.message, Problem.NO_MESSAGE),
        "which": Problem.NO_TEAM if wish.audience.group is Group.TEAMS and not wish.audience.teams else None,
        "day": _day_problem(wish.start, zone, now) if wish.start.timing is Timing.LOCAL else None,
    }
    return {field: problem for field, problem in found.items() if problem}


def _words_problem(words: str, missing: Problem) -> Problem | None:
    if not words:
        return missing
    return Problem.GAP if GAP.search(words) else None


def _day_problem(start: Start, zone: str, now: int) -> Problem | None:
    if start.day is None:
        return Problem.NO_DAY
    if start.day > local_time.day_of(now, zone) + timedelta(days=AHEAD_DAYS):
        return Problem.TOO_FAR
    return Problem.PAST if local_time.instant(start.day, start.at, zone) <= now else None


# --- When it reaches a person -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Welcome:
    """From when until just before when a person may get it (UTC epoch ms); None: at any time from then on."""

    at: int
    until: int | None = None


def welcome(start: Start, wishes: Wishes, calendar: Calendar, *, now: int) -> Welcome | None:
    """Return when the person may get it, None when they are away for longer than AWAY_MS.

    It is no reminder: it takes nothing from their budget, and what they put off or stopped does not hold it up.
    """
    if start.timing is Timing.NOW:
        return Welcome(now)
    earliest = max(now, local_start(start, wishes.zone)) if start.day else now
    unasked = replace(wishes, snoozed_until=0)
    found = contact.next_moment(earliest, unasked, calendar, NO_BUDGET, ())
    if found is None or found > earliest + AWAY_MS:
        return None
    return Welcome(found, contact.closing(found, wishes))


def begins_at(start: Start, *, now: int) -> int:
    """Return from when somebody may get it (UTC epoch ms): when the first place on Earth has reached the hour."""
    return max(now, local_start(start, FIRST_ZONE)) if start.day else now


def local_start(start: Start, zone: str) -> int:
    """Return when the zone's clocks show the day and the hour (UTC epoch ms)."""
    return local_time.instant(start.day or date.min, start.at, zone)


# --- How far it has come ------------------------------------------------------------------------------------------


def beat(stretch: Stretch, tally: Tally, *, now: int) -> Stretch:
    """Begin anew after a rest; a night in between says nothing of the rate."""
    if not tally.is_moving:
        return Stretch()
    return stretch if stretch.since else Stretch(now, tally.settled)


def remaining_ms(stretch: Stretch, tally: Tally, *, now: int) -> int | None:
    """Return how long what may go now still takes, at the rate so far; None while that cannot be told."""
    left, done, elapsed = tally.queued + tally.under_way, tally.settled - stretch.settled, now - stretch.since
    if not stretch.since or done <= 0 or elapsed <= 0:
        return None
    return round(left * elapsed / done)


def may_be_retried(broadcast: Broadcast, *, now: int) -> bool:
    """Something did not go, and the counts will still be true when it has: its messages are not forgotten before."""
    if broadcast.state is not State.SENT or broadcast.sent_at is None:
        return False
    soon_enough = now < begins_at(broadcast.wish.start, now=broadcast.sent_at) + RETRY_MS
    return soon_enough and bool(broadcast.tally.failed or broadcast.tally.unplanned)
