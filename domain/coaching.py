"""Coaching: a thought for whoever leads people, at the moment it is of use. Seldom, and less often if they say so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.local_time import DAY_MS

A_WEEK = 2  # thoughts to one person; all that one kind has to say on one day is one thought (content pack)
WEEK_MS = 7 * DAY_MS
RESTS = 3  # times its cool-down that a kind rests for whoever found it not helpful


class Answer(StrEnum):
    HELPED = "helped"
    LESS = "less"


@dataclass(frozen=True, slots=True, kw_only=True)
class Nudge:
    """`id` is the content pack's, `kind` that of the notices. `rests`: its cool-down is the person's, whoever it is
    about; else it is that of each person it is about, and kept by what finds them.
    """

    id: str
    kind: str
    cooldown_days: int
    rests: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a person was told before, by kind: the days of the last week (any number a day), and when at the latest."""

    days: Mapping[str, Collection[int]]
    last: Mapping[str, int]  # UTC epoch ms

    @property
    def thoughts(self) -> int:
        return sum(len(set(days)) for days in self.days.values())


NOTHING = Told(days={}, last={})


def due(wanted: Sequence[Nudge], told: Told, answers: Mapping[str, Answer], *, now: int) -> frozenset[str]:
    """Return the kinds that a person is told of today, of those there is something to say; the first go first.

    A kind that spoke today already may say more: it is the same thought.
    """
    today = now // DAY_MS
    again = [one.kind for one in wanted if today in told.days.get(one.kind, ())]
    rested = [one.kind for one in wanted if one.kind not in again and _is_rested(one, told, answers, now)]
    return frozenset([*again, *_first(rested, A_WEEK - told.thoughts)])


def _is_rested(nudge: Nudge, told: Told, answers: Mapping[str, Answer], now: int) -> bool:
    last, is_less = told.last.get(nudge.kind), answers.get(nudge.kind) is Answer.LESS
    rest = nudge.cooldown_days * (RESTS if is_less else 1) if nudge.rests or is_less else 0
    return last is None or now - last >= rest * DAY_MS


def _first(kinds: Iterable[str], room: int) -> list[str]:
    return list(dict.fromkeys(kinds))[: max(room, 0)]
