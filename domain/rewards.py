"""A team's reward for a quarter: earned by what was done, never by what was counted, and never by one of them alone.

A precaution, not a proven effect: rewards for few incidents are expected to teach people to keep quiet (US GAO, 2012).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain import recurrence
from domain.postmortems_actions import VERIFIED_WITHIN_DAYS
from domain.recurrence import Reported

LEAST_INDEXES = (75, 90)  # to choose from: Strong, Exemplary
VERIFIED_PERCENT = 90
PUBLISHED = 2
PRIZE, TITLE = 200, 150  # characters
SETTLED_AFTER_DAYS = VERIFIED_WITHIN_DAYS + 1  # of the quarter's end: what was due on its last day is verified by then
MONTHS = 3


class Criterion(StrEnum):
    """What a team can earn its reward by."""

    INDEX = "index"
    ACTIONS = "actions"
    EXPERIMENTS = "experiments"


class Ending(StrEnum):
    """What an experiment came to."""

    POSITIVE = "as_hoped"
    NEGATIVE = "not_as_hoped"
    INCONCLUSIVE = "inconclusive"


class Hold(StrEnum):
    """Why a reward that was earned waits."""

    UNREPORTED = "unreported"  # issues may be going unreported
    NOT_COUNTED = "not_counted"  # nobody can say so: the quarter's counts are not there
    REOPENED = "reopened"  # a post-mortem was opened again for missing facts
    UNSCORED = "unscored"  # one waits for its scorers, for whom the team can do nothing


class Outcome(StrEnum):
    """`OPEN`: neither earned nor lost, as nothing was written up."""

    EARNED = "earned"
    NOT_EARNED = "not_earned"
    OPEN = "open"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    year: int
    number: int  # from 1

    @classmethod
    def of(cls, day: date) -> Quarter:
        return cls(day.year, (day.month + 2) // MONTHS)

    @classmethod
    def parse(cls, words: str) -> Quarter:
        """Read what `str` gives. Raises ValueError."""
        year, _, number = words.partition("-Q")
        return cls.of(date(int(year), MONTHS * int(number), 1))

    @property
    def months(self) -> tuple[date, ...]:
        return tuple(date(self.year, month, 1) for month in range(MONTHS * self.number - 2, MONTHS * self.number + 1))

    @property
    def start(self) -> date:
        return self.months[0]

    @property
    def after(self) -> Quarter:
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def before(self) -> Quarter:
        return Quarter(self.year - (self.number == 1), (self.number + 2) % 4 + 1)

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """All of the criteria have to be met. `prize` is what the whole team gets, equal within it."""

    team: str
    criteria: frozenset[Criterion]
    prize: str
    least_index: int = LEAST_INDEXES[0]
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A scored post-mortem, of an incident or a near miss."""

    index: int
    is_gate_clear: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """`link` is where its result can be read; "" while it is not published."""

    id: str
    team: str
    title: str
    ending: Ending
    ended_on: date
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A quarter of a team: `verified` of `due` actions, or moved in time.

    `unscored` post-mortems wait for a scorer. `reopened` ones lack a fact, until they are scored anew.
    """

    reviews: Sequence[Review]
    unscored: int
    due: int
    verified: int
    experiments: Sequence[Experiment]
    reported_before: Reported | None
    reported: Reported | None
    reopened: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """How a criterion stands: `done` of `of`. `is_met` is None where nothing was written up.

    Of post-mortems it says how those stand that have a score: the others hold the reward up.
    """

    is_met: bool | None
    done: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    outcome: Outcome
    checks: Mapping[Criterion, Check]
    holds: tuple[Hold, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A line of the ledger; times in UTC epoch ms.

    `settled_at` is since when it stands so, for the same reasons; `given_at` when somebody noted that the team has it.
    """

    team: str
    quarter: Quarter
    verdict: Verdict
    prize: str
    settled_at: int
    given_at: int | None = None
    least_index: int = LEAST_INDEXES[0]

    @property
    def rule(self) -> Rule:
        """By which it was settled, whatever the team's rule has become."""
        criteria = frozenset(self.verdict.checks)
        return Rule(team=self.team, criteria=criteria, prize=self.prize, least_index=self.least_index)


def settle(rule: Rule, facts: Facts) -> Verdict:
    """Say whether the quarter's reward is earned. Only what is earned can be held up."""
    checks = {one: _check(one, rule, facts) for one in Criterion if one in rule.criteria}
    met = [check.is_met for check in checks.values()]
    if any(one is False for one in met):
        return Verdict(outcome=Outcome.NOT_EARNED, checks=checks)
    if any(one is None for one in met):
        return Verdict(outcome=Outcome.OPEN, checks=checks)
    held = holds(rule, facts)
    return Verdict(outcome=Outcome.SUSPENDED if held else Outcome.EARNED, checks=checks, holds=held)


def holds(rule: Rule, facts: Facts) -> tuple[Hold, ...]:
    """Return why nothing is paid now. The quarter before may be missing: then there is nothing to compare with."""
    found = {
        Hold.UNREPORTED: fell_silent(facts.reported_before, facts.reported),
        Hold.NOT_COUNTED: facts.reported is None,
        Hold.REOPENED: facts.reopened > 0,
        Hold.UNSCORED: facts.unscored > 0 and _rests_on_scores(rule, facts),
    }
    return tuple(hold for hold, stands in found.items() if stands)


def _rests_on_scores(rule: Rule, facts: Facts) -> bool:
    """Where no action was due it takes a post-mortem with a score to say that there was nothing to do."""
    by_actions = Criterion.ACTIONS in rule.criteria and not facts.due and not facts.reviews
    return Criterion.INDEX in rule.criteria or by_actions


def fell_silent(before: Reported | None, after: Reported | None) -> bool:
    """Whether issues may be going unreported. Of what was not counted nobody says so."""
    return before is not None and after is not None and recurrence.may_go_unreported(before, after)


def may_settle_again(outcome: Outcome) -> bool:
    """What was held up, or open, may still be earned once the facts are there; the rest stays as it was decided."""
    return outcome in (Outcome.SUSPENDED, Outcome.OPEN)


def together(months: Collection[Reported | None]) -> Reported | None:
    """Return the counts of a quarter; None while those of a month are missing."""
    known = [one for one in months if one is not None]
    if len(known) < MONTHS:
        return None
    by_team, by_customers = (sum(one.by_team for one in known), sum(one.by_customers for one in known))
    return Reported(by_team=by_team, by_customers=by_customers)


def _check(one: Criterion, rule: Rule, facts: Facts) -> Check:
    checks = {Criterion.INDEX: _index, Criterion.ACTIONS: _actions, Criterion.EXPERIMENTS: _experiments}
    return checks[one](rule, facts)


def _index(rule: Rule, facts: Facts) -> Check:
    """Every one of them that has a score. A slow scorer, or a fact that somebody adds, costs a team nothing."""
    good = sum(one.index >= rule.least_index and one.is_gate_clear for one in facts.reviews)
    of = len(facts.reviews) + facts.unscored + facts.reopened
    return Check(is_met=good == len(facts.reviews) if of else None, done=good, of=of)


def _actions(rule: Rule, facts: Facts) -> Check:
    """None due is met by whatever was looked into; a quarter of which nothing was written up has nothing to show."""
    is_met = 100 * facts.verified >= VERIFIED_PERCENT * facts.due
    is_quiet = not (facts.due or facts.reviews or facts.unscored or facts.reopened)
    return Check(is_met=None if is_quiet else is_met, done=facts.verified, of=facts.due)


def _experiments(rule: Rule, facts: Facts) -> Check:
    """Two are published; and if any did not come out as hoped, one of those is."""
    published = [one for one in facts.experiments if one.link]
    hoped = [one.ending is Ending.POSITIVE for one in facts.experiments]
    hides = any(not one for one in hoped) and all(one.ending is Ending.POSITIVE for one in published)
    return Check(is_met=len(published) >= PUBLISHED and not hides, done=len(published), of=PUBLISHED)
