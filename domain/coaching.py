"""Coaching: a thought for whoever leads people, at the moment it is of use. Seldom, and less often if they say so."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from domain.local_time import DAY_MS

A_WEEK = 2  # thoughts to one person; all that one kind has to say on one day is one thought (content pack)
WEEK_MS = 7 * DAY_MS
WAITING = 1  # of these, what can wait: the other is for what is of use on its day alone
RESTS = 3  # times its cool-down that a kind rests for whoever found it not helpful


class Answer(StrEnum):
    HELPED = "helped"
    LESS = "less"


@dataclass(frozen=True, slots=True, kw_only=True)
class Nudge:
    """`id` is the content pack's, `kind` that of the notices. `rests`: after it was said, the kind is silent for its
    cool-down. Else that is kept for each person it is about, by what finds them. `waits`: it is as true next week.
    """

    id: str
    kind: str
    rests: bool = False
    waits: bool = False


TALK = Nudge(id="n12", kind="coaching.talk", rests=True)
RESULTS = Nudge(id="n08", kind="coaching.results", rests=True)
CONCERN = Nudge(id="n05", kind="coaching.concern", rests=True)
RECENT = Nudge(id="n02", kind="evidence.recent")
UNNOTED = Nudge(id="n01", kind="evidence.unnoted", waits=True)
OWN_ERROR = Nudge(id="n11", kind="coaching.own_error", rests=True, waits=True)
UNSEEN = Nudge(id="n07", kind="kudos.unseen", waits=True)
# In the order in which they go first. It is that of the schedules too, which ask one after another in the night.
NUDGES = (TALK, RESULTS, CONCERN, OWN_ERROR, RECENT, UNNOTED, UNSEEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a person was told before, by kind: the days of the last week (any number a day), and when at the latest."""

    days: Mapping[str, Collection[int]]
    last: Mapping[str, int]  # UTC epoch ms

    def thoughts(self, kinds: Collection[str]) -> int:
        return sum(len(set(days)) for kind, days in self.days.items() if kind in kinds)


NOTHING = Told(days={}, last={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What there is to know of somebody who is coached: what they were told, and what they said of it, by kind."""

    told: Told = NOTHING
    answers: Mapping[str, Answer] = field(default_factory=dict)


def due(wanted: Sequence[Nudge], person: Person, cooldowns: Mapping[str, int], *, now: int) -> frozenset[str]:
    """Return the kinds that a person is told of today, of those there is something to say of; the first go first.

    `cooldowns` are days, by the nudge's id.

    A kind that spoke today already may say more: it is the same thought.
    """
    told, today = person.told, now // DAY_MS
    may = [one for one in wanted if today in told.days.get(one.kind, ())]
    rested = [one for one in wanted if one not in may and _is_rested(one, person, cooldowns[one.id], now)]
    room = A_WEEK - told.thoughts(_KINDS)
    room_to_wait = min(room, WAITING - told.thoughts(_WAITING))
    for one in rested:
        if (room_to_wait if one.waits else room) > 0:
            may.append(one)
            room -= 1
            room_to_wait = min(room, room_to_wait - one.waits)
    return frozenset(one.kind for one in may)


_KINDS = frozenset(one.kind for one in NUDGES)
_WAITING = frozenset(one.kind for one in NUDGES if one.waits)


def _is_rested(nudge: Nudge, person: Person, cooldown_days: int, now: int) -> bool:
    last, is_less = person.told.last.get(nudge.kind), person.answers.get(nudge.kind) is Answer.LESS
    rest = cooldown_days * (RESTS if is_less else 1) if nudge.rests or is_less else 0
    return last is None or now - last >= rest * DAY_MS
