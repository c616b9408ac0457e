"""The one-month calibration sprint: each week managers read two written cases alone, and then how they read them.

It is practice. Nobody but whoever read a case is shown how, and nothing is counted about a person but that they did.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from itertools import takewhile

from domain import agreement, calibration_shown, local_time, working_days
from domain.calibration import FEWEST_MANAGERS
from domain.calibration_reminders import MORNING
from domain.calibration_script import Anchor, Form
from domain.calibration_shown import Shown, Word
from domain.competencies import Level
from domain.contact import Calendar

WEEKS, CASES = 4, 2  # of a sprint, and of each week
OTHERS = 3  # beside oneself: where both of two others chose the same, whoever takes their own away knows both
COUNTED = OTHERS + 1  # who read the cases in time, before anything is told of all
REMIND_DAYS = 3  # working days after a week began on which whoever has not read its cases hears of them again
MOST_MANAGERS = 20
MOST_AHEAD = timedelta(days=180)
TOO_FEW = Shown(figure=None, word=Word.TOO_FEW)
_WEEK = timedelta(days=7)


class State(StrEnum):
    AHEAD = "ahead"
    RUNNING = "running"
    OVER = "over"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """One competency, read on its two cases. Times are UTC epoch ms.

    `readers` counts those who read them in time; of whom nothing is kept any more, once it was over, too.
    """

    number: int
    competency: str
    opens_at: int
    closes_at: int
    readers: int = 0

    def is_open(self, now: int) -> bool:
        return self.opens_at <= now

    def is_over(self, now: int) -> bool:
        return self.closes_at <= now


@dataclass(frozen=True, slots=True, kw_only=True)
class Sprint:
    """`managers` are ids, in the order in which they were named; `facilitator` looks after it, if anybody does."""

    id: str
    author: str
    facilitator: str | None
    managers: tuple[str, ...]
    weeks: tuple[Week, ...]
    stopped_at: int | None = None

    @property
    def starts_at(self) -> int:
        return self.weeks[0].opens_at

    @property
    def ends_at(self) -> int:
        return self.weeks[-1].closes_at

    def week(self, number: int) -> Week | None:
        return next((one for one in self.weeks if one.number == number), None)

    def state(self, now: int) -> State:
        if self.stopped_at is not None:
            return State.STOPPED
        if now < self.starts_at:
            return State.AHEAD
        return State.RUNNING if now < self.ends_at else State.OVER

    def has_closed(self, week: Week, now: int) -> bool:
        """A week in which it was stopped, or after, never does."""
        return week.is_over(now if self.stopped_at is None else min(now, self.stopped_at))

    def was_left_out(self, week: Week) -> bool:
        """It was to begin after the sprint was stopped."""
        return self.stopped_at is not None and not week.is_open(self.stopped_at)

    def is_readable(self, week: Week, now: int) -> bool:
        """Its cases can be read from its day on until the sprint ends: whoever was away catches up."""
        return self.state(now) is State.RUNNING and week.is_open(now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a manager read the cases of one week, for good: at once they see how others did.

    `knew`: they had been told how these cases are meant, in an earlier sprint or an earlier week.
    """

    person: str
    week: int
    levels: Mapping[str, Level]
    at: int
    knew: bool = False


# --- What is wrong with a plan ------------------------------------------------------------------------------------


class Flaw(StrEnum):
    """What keeps a sprint from being started like this."""

    PASSED = "it would begin in the past"
    FAR = "it would begin in more than half a year"
    ONE_MANAGER = "fewer than two managers have nobody to compare with"
    TWO_SEATS = "who looks after it takes part in it"
    BUSY = "somebody takes part in another sprint that is not over"


def flaws(
    managers: Collection[str], facilitator: str | None, first: date, *, today: date, busy: Collection[str]
) -> tuple[Flaw, ...]:
    """`busy` take part in a sprint that runs, or is to come."""
    found = {
        Flaw.PASSED: first < today,
        Flaw.FAR: first > today + MOST_AHEAD,
        Flaw.ONE_MANAGER: len(set(managers)) < FEWEST_MANAGERS,
        Flaw.TWO_SEATS: facilitator in managers,
        Flaw.BUSY: not set(managers).isdisjoint(busy),
    }
    return tuple(flaw for flaw, holds in found.items() if holds)


def is_small(managers: Collection[str]) -> bool:
    """Too few for any of them ever to see how the others read a case."""
    return len(managers) < COUNTED


# --- Which cases, and when ----------------------------------------------------------------------------------------


def pairs(anchors: Iterable[Anchor], competencies: Iterable[str], *, earlier: int) -> tuple[str, ...]:
    """Return the competency of each week: those of the organization for which there are two cases, in its order.

    `earlier` counts weeks of sprints before, so that the next begins where the last one ended. With fewer than four
    some come again; none without a pair.
    """
    forms: dict[str, set[Form]] = {}
    for one in anchors:
        forms.setdefault(one.competency, set()).add(one.form)
    having = [one for one in competencies if forms.get(one) == set(Form)]
    return tuple(having[(earlier + place) % len(having)] for place in range(WEEKS)) if having else ()


def cases(anchors: Iterable[Anchor], weeks: Sequence[Week], number: int) -> tuple[Anchor, ...]:
    """Return the week's two cases; where its competency comes again, the other one first."""
    what = weeks[number - 1].competency
    again = sum(one.competency == what for one in weeks[: number - 1])
    found = sorted((one for one in anchors if one.competency == what), key=lambda one: (one.form, one.id))
    return tuple(reversed(found) if again % 2 else found)


def repeats(competencies: Sequence[str]) -> bool:
    return len(set(competencies)) < len(competencies)


def weeks(first: date, competencies: Sequence[str], zone: str, calendar: Calendar) -> tuple[Week, ...]:
    """Return the weeks: each opens in the morning of the same weekday, or of the first working day after it.

    It closes as the next one opens. A week in which nobody works is left out, and the one before lasts so much longer.
    """
    days: list[date] = []
    base = first
    while len(days) < len(competencies):
        day = working_days.on_or_after(base, calendar)
        days += [day] if day < base + _WEEK else []
        base += _WEEK
    moments = [_at(day, MORNING, zone) for day in (*days, base)]
    return tuple(
        Week(number=place, competency=what, opens_at=moments[place - 1], closes_at=moments[place])
        for place, what in enumerate(competencies, 1)
    )


def reminds_at(week: Week, zone: str, calendar: Calendar) -> int | None:
    """Return when whoever has not read the cases hears of them again; None where the next week is there by then."""
    day = working_days.shifted(local_time.day_of(week.opens_at, zone), REMIND_DAYS, calendar)
    at = _at(day, MORNING, zone)
    return at if at < week.closes_at else None


def proposed_day(today: date) -> date:
    """Return the Monday after today."""
    return today + timedelta(days=7 - today.weekday())


# --- What it comes to ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """How far those `readers` agree who read all cases in time, from the first week to the end of this one.

    Each case counts once, and nobody who knew how it is meant.
    """

    week: int
    cases: int
    readers: int
    shown: Shown


def in_time(readings: Iterable[Reading], week: Week) -> list[Reading]:
    """Return those of the week from before it closed: what comes later moves no figure that was shown already."""
    return [one for one in readings if one.week == week.number and one.at < week.closes_at]


def has_lost(week: Week, readings: Iterable[Reading]) -> bool:
    """Say whether a reading that its figures counted is gone: they, less what is left, are how just that one read."""
    return len(in_time(readings, week)) < week.readers


def spread(
    sprint: Sprint, readings: Iterable[Reading], week: Week, *, now: int
) -> Mapping[str, Mapping[Level, int]] | None:
    """Return by case how often each level was chosen, once the week is over; None where too few read its cases.

    None, too, once a reading that was counted is gone.
    """
    those = in_time(readings, week)
    if has_lost(week, those) or not sprint.has_closed(week, now) or len(those) < COUNTED:
        return None
    counted = {case: Counter(one.levels[case] for one in those if case in one.levels) for case in those[0].levels}
    return {case: {level: counts[level] for level in Level} for case, counts in counted.items()}


def agreed(sprint: Sprint, readings: Sequence[Reading], *, now: int) -> tuple[Agreed, ...]:
    """Return it for each week that is over and whose cases are new, up to the first that lost a reading.

    Nobody's missing reading is made up: who missed one is left out.
    """
    over = [one for one in _new(sprint.weeks) if sprint.has_closed(one, now)]
    whole = list(takewhile(lambda one: not has_lost(one, readings), over))
    return tuple(_agreed(whole[:place], readings) for place in range(1, len(whole) + 1))


def is_cut(sprint: Sprint, readings: Sequence[Reading]) -> bool:
    """Say whether agreement is not told of all weeks, as one of them lost a reading."""
    return any(has_lost(one, readings) for one in _new(sprint.weeks))


def read_by(sprint: Sprint, readings: Iterable[Reading]) -> Mapping[str, frozenset[int]]:
    """Return for each manager the weeks whose cases they have read."""
    found: dict[str, set[int]] = {one: set() for one in sprint.managers}
    for one in readings:
        found.setdefault(one.person, set()).add(one.week)
    return {person: frozenset(those) for person, those in found.items()}


def has_finished(weeks_read: Collection[int]) -> bool:
    return len(weeks_read) == WEEKS


def _new(weeks: Sequence[Week]) -> list[Week]:
    """Return those whose competency did not come before: after it, all know how its cases are meant."""
    return [one for place, one in enumerate(weeks) if all(one.competency != past.competency for past in weeks[:place])]


def _agreed(weeks: Sequence[Week], readings: Sequence[Reading]) -> Agreed:
    """What could not be shown is not computed: it takes a library that whoever only looks would wait for."""
    levels = [{one.person: one.levels for one in in_time(readings, week) if not one.knew} for week in weeks]
    people = sorted(set.intersection(*(set(one) for one in levels)))
    cases, last = CASES * len(weeks), weeks[-1].number
    if cases < calibration_shown.CASES or len(people) < COUNTED:
        return Agreed(week=last, cases=cases, readers=len(people), shown=TOO_FEW)
    named = [(place, case) for place, those in enumerate(levels) for case in sorted(those[people[0]])]
    matrix = [[float(levels[place][one][case].rank) for one in people] for place, case in named]
    shown = calibration_shown.icc(agreement.icc_a1(matrix), len(people))
    return Agreed(week=last, cases=cases, readers=len(people), shown=shown)


def _at(day: date, at: time, zone: str) -> int:
    return local_time.instant(day, at, zone)
