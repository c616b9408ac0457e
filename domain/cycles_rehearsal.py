"""A cycle against a simulated clock: every message it would send, to whom and when, if nobody answered.

It is planned by the functions that plan a real cycle, and waits in the same tray: hours, days off and budget hold.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby

from domain import contact, cycles_calls, cycles_plan, local_time
from domain.contact import Budget, Calendar, Wishes
from domain.cycles import Audience, Checkpoint, Cycle, State, closes_on
from domain.cycles_calls import FOR_HR, Member
from domain.cycles_plan import TOLD_TO_OTHERS, Planned, Step

LEAST_WAIT = 1  # ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Who takes part, who runs HR, and how each wants to be written to (whoever is missing there cannot be).

    `files` are those that are rated a second time, by checkpoint: their `manager` is the second rater.
    """

    members: tuple[Member, ...]
    hr: tuple[str, ...]
    wishes: Mapping[str, Wishes]
    files: Mapping[str, tuple[Member, ...]] = field(default_factory=dict)

    def asked(self, checkpoint: Checkpoint) -> tuple[Member, ...]:
        """Return whom a checkpoint is about."""
        if checkpoint.audience is Audience.SECOND_RATERS:
            return self.files.get(checkpoint.id, ())
        return tuple(Member(id=one) for one in self.hr) if checkpoint.audience in FOR_HR else self.members


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing told. It is left for the person at `at`, to be told by `deadline` (UTC epoch ms)."""

    at: int
    deadline: int
    checkpoint: str
    planned: Planned
    closes_on: date

    @property
    def is_late(self) -> bool:
        return self.planned.step in TOLD_TO_OTHERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What one person gets at one moment (UTC epoch ms), and of how many people each item tells them."""

    to: str
    at: int
    items: tuple[Item, ...]
    about: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the calendar: so many people get these things on that day of theirs, `first` the earliest of them."""

    on: date
    steps: tuple[tuple[str, Step], ...]
    people: int
    first: Message


def rehearse(cycle: Cycle, cast: Cast, calendar: Calendar, *, most: int) -> tuple[Message, ...]:
    """Return the messages, by time. `most` is how many things one message holds."""
    told: dict[str, list[tuple[Item, tuple[str, ...]]]] = defaultdict(list)
    for to, one, about in _items(replace(cycle, state=State.OPEN), cast, calendar):
        told[to].append((one, about))
    known: dict[tuple[Wishes, tuple[Item, ...]], tuple[tuple[int, tuple[Item, ...]], ...]] = {}
    found: list[Message] = []
    for to, those in told.items():
        items = tuple(sorted((item for item, _ in those), key=lambda item: item.at))
        key = (cast.wishes[to], items)
        if key not in known:  # whoever is told the same and wants it alike gets it alike
            known[key] = tuple(delivered(items, cast.wishes[to], calendar, most=most))
        of_whom: dict[Item, tuple[str, ...]] = dict(those)
        for at, sent in known[key]:
            found.append(Message(to=to, at=at, items=sent, about=tuple(of_whom[item] for item in sent)))
    return tuple(sorted(found, key=lambda one: (one.at, one.to)))


def delivered(
    items: Sequence[Item], wishes: Wishes, calendar: Calendar, *, most: int
) -> Iterator[tuple[int, tuple[Item, ...]]]:
    """Yield when the tray sends what, as schedules.notices does. What is left at a moment is too late for that one."""
    waiting: list[Item] = []
    sent: list[int] = []
    moments = [(at, list(those)) for at, those in groupby(items, key=lambda item: item.at)]
    for number, (left_at, those) in enumerate(moments):
        waiting += those
        until = moments[number + 1][0] if number + 1 < len(moments) else None
        now = left_at
        while waiting:
            deadlines = [one.deadline for one in waiting]
            at = contact.next_moment_by(now, wishes, calendar, Budget(), sent, deadlines)
            if at is None or (until is not None and at > until):
                break
            ready = _worth_telling(waiting, at)
            waiting, now = ready[most:], at + LEAST_WAIT
            if ready:
                sent.append(at)
                yield at, tuple(ready[:most])


def entries(messages: Sequence[Message], wishes: Mapping[str, Wishes]) -> tuple[Entry, ...]:
    """Return the calendar: what is the same on one day is one line."""
    counts: Counter[tuple[date, tuple[tuple[str, Step], ...]]] = Counter()
    firsts: dict[tuple[date, tuple[tuple[str, Step], ...]], Message] = {}
    for one in messages:
        steps = tuple((item.checkpoint, item.planned.step) for item in one.items)
        key = (local_time.day_of(one.at, wishes[one.to].zone), steps)
        counts[key] += 1
        firsts.setdefault(key, one)
    order = sorted(counts, key=lambda key: (key[0], [(id, list(Step).index(step)) for id, step in key[1]]))
    return tuple(Entry(on=key[0], steps=key[1], people=counts[key], first=firsts[key]) for key in order)


def _items(cycle: Cycle, cast: Cast, calendar: Calendar) -> Iterator[tuple[str, Item, tuple[str, ...]]]:
    for checkpoint in cycle.checkpoints:
        asked = cast.asked(checkpoint)
        last = closes_on(checkpoint, calendar)
        for planned in cycles_plan.steps(checkpoint, calendar):
            if planned.on > last:
                continue
            known: dict[Wishes, Item] = {}
            for call in cycles_calls.calls(checkpoint, planned.step, asked, cast.hr):
                wishes = cast.wishes.get(call.to)
                if wishes is not None and wishes not in known:
                    known[wishes] = _item(checkpoint, planned, calendar, wishes)
                if wishes is not None:
                    yield call.to, known[wishes], call.about


def _item(checkpoint: Checkpoint, planned: Planned, calendar: Calendar, wishes: Wishes) -> Item:
    return Item(
        at=cycles_calls.left_at(planned, wishes.zone),
        deadline=cycles_calls.tell_by(checkpoint, planned.step, calendar, wishes.zone),
        checkpoint=checkpoint.id,
        planned=planned,
        closes_on=closes_on(checkpoint, calendar),
    )


def _worth_telling(waiting: Sequence[Item], at: int) -> list[Item]:
    """Of each checkpoint the last thing that was said, if it is not too late; deadlines first, then the oldest."""
    timely = [one for one in waiting if one.deadline > at or cycles_calls.outlasts(one.planned.step)]
    last: dict[tuple[str, bool], date] = {}
    for one in timely:
        key = (one.checkpoint, one.is_late)
        last[key] = max(one.planned.on, last.get(key, one.planned.on))
    kept = [one for one in timely if one.planned.on == last[one.checkpoint, one.is_late]]
    return sorted(kept, key=lambda one: (one.deadline, one.at))
