"""What a cycle has to send, worked out anew from its rules and from what people did: to whom, when, and which step.

Without anybody's doing it is the rehearsal's calendar. It knows nothing of due rows, chunks, notices or the outbox.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from domain import contact, cycles_calls, cycles_plan, local_time
from domain.contact import Budget, Calendar, Wishes
from domain.cycles import Audience, Checkpoint, Cycle
from domain.cycles_calls import FOR_HR, Call, Member
from domain.cycles_plan import SENT, TOLD_TO_OTHERS, Planned, Step

SHOWN = 6  # things in one message
Sent = tuple[str, int, str, str]  # person, moment, checkpoint, step


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """Something that waits for somebody from `at` on; of a checkpoint, or ("") whatever else waited for them."""

    at: int
    deadline: int | None
    checkpoint: Checkpoint | None = None
    planned: Planned | None = None

    @property
    def order(self) -> tuple[bool, int, int]:
        return (self.deadline is None, self.deadline or 0, self.at)


@dataclass(kw_only=True)
class Book:
    """Who takes part and what people did, with its moment (UTC epoch ms)."""

    members: Sequence[str]
    hr: Sequence[str]
    led: dict[str, list[tuple[int, str]]]  # by person, oldest first
    done: Mapping[tuple[str, str], int] = field(default_factory=dict)  # by checkpoint and person
    acting: list[tuple[int, str, str]] = field(default_factory=list)  # since when, for whom, who ("": nobody any more)
    left: dict[str, int] = field(default_factory=dict)
    files: Mapping[str, Sequence[Member]] = field(default_factory=dict)  # that are rated a second time, by checkpoint
    noted: Mapping[tuple[str, str], int] = field(default_factory=dict)  # since when something is in a file: as `done`

    def missing(self, checkpoint: Checkpoint, at: int) -> list[Member]:
        if checkpoint.audience is Audience.SECOND_RATERS:
            files = self.files.get(checkpoint.id, ())
            held = [one for one in files if self.noted.get((checkpoint.id, one.id), at + 1) <= at]
            return [one for one in held if self.done.get((checkpoint.id, one.id), at + 1) > at]
        if checkpoint.audience in FOR_HR:
            is_done = any(id == checkpoint.id and then <= at for (id, _), then in self.done.items())
            return [] if is_done else [Member(id=one) for one in self.hr]
        there = [one for one in self.members if self.left.get(one, at + 1) > at]
        open_ = [one for one in there if self.done.get((checkpoint.id, one), at + 1) > at]
        return [Member(id=one, manager=self.answers_for(one, at)) for one in open_]

    def answers_for(self, person: str, at: int) -> str | None:
        boss = next((who for since, who in reversed(self.led.get(person, [])) if since <= at), None)
        stand_in = next((who for since, away, who in reversed(self.acting) if away == boss and since <= at), "")
        return cycles_calls.answering(person, boss, stand_in or None)

    def calls(self, checkpoint: Checkpoint, step: Step, at: int) -> tuple[Call, ...]:
        return cycles_calls.calls(checkpoint, step, self.missing(checkpoint, at), self.hr)

    def changes(self) -> list[int]:
        """Return when somebody came to answer for people."""
        later = (since for those in self.led.values() for since, _ in those[1:])
        return sorted({*later, *(since for since, _, _ in self.acting)})


def expected(
    cycle: Cycle, calendar: Calendar, book: Book, wishes: Mapping[str, Wishes], others: Mapping[str, Sequence[Thing]]
) -> list[Sent]:
    """Return every message of the cycle. `others` is what else waited for each person and was sent in the end."""
    found: list[Sent] = []
    for person, wanted in wishes.items():
        things = [*_things(cycle, calendar, book, person, wanted), *others.get(person, ())]
        for at, sent in _tray(book, person, wanted, calendar, things):
            found += [
                (person, at, one.checkpoint.id, one.planned.key) for one in sent if one.checkpoint and one.planned
            ]
    return sorted(found)


def _things(cycle: Cycle, calendar: Calendar, book: Book, person: str, wishes: Wishes) -> Iterator[Thing]:
    """Yield what is left for the person, each step once: on its day, or when they come to answer for somebody."""
    for checkpoint in cycle.checkpoints:
        left: dict[Planned, int] = {}
        for at, planned in _occasions(checkpoint, calendar, book, wishes.zone):
            is_told = any(call.to == person for call in book.calls(checkpoint, planned.step, at))
            if is_told:
                left.setdefault(planned, at)
        for planned, at in left.items():
            deadline = cycles_calls.tell_by(checkpoint, planned.step, calendar, wishes.zone)
            yield Thing(at=at, deadline=deadline, checkpoint=checkpoint, planned=planned)


def _occasions(checkpoint: Checkpoint, calendar: Calendar, book: Book, zone: str) -> list[tuple[int, Planned]]:
    found = [
        (cycles_calls.left_at(one, zone), one) for one in cycles_plan.steps(checkpoint, calendar) if one.step in SENT
    ]
    for at in book.changes():
        newest = cycles_calls.newest(checkpoint, calendar, today=local_time.day_of(at, "Etc/GMT-14"))
        found += [(max(at, cycles_calls.left_at(one, zone)), one) for one in newest]
    return sorted(found, key=lambda one: one[0])


def _tray(
    book: Book, person: str, wishes: Wishes, calendar: Calendar, things: Iterable[Thing]
) -> Iterator[tuple[int, list[Thing]]]:
    waiting: list[Thing] = []
    sent: list[int] = []
    come = [(at, list(those)) for at, those in groupby(sorted(things, key=lambda one: one.at), key=lambda one: one.at)]
    for number, (now, those) in enumerate(come):
        waiting += those
        until = come[number + 1][0] if number + 1 < len(come) else None
        while waiting:
            deadlines = [one.deadline for one in waiting if one.deadline is not None]
            at = contact.next_moment_by(now, wishes, calendar, Budget(), sent, deadlines)
            if at is None or (until is not None and at > until):  # what comes at that very moment comes after it
                break
            ready = _worth_telling(book, person, waiting, at)
            waiting = ready[SHOWN:]
            if ready:
                sent.append(at)
                yield at, ready[:SHOWN]


def _worth_telling(book: Book, person: str, waiting: Sequence[Thing], at: int) -> list[Thing]:
    timely = sorted((one for one in waiting if _is_in_time(one, at)), key=lambda one: one.order)
    last: dict[tuple[str, bool], Thing] = {}
    for one in sorted((one for one in timely if one.planned), key=_day):
        last[_row(one)] = one
    return [one for one in timely if one.planned is None or (one is last[_row(one)] and _holds(book, person, one, at))]


def _is_in_time(one: Thing, at: int) -> bool:
    is_to_hr = one.planned is not None and one.planned.step is Step.TO_HR  # who hears of it however late it is
    return one.deadline is None or one.deadline > at or is_to_hr


def _holds(book: Book, person: str, one: Thing, at: int) -> bool:
    assert one.checkpoint
    assert one.planned
    return any(call.to == person for call in book.calls(one.checkpoint, one.planned.step, at))


def _row(one: Thing) -> tuple[str, bool]:
    assert one.planned
    return one.planned.checkpoint, one.planned.step in TOLD_TO_OTHERS


def _day(one: Thing) -> str:
    assert one.planned
    return f"{one.planned.on.isoformat()}.{one.planned.key}"
