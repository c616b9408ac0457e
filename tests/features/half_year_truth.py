"""What happened in the simulated half year, as it is remembered: counted slowly, and never read from the store."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from statistics import fmean, variance

import krippendorff
import numpy as np
from scipy import stats

from content import calibration as cases

SEED = 8  # of everything that is drawn
PARAMETERS: Mapping[str, float] = {  # by which what people do is drawn
    "paired": 0.8,  # holds a paired goal by week 16
    "thanked": 0.7,  # is thanked in 60 days
    "thanked outside": 0.5,
    "contested": 0.08,  # of a piece of evidence
    "disputed": 0.15,  # of a review
    "off": 0.45,  # a person is rated off what the role needs
    "supported": 0.95,  # such a rating has its two pieces, unless one of them is contested
    "recurs": 0.3,  # an incident comes back
    "blamed": 0.1,  # a scorer finds blame in a post-mortem
    "misread": 0.2,  # a manager reads a written case as the level beside
}
WEIGHTS = ((6, Fraction(4, 10)), (4, Fraction(3, 10)), (4, Fraction(3, 10)))  # lines of each part of the rubric


@dataclass(kw_only=True)
class Note:
    about: str
    author: str
    on: date
    told_before: int  # times that its subject had heard of something new by then
    is_shown: bool = False
    is_contested: bool = False


@dataclass(kw_only=True)
class Incident:
    """Both scorers' points for each line; `index` once both have handed in."""

    title: str
    team: str
    author: str
    scorers: tuple[str, str]
    closed_on: date
    sheets: tuple[tuple[int, ...], tuple[int, ...]]
    is_blamed: bool
    comes_back_on: date | None
    is_scored: bool = False
    is_back: bool = False

    @property
    def index(self) -> int:
        return index(self.sheets, is_blamed=self.is_blamed)


@dataclass(kw_only=True)
class Session:
    frozen: bool = False
    closed_at: int | None = None


@dataclass(kw_only=True)
class Pulse:
    """`answers` by person, of the core questions alone, turned so that more is better."""

    is_open: bool = False
    is_closed: bool = False
    answers: dict[str, Sequence[int]] = field(default_factory=dict)
    acted: set[str] = field(default_factory=set)
    forgotten_on: date | None = None


@dataclass(kw_only=True)
class Truth:
    """`inside` by team; people are known by their keys."""

    inside: Mapping[str, Sequence[str]]
    outside: Sequence[str]
    begun: date
    launched: bool = False
    approved: list[int] = field(default_factory=list)
    goals: set[str] = field(default_factory=set)
    thanks: list[tuple[date, str]] = field(default_factory=list)  # public, whom
    given: int = 0  # also private ones
    notes: list[Note] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    before: dict[str, dict[str, int]] = field(default_factory=dict)  # by written case, who read it how
    after: dict[str, dict[str, int]] = field(default_factory=dict)
    off: dict[str, bool] = field(default_factory=dict)  # who is rated off, and whether it is supported
    compared: set[str] = field(default_factory=set)  # whose managers sat in a room of real ratings
    changed: set[str] = field(default_factory=set)
    talked: int = 0
    rated_closed: bool = False
    answered: dict[str, bool] = field(default_factory=dict)  # who answered their review, and whether by disputing
    pulses: list[Pulse] = field(default_factory=list)

    @property
    def people(self) -> list[str]:
        return [one for members in self.inside.values() for one in members]

    # --- The tasks of the plan that check themselves --------------------------------------------------------------

    def done(self, today: date) -> set[str]:
        found = {
            "k03": self.launched,
            "k04": bool(self.approved),
            "k05": bool(self.pulses),
            "k06": any(one.is_open for one in self.pulses),
            "k07": any(one.is_closed for one in self.pulses),
            "k09": bool(self.sessions) and self.sessions[0].frozen,
            "k10": bool(self.sessions) and self.sessions[0].closed_at is not None,
            "k11": any(at > (self.sessions[0].closed_at or at) for at in self.approved if self.sessions),
            "k12": self.launched and set(self.people) <= self.goals,
            "k13": self.launched and self.noted() >= 0.8 * len(self.people),
            "k14": sum(one.is_scored and one.team in self.inside for one in self.incidents) >= 2,
            "k15": self.given >= 20,
            "k16": self.rated_closed and self.supported()[0] >= 0.95 * self.supported()[1] > 0,
            "k17": self.launched and set(self.people) <= self.answered.keys(),
            "k18": any(one.acted >= {*self.inside, "rest"} for one in self.pulses),
            "k21": self.is_forgotten(today),
        }
        return {task for task, is_done in found.items() if is_done}

    def noted(self) -> int:
        shown = [note.about for note in self.notes if note.is_shown and not note.is_contested]
        return sum(shown.count(one) >= 2 for one in self.people)

    def carried(self) -> None:
        """What somebody contests carries no rating as long as nobody has decided on it."""
        contested = {note.about for note in self.notes if note.is_contested}
        self.off = {one: holds and one not in contested for one, holds in self.off.items()}

    def is_forgotten(self, today: date) -> bool:
        return any(one.forgotten_on is not None and one.forgotten_on <= today for one in self.pulses)

    # --- Counts: how many of how many -----------------------------------------------------------------------------

    def paired(self, those: Iterable[str]) -> tuple[int, int]:
        every = list(those)
        return sum(one in self.goals for one in every), len(every)

    def reached(self, those: Iterable[str], today: date) -> tuple[int, int]:
        every, since = list(those), today - timedelta(days=60)
        return sum(any(who == one and since <= on <= today for on, who in self.thanks) for one in every), len(every)

    def contested(self, those: Iterable[str]) -> tuple[int, int]:
        every = set(those)
        shown = [note for note in self.notes if note.is_shown and note.about in every]
        return sum(note.is_contested for note in shown), len(shown)

    def recurred(self, teams: Iterable[str], today: date) -> tuple[int, int]:
        """Of what was closed 90 days ago and more."""
        mine = [one for one in self.incidents if one.team in set(teams)]
        followed = [one for one in mine if (today - one.closed_on).days > 90]
        return sum(one.is_back for one in followed), len(followed)

    def supported(self) -> tuple[int, int]:
        """A level that the session gave has passed the gate; where it is what the role needs, it is no longer off."""
        still = {one: holds for one, holds in self.off.items() if one in self.compared - self.changed}
        return sum(still.values()), len(still)

    def disputed(self) -> tuple[int, int]:
        return sum(self.answered.values()), len(self.answered)

    def indexes(self, teams: Iterable[str]) -> list[int]:
        return [one.index for one in self.incidents if one.is_scored and one.team in set(teams)]


# --- Oracles ------------------------------------------------------------------------------------------------------


def index(sheets: Sequence[Sequence[int]], *, is_blamed: bool) -> int:
    """The index of a post-mortem, by hand."""
    points, exact, start = [Fraction(a + b, 2) for a, b in zip(*sheets, strict=True)], Fraction(0), 0
    for lines, weight in WEIGHTS:
        exact += 100 * weight * sum(points[start : start + lines]) / (2 * lines)
        start += lines
    exact = min(exact, Fraction(60)) if is_blamed else exact
    return int(Decimal(float(exact)).quantize(Decimal(1), ROUND_HALF_UP))


def sheets(chance: random.Random) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Two scorers read the same text, the second now and then a point apart, so that they need not talk."""
    first = [chance.randrange(3) for _ in range(14)]
    second = [min(2, max(0, one + chance.choice((-1, 0, 0, 0, 1)))) for one in first]
    return tuple(first), tuple(second)


def quality() -> float:
    """Return the mean index that such scorers give in the long run."""
    chance = random.Random(SEED + 1)
    return fmean(index(sheets(chance), is_blamed=chance.random() < PARAMETERS["blamed"]) for _ in range(20_000))


def share(have: int, of: int) -> tuple[float, float]:
    """Return Wilson's interval, as scipy has it."""
    found = stats.binomtest(have, of).proportion_ci(method="wilson")
    return float(found.low), float(found.high)


TARGETS = {one.id: one.target.rank + 1 for one in cases.default().anchors}  # as those meant the cases who wrote them


def spread(readings: Mapping[str, Mapping[str, int]]) -> tuple[float, int]:
    read = [list(each.values()) for each in readings.values() if len(each) > 1]
    return fmean(variance(each) for each in read), len(read)


def alpha(readings: Mapping[str, Mapping[str, int]]) -> float:
    """Return Krippendorff's, as his package has it."""
    managers = sorted({who for each in readings.values() for who in each})
    table = [[each.get(who, np.nan) for each in readings.values()] for who in managers]
    return float(krippendorff.alpha(reliability_data=table, level_of_measurement="ordinal", value_domain=[1, 2, 3]))


def agreement() -> float:
    """Return how far very many such managers agree on the same cases."""
    chance = random.Random(SEED + 2)
    return alpha({case: {f"m{n}": misread(chance, level) for n in range(300)} for case, level in TARGETS.items()})


def misread(chance: random.Random, level: int) -> int:
    if chance.random() >= PARAMETERS["misread"]:
        return level
    return level + chance.choice([way for way in (-1, 1) if 1 <= level + way <= 3])


def core(answers: Iterable[Sequence[int]]) -> int:
    """Return the index of the core questions, 0 to 100, of their means as they were published, to a tenth each."""
    questions = list(zip(*answers, strict=True))
    means = [(Decimal(sum(each)) / len(each)).quantize(Decimal("0.1"), ROUND_HALF_UP) for each in questions]
    return int((25 * sum((mean - 1 for mean in means), Decimal()) / len(means)).quantize(Decimal(1), ROUND_HALF_UP))


def names(count: int) -> list[str]:
    """Return first names of which none begins like another."""
    parts = itertools.product(
        ("Ba", "De", "Fi", "Go", "Ju", "Ke", "Lu", "Mo"), ("ran", "lek", "vik", "mon", "tus", "sha", "dor")
    )
    return ["".join(one) for one in parts][:count]
