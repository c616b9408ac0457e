"""Recognition: what a kudos is, when it may be given, and what each person may do with it afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from domain import policy, text
from domain.errors import NotFoundError
from domain.local_time import DAY_MS
from domain.people import Actor, Person
from domain.policy import Standing


class Audience(StrEnum):
    PUBLIC = "public"
    PRIVATE = "private"


class Reader(StrEnum):
    """Who can read a kudos; the visibility line is worded from this, and may_see decides by it."""

    GIVER = "giver"
    RECEIVERS = "receivers"
    EVERYONE = "everyone"


def readers(audience: Audience) -> frozenset[Reader]:
    """A private kudos is for two sides only, until every receiver agrees to share it."""
    both = frozenset({Reader.GIVER, Reader.RECEIVERS})
    return both | {Reader.EVERYONE} if audience is Audience.PUBLIC else both


class State(StrEnum):
    GIVEN = "given"
    UNDONE = "undone"  # taken back before anyone saw it
    WITHDRAWN = "withdrawn"  # taken back later: what was posted says so


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """`ask` is the question that guides the note; `needs_correction`: it counts only with what was done about it."""

    id: str
    label: str
    purpose: str
    ask: str
    needs_correction: bool = False

    @property
    def tag(self) -> str:
        """What people type after #."""
        return self.id.replace("_", "-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How much may be given and how much it must say (the content pack's `recognition.rules`)."""

    monthly_allowance: int
    max_to_same_person: int
    same_person_days: int = 30
    min_words: int
    undo_ms: int = 30_000
    edit_ms: int = DAY_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a giver asks for, complete or not."""

    receivers: tuple[Person, ...] = ()
    badge: Badge | None = None
    note: str = ""
    correction: str = ""
    audience: Audience = Audience.PUBLIC


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """`shared`: may be shown wider than given; `evidence`: may be cited in a review; `named`: shown on the post."""

    person: Person
    shared: bool = False
    evidence: bool = False
    named: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Kudos:
    id: str
    giver: Person
    receivers: tuple[Receiver, ...]
    badge: Badge
    note: str
    correction: str = ""
    audience: Audience
    state: State = State.GIVEN
    edited: bool = False
    version: int = 1
    given_at: int
    endorsements: int = 0

    def receiver(self, person: str) -> Receiver | None:
        return next((receiver for receiver in self.receivers if receiver.person.id == person), None)

    @property
    def is_shown_publicly(self) -> bool:
        return Reader.EVERYONE in readers(self.audience) or all(receiver.shared for receiver in self.receivers)


@dataclass(frozen=True, slots=True)
class Given:
    """One earlier gift of the giver's that still stands."""

    receiver: str
    at: int


# --- What may be wrong with a wish --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NoReceiver:
    pass


@dataclass(frozen=True, slots=True)
class ToYourself:
    pass


@dataclass(frozen=True, slots=True)
class CannotReceive:
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotOpenTo:
    """They are not part of the pilot (docs/decisions/0017)."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoBadge:
    pass


@dataclass(frozen=True, slots=True)
class TooLittleSaid:
    words: int
    least: int


@dataclass(frozen=True, slots=True)
class NoCorrection:
    pass


@dataclass(frozen=True, slots=True)
class AllowanceSpent:
    left: int
    wanted: int
    monthly: int


@dataclass(frozen=True, slots=True)
class TooOftenToSame:
    names: tuple[str, ...]
    most: int
    days: int


Problem = (
    NoReceiver
    | ToYourself
    | CannotReceive
    | NotOpenTo
    | NoBadge
    | TooLittleSaid
    | NoCorrection
    | AllowanceSpent
    | TooOftenToSame
)


def problems(wish: Wish, giver: Person, rules: Rules, history: Sequence[Given], now: int) -> dict[str, Problem]:
    """Return the first problem of each field (receivers, badge, note, correction); empty when it may be given."""
    found = {
        "receivers": _receivers_problem(wish, giver) or limits_problem(wish, giver, rules, history, now),
        **said_problems(wish, rules),
    }
    return {field: problem for field, problem in found.items() if problem}


def said_problems(wish: Wish, rules: Rules) -> dict[str, Problem]:
    """Return what is wrong with the badge and the words alone: all that an edit can change."""
    count = text.words(wish.note)
    needs_correction = wish.badge is not None and wish.badge.needs_correction and not wish.correction
    found: dict[str, Problem | None] = {
        "badge": None if wish.badge else NoBadge(),
        "note": TooLittleSaid(count, rules.min_words) if count < rules.min_words else None,
        "correction": NoCorrection() if needs_correction else None,
    }
    return {field: problem for field, problem in found.items() if problem}


def _receivers_problem(wish: Wish, giver: Person) -> Problem | None:
    if not wish.receivers:
        return NoReceiver()
    if any(receiver.id == giver.id for receiver in wish.receivers):
        return ToYourself()
    outside = tuple(receiver.name for receiver in wish.receivers if not policy.takes_part(receiver))
    return CannotReceive(outside) if outside else None


def limits_problem(wish: Wish, giver: Person, rules: Rules, history: Sequence[Given], now: int) -> Problem | None:
    left = allowance_left(giver, rules, history, now)
    if len(wish.receivers) > left:
        return AllowanceSpent(left, len(wish.receivers), rules.monthly_allowance)
    since = now - rules.same_person_days * DAY_MS
    recent = [given.receiver for given in history if given.at > since]
    often = tuple(person.name for person in wish.receivers if recent.count(person.id) >= rules.max_to_same_person)
    return TooOftenToSame(often, rules.max_to_same_person, rules.same_person_days) if often else None


def allowance_left(giver: Person, rules: Rules, history: Iterable[Given], now: int) -> int:
    """Each receiver of a kudos takes one. The month is the giver's own, in their time zone."""
    start = month_start(now, giver.zone)
    return max(0, rules.monthly_allowance - sum(1 for given in history if given.at >= start))


@lru_cache(maxsize=64)
def month_start(now: int, zone: str) -> int:
    """Asked three times in the course of one kudos."""
    local = datetime.fromtimestamp(now / 1000, ZoneInfo(zone))
    first = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return int(first.astimezone(UTC).timestamp() * 1000)


def history_start(now: int, giver: Person, rules: Rules) -> int:
    """From when the giver's history is needed to judge a wish."""
    return min(month_start(now, giver.zone), now - rules.same_person_days * DAY_MS)


# --- Who may do what with a kudos ---------------------------------------------------------------------------------


def may_see(kudos: Kudos, actor: Actor) -> bool:
    """As the policy says; what was undone exists for its giver alone, what was withdrawn for those concerned.

    Nobody reads a private one by their place in the organization: those concerned were told so when it was written.
    """
    me = actor.person.id
    is_member = policy.takes_part(actor.person)
    mine = Standing(member=is_member, author=kudos.giver.id == me, subject=kudos.receiver(me) is not None)
    is_shown = kudos.is_shown_publicly and kudos.state is State.GIVEN
    kind = policy.Kind.PUBLIC_KUDOS if is_shown else policy.Kind.PRIVATE_KUDOS
    exists = kudos.state is not State.UNDONE or mine.author
    return exists and policy.allows(mine, policy.Action.READ, kind)


def require_giver(kudos: Kudos | None, person: str) -> Kudos:
    """Raises NotFoundError unless the person gave it."""
    if kudos is None or kudos.giver.id != person:
        raise NotFoundError
    return kudos


def require_receiver(kudos: Kudos | None, person: str) -> Receiver:
    """Raises NotFoundError unless it was given to the person and still stands."""
    receiver = kudos.receiver(person) if kudos and kudos.state is State.GIVEN else None
    if receiver is None:
        raise NotFoundError
    return receiver


def may_endorse(kudos: Kudos, actor: Actor) -> bool:
    """Those who saw it too: not the giver, not a receiver."""
    me = actor.person.id
    return may_see(kudos, actor) and kudos.giver.id != me and kudos.receiver(me) is None


def may_edit(kudos: Kudos, now: int, rules: Rules) -> bool:
    return kudos.state is State.GIVEN and now - kudos.given_at <= rules.edit_ms


def is_in_undo_window(kudos: Kudos, now: int, rules: Rules) -> bool:
    return kudos.state is State.GIVEN and now - kudos.given_at <= rules.undo_ms
