"""Rounds of ratings in one cycle: the days each is about, until when it is handed in, and when it may be released."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from domain.cycles import Checkpoint, Cycle, Kind
from domain.evidence import Period
from domain.evidence_spread import Lies


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """The `number`-th of the rounds of a cycle. `id` is that of its rating checkpoint, "" where there is none.

    Evidence from the days of `period` counts. It is asked for from `opens_on` and due on `due_on`; `compared_on` is the
    last day on which it is compared with others (None: it never is).
    """

    cycle: Cycle
    id: str
    number: int = 1
    of: int = 1
    period: Period
    opens_on: date
    due_on: date
    compared_on: date | None = None

    @property
    def key(self) -> str:
        """Names it among those of all cycles."""
        return f"{self.cycle.id}/{self.id}"


def rounds(cycle: Cycle) -> tuple[Round, ...]:
    """Return them in the order in which they open. A cycle without a rating checkpoint is one round as a whole."""
    ratings = sorted((one for one in cycle.checkpoints if one.kind is Kind.RATING), key=lambda one: one.opens_on)
    if not ratings:
        return (_whole(cycle),)
    begins = [cycle.period.start, *(one.opens_on for one in ratings)]
    return tuple(
        Round(
            cycle=cycle,
            id=one.id,
            number=number,
            of=len(ratings),
            period=Period(start=start, end=one.opens_on - timedelta(days=1)),
            opens_on=one.opens_on,
            due_on=one.due_on,
            compared_on=_compared_on(cycle, one, ratings[number:]),
        )
        for number, (one, start) in enumerate(zip(ratings, begins, strict=False), 1)
    )


def named(cycle: Cycle, id: str) -> Round | None:
    return next((one for one in rounds(cycle) if one.id == id), None)


def current(cycle: Cycle, today: date) -> Round:
    """Return the one that is open, was open last, or comes first."""
    every = rounds(cycle)
    opened = [one for one in every if one.opens_on <= cycle.day(today)]
    return opened[-1] if opened else every[0]


def gathered(cycle: Cycle, today: date) -> Round:
    """Return the one that evidence is gathered for: the first that is not due before today, or else the last."""
    return _coming(rounds(cycle), cycle.day(today))


def lies(cycle: Cycle, day: date, *, today: date) -> Lies | None:
    """Say that what happened on that day no longer counts in a rating, or in none at all; None: it still does."""
    counts = next((one for one in rounds(cycle) if one.period.holds(day)), None)
    if counts is None:
        return Lies.NOWHERE
    return Lies.EARLIER if counts.due_on < cycle.day(today) else None


def prepared(cycle: Cycle, checkpoint: Checkpoint) -> Round:
    """Return the round that a checkpoint is for: its own, the next that is due, or for second ratings the last."""
    every = rounds(cycle)
    if checkpoint.kind is Kind.SECOND_RATING:
        return next((one for one in reversed(every) if one.opens_on <= checkpoint.opens_on), every[0])
    return named(cycle, checkpoint.id) or _coming(every, checkpoint.opens_on)


def looks_back(one: Round) -> tuple[str, ...]:
    """Return the checkpoints at which people look back before this round."""
    kept = [each for each in one.cycle.checkpoints if each.kind is Kind.SELF_REFLECTION]
    return tuple(each.id for each in kept if prepared(one.cycle, each).id == one.id)


def may_release(one: Round, *, today: date) -> bool:
    """Nothing is released before it was compared with others, where the cycle has a day for that."""
    return one.compared_on is None or today > one.compared_on


def _coming(every: tuple[Round, ...], day: date) -> Round:
    return next((one for one in every if day <= one.due_on), every[-1])


def _whole(cycle: Cycle) -> Round:
    dues = [one.due_on for one in cycle.checkpoints if one.kind is Kind.CALIBRATION]
    return Round(
        cycle=cycle,
        id="",
        period=cycle.period,
        opens_on=cycle.period.start,
        due_on=cycle.period.end,
        compared_on=max(dues, default=None),
    )


def _compared_on(cycle: Cycle, rating: Checkpoint, later: list[Checkpoint]) -> date | None:
    """What follows it before the next round opens; where nothing does, it waits for what comes after that."""
    ahead = sorted(
        (one for one in cycle.checkpoints if one.kind is Kind.CALIBRATION and one.due_on > rating.opens_on),
        key=lambda one: one.opens_on,
    )
    mine = [one.due_on for one in ahead if not later or one.opens_on < later[0].opens_on]
    return max(mine or [one.due_on for one in ahead[:1]], default=None)
