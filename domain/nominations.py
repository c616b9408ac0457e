"""Nominations: colleagues name each other by secret ballot, others decide by a second one, and a story comes of it.

Nobody decides on themselves: whoever sits on a committee cannot be nominated while they do, or anybody could take
their vote from them by naming them. Where everybody decides, whoever is nominated in a category cannot vote for
themselves, and their own vote in it counts for nobody. Everybody reads that rule; nobody is told to whom it applies.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum
from hashlib import sha256

from domain import local_time, text
from domain.cycles import Checkpoint, Cycle
from domain.cycles import State as CycleState
from domain.errors import StaleError
from domain.local_time import DAY_MS, HOUR_MS

MOST_DAYS = 31  # of nominating, and again of deciding
LEAST_SEATS, MOST_SEATS = 4, 9  # of three, whoever voted for another knows how both others voted
STORIES = 3  # of one winner, told
LEAST_WORDS = 4  # in each part of a reason


class State(StrEnum):
    """`closed`: nominations were shuffled, and their key is to go; `counted`: the same of votes.

    `stopped`: HR ended it, and what there was went unread. `lost`: the same, because the key of a stage was.
    """

    OPEN = "open"
    CLOSED = "closed"
    DECIDING = "deciding"
    COUNTED = "counted"
    DECIDED = "decided"
    STOPPED = "stopped"
    LOST = "lost"


OVER = (State.DECIDED, State.STOPPED, State.LOST)
STOPPABLE = (State.OPEN, State.CLOSED, State.DECIDING)  # once votes are counted, whoever receives something is told


class Decider(StrEnum):
    COMMITTEE = "committee"
    PEERS = "peers"


LEAST_VOTES = {Decider.COMMITTEE: 2, Decider.PEERS: 3}  # for a winner: one voice alone decides nothing


class Stage(StrEnum):
    """Each is a secret ballot of its own, with a key of its own."""

    NOMINATE = "nominate"
    VOTE = "vote"


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """`ask` is the question that guides the reason."""

    id: str
    label: str
    ask: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """The checkpoint of a review cycle with whose last day nominations end, in the IANA zone of whoever chose it.

    `label` says which it is.
    """

    cycle: str
    checkpoint: str
    label: str
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What people read before they nominate. `teams`: whose members may be nominated, all when empty.

    `rest_days`: for so long after receiving a category nobody receives it again. `anchor`: with what it ends,
    None where it ends on a day of its own.
    """

    categories: tuple[Category, ...]
    decider: Decider
    teams: tuple[str, ...] = ()
    rest_days: int
    anchor: Anchor | None = None

    def category(self, id: str) -> Category | None:
        return next((one for one in self.categories if one.id == id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Nominations come in until `closes_at`, votes until `decides_at` (UTC epoch ms)."""

    id: str
    title: str
    terms: Terms
    closes_at: int
    decides_at: int
    state: State = State.OPEN
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    situation: str
    behavior: str
    impact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Nomination:
    """Of whom, in which category and why. By whom stands nowhere."""

    category: str
    nominee: str
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Winner:
    category: str
    person: str
    stories: tuple[Reason, ...]


def own_category(label: str, ask: str) -> Category:
    """Return the category that HR named so: the same name is the same one a year later, and another name another."""
    folded = " ".join(label.casefold().split())
    return Category(id=f"own-{sha256(folded.encode()).hexdigest()[:16]}", label=label, ask=ask)


def seen(window: Window, *, now: int) -> Window:
    """Return it as it stands for people: from its close on, also while what is to happen then waits for a key."""
    if window.state is State.OPEN and now >= window.closes_at:
        return replace(window, state=State.CLOSED)
    is_late = window.state is State.DECIDING and now >= window.decides_at
    return replace(window, state=State.COUNTED) if is_late else window


def moved(window: Window, state: State, *, before: Collection[State]) -> Window:
    """Raises StaleError when it is in none of the states `before`."""
    if window.state not in before:
        raise StaleError
    return replace(window, state=state, version=window.version + 1)


def takes(window: Window, stage: Stage, *, now: int) -> bool:
    """Whether ballots of this stage are taken at the moment."""
    if stage is Stage.NOMINATE:
        return window.state is State.OPEN and now < window.closes_at
    return window.state is State.DECIDING and now < window.decides_at


def undelayed(window: Window, *, now: int) -> Window:
    """Return it with all the time to vote that was announced, also where votes begin an hour late or more."""
    late = now - window.closes_at
    return replace(window, decides_at=window.decides_at + late) if late >= HOUR_MS else window


# --- With a review cycle ------------------------------------------------------------------------------------------


def end_of(day: date, zone: str) -> int:
    """Return the moment at which the day is over there (UTC epoch ms)."""
    return local_time.instant(day + timedelta(days=1), time(0), zone)


def followed(window: Window, cycle: Cycle, *, now: int) -> Window:
    """Return it ending with its checkpoint as that stands by now, with as many days to vote as were announced.

    Once nominations are in, nothing moves any more.
    """
    anchor = window.terms.anchor
    checkpoint = cycle.checkpoint(anchor.checkpoint) if anchor and anchor.cycle == cycle.id else None
    if anchor is None or checkpoint is None or not takes(window, Stage.NOMINATE, now=now):
        return window
    closes_at = end_of(checkpoint.due_on, anchor.zone)
    if closes_at <= now or closes_at == window.closes_at:
        return window
    closed, decided = (local_time.day_of(at, anchor.zone) for at in (window.closes_at, window.decides_at))
    decides_at = end_of(checkpoint.due_on + (decided - closed), anchor.zone)
    return replace(window, closes_at=closes_at, decides_at=decides_at, version=window.version + 1)


def endings(cycles: Iterable[Cycle], *, today: date) -> tuple[tuple[Cycle, Checkpoint], ...]:
    """Return with what nominations may end: checkpoints of cycles that run, the soonest first."""
    found = [(cycle, one) for cycle in cycles if cycle.state is CycleState.OPEN for one in cycle.checkpoints]
    soon = [(cycle, one) for cycle, one in found if 0 < (one.due_on - today).days <= MOST_DAYS]
    return tuple(sorted(soon, key=lambda pair: (pair[1].due_on, pair[0].name, pair[1].title)))


# --- Setting one up -----------------------------------------------------------------------------------------------


class Flaw(StrEnum):
    CLOSES = "closes"
    DECIDES = "decides"
    CATEGORIES = "categories"
    SEATS = "seats"


def flaws(terms: Terms, seats: Sequence[str], closes: date, decides: date, *, today: date) -> tuple[Flaw, ...]:
    """Return what keeps a window from being opened."""
    wants_seats = terms.decider is Decider.COMMITTEE
    found = {
        Flaw.CLOSES: not 0 < (closes - today).days <= MOST_DAYS,
        Flaw.DECIDES: not 0 < (decides - closes).days <= MOST_DAYS,
        Flaw.CATEGORIES: not terms.categories,
        Flaw.SEATS: wants_seats and not LEAST_SEATS <= len(set(seats)) <= MOST_SEATS,
    }
    return tuple(flaw for flaw, holds in found.items() if holds)


# --- Nominating ---------------------------------------------------------------------------------------------------


class Problem(StrEnum):
    YOURSELF = "yourself"
    NOT_ELIGIBLE = "not eligible"
    RESTS = "received it lately"
    TOO_LITTLE = "too little said"


def problems(one: Nomination, by: str, *, eligible: Collection[str], resting: Collection[str]) -> dict[str, Problem]:
    """Return what is wrong by field; `resting` are those of whom everybody knows that they received it lately."""
    found = {name: Problem.TOO_LITTLE for name, said in _parts(one.reason) if text.words(said) < LEAST_WORDS}
    who = _nominee_problem(one.nominee, by, eligible, resting)
    return found | ({"nominee": who} if who else {})


def _nominee_problem(who: str, by: str, eligible: Collection[str], resting: Collection[str]) -> Problem | None:
    if who == by:
        return Problem.YOURSELF
    if who not in eligible:
        return Problem.NOT_ELIGIBLE
    return Problem.RESTS if who in resting else None


def _parts(reason: Reason) -> Iterable[tuple[str, str]]:
    return (("situation", reason.situation), ("behavior", reason.behavior), ("impact", reason.impact))


# --- Deciding -----------------------------------------------------------------------------------------------------


def nominees(nominations: Iterable[Nomination], category: str, *, reader: str = "") -> tuple[str, ...]:
    """Return who is nominated in a category, each once; the reader's own nomination is not there for them."""
    those = dict.fromkeys(one.nominee for one in nominations if one.category == category)
    return tuple(who for who in those if who != reader)


def counts(nominations: Iterable[Nomination], category: str, voter: str) -> bool:
    """Whether the voter has no stake in the category."""
    return voter not in nominees(nominations, category)


def winners(window: Window, nominations: Sequence[Nomination], votes: Iterable[tuple[str, str]]) -> tuple[Winner, ...]:
    """Return who receives what. `votes` are (category, nominee); of a tie each receives it."""
    cast, found = list(votes), []
    for category in window.terms.categories:
        standing = nominees(nominations, category.id)
        tally = Counter(who for of, who in cast if of == category.id and who in standing)
        most = max(tally.values(), default=0)
        if most >= LEAST_VOTES[window.terms.decider]:
            found += [_winner(category.id, who, nominations) for who in standing if tally[who] == most]
    return tuple(found)


def rested_at(window: Window) -> int:
    """Return since when nobody may have received a category to receive it again (UTC epoch ms)."""
    return window.closes_at - window.terms.rest_days * DAY_MS


def _winner(category: str, who: str, nominations: Sequence[Nomination]) -> Winner:
    """Nominations stand in an order of chance, so the first ones are any."""
    told = [one.reason for one in nominations if one.category == category and one.nominee == who]
    return Winner(category=category, person=who, stories=tuple(told[:STORIES]))
