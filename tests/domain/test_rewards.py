"""A team earns its reward by what it did, and waits for it while something may be kept quiet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain import rewards as rules
from domain.recurrence import Reported
from domain.rewards import Check, Criterion, Ending, Experiment, Facts, Hold, Outcome, Quarter, Review, Rule

RULE = Rule(team="t", criteria=frozenset(Criterion), prize="A team day")
STRONG, BLAMING, THIN = (Review(index=n, is_gate_clear=clear) for n, clear in ((75, True), (80, False), (74, True)))


def tried(ending: Ending, *, link: str = "https://wiki.example/x") -> Experiment:
    return Experiment(id="e", team="t", title="x", ending=ending, ended_on=date(2026, 9, 1), link=link)


GOOD, BAD, HIDDEN = tried(Ending.POSITIVE), tried(Ending.NEGATIVE), tried(Ending.NEGATIVE, link="")
EARNED = Facts(
    reviews=(STRONG, STRONG),
    unscored=0,
    due=10,
    verified=9,
    experiments=(GOOD, BAD),
    reported_before=Reported(by_team=20, by_customers=5),
    reported=Reported(by_team=18, by_customers=5),
)


def test_a_quarter_of_good_process_is_earned() -> None:
    """All reviews strong without blame, nine actions in ten verified, two results published."""
    verdict = rules.settle(RULE, EARNED)
    assert (verdict.outcome, verdict.holds) == (Outcome.EARNED, ())
    assert verdict.checks[Criterion.ACTIONS] == Check(is_met=True, done=9, of=10)


@pytest.mark.parametrize(
    ("changed", "missed"),
    [
        (replace(EARNED, reviews=(STRONG, THIN)), Criterion.INDEX),
        (replace(EARNED, reviews=(STRONG, BLAMING)), Criterion.INDEX),
        (replace(EARNED, verified=8), Criterion.ACTIONS),
        (replace(EARNED, experiments=(BAD,)), Criterion.EXPERIMENTS),
        (replace(EARNED, experiments=(GOOD, GOOD, HIDDEN)), Criterion.EXPERIMENTS),
    ],
)
def test_one_thing_that_is_not_done_is_enough_to_miss_it(changed: Facts, missed: Criterion) -> None:
    """So is a failed experiment that nobody may read."""
    verdict = rules.settle(RULE, changed)
    assert verdict.outcome is Outcome.NOT_EARNED
    assert [one for one, check in verdict.checks.items() if check.is_met is False] == [missed]
    assert rules.settle(replace(RULE, criteria=RULE.criteria - {missed}), changed).outcome is Outcome.EARNED


def test_a_quarter_without_incidents_neither_earns_nor_loses() -> None:
    """A scored near miss earns it; that nothing happened does not."""
    quiet = replace(EARNED, reviews=(), due=0, verified=0)
    assert rules.settle(RULE, quiet).outcome is Outcome.OPEN
    assert rules.settle(RULE, replace(quiet, reviews=(STRONG,))).outcome is Outcome.EARNED


@pytest.mark.parametrize("criteria", [{Criterion.ACTIONS}, {Criterion.ACTIONS, Criterion.EXPERIMENTS}])
def test_silence_alone_earns_no_reward_for_actions_either(criteria: set[Criterion]) -> None:
    """Nothing was written up and nothing was due; it may still be earned, once somebody writes up what there was."""
    rule, quiet = replace(RULE, criteria=frozenset(criteria)), replace(EARNED, reviews=(), due=0, verified=0)
    verdict = rules.settle(rule, quiet)
    assert (verdict.outcome, verdict.holds) == (Outcome.OPEN, ())
    assert verdict.checks[Criterion.ACTIONS] == Check(is_met=None, done=0, of=0)
    assert rules.may_settle_again(verdict.outcome)
    assert rules.settle(rule, replace(quiet, due=1)).outcome is Outcome.NOT_EARNED
    assert rules.settle(rule, replace(quiet, due=1, verified=1)).outcome is Outcome.EARNED


def test_that_no_action_was_due_counts_where_a_post_mortem_has_a_score() -> None:
    """One that waits for its scorers, or lacks a fact, holds the reward up until then."""
    rule = replace(RULE, criteria=frozenset({Criterion.ACTIONS}))
    quiet = replace(EARNED, reviews=(), due=0, verified=0)
    assert rules.settle(rule, replace(quiet, reviews=(THIN,), unscored=1)).outcome is Outcome.EARNED
    assert rules.settle(rule, replace(quiet, unscored=1)).holds == (Hold.UNSCORED,)
    assert rules.settle(rule, replace(quiet, reopened=1)).holds == (Hold.REOPENED,)


def test_two_good_results_are_enough_where_nothing_failed() -> None:
    """Nobody has to invent a failure."""
    assert rules.settle(RULE, replace(EARNED, experiments=(GOOD, GOOD))).outcome is Outcome.EARNED


@pytest.mark.parametrize(
    ("changed", "hold"),
    [
        (replace(EARNED, reported=Reported(by_team=13, by_customers=5)), Hold.UNREPORTED),
        (replace(EARNED, reported=None), Hold.NOT_COUNTED),
        (replace(EARNED, reopened=1), Hold.REOPENED),
        (replace(EARNED, unscored=1), Hold.UNSCORED),
        (replace(EARNED, reviews=(), unscored=1), Hold.UNSCORED),
    ],
)
def test_what_was_earned_waits_while_something_may_be_kept_quiet(changed: Facts, hold: Hold) -> None:
    """The team reports far less than before, nobody counted, a fact is missing, a scorer is slow."""
    verdict = rules.settle(RULE, changed)
    assert (verdict.outcome, verdict.holds) == (Outcome.SUSPENDED, (hold,))
    assert rules.may_settle_again(verdict.outcome)
    assert not rules.may_settle_again(Outcome.EARNED)


@pytest.mark.parametrize("after", [Reported(by_team=14, by_customers=5), Reported(by_team=0, by_customers=4)])
def test_less_that_is_reported_holds_nothing_up_where_customers_find_less_too(after: Reported) -> None:
    """14 of 20 is a fall by 30 %, and not by more."""
    assert rules.settle(RULE, replace(EARNED, reported=after)).outcome is Outcome.EARNED


def test_a_slow_scorer_holds_up_only_a_reward_for_post_mortems() -> None:
    """One that lacks a fact holds up every reward; and a bad score is not made good by another that waits."""
    others = replace(RULE, criteria=RULE.criteria - {Criterion.INDEX})
    assert rules.settle(others, replace(EARNED, unscored=1)).outcome is Outcome.EARNED
    assert rules.settle(others, replace(EARNED, reopened=1)).holds == (Hold.REOPENED,)
    assert rules.settle(RULE, replace(EARNED, reviews=(THIN,), unscored=1)).outcome is Outcome.NOT_EARNED


def test_what_was_missed_is_not_also_held_up_to_the_team() -> None:
    """The team reads one reason, not two."""
    assert rules.settle(RULE, replace(EARNED, verified=0, reported=None)).holds == ()


def test_a_quarter_knows_its_months_and_its_neighbors() -> None:
    """Also over the end of a year; and is read as it is written."""
    first = Quarter.of(date(2027, 2, 28))
    assert str(first) == "2027-Q1"
    assert (str(first.before), str(first.before.before), str(first.after)) == ("2026-Q4", "2026-Q3", "2027-Q2")
    assert str(Quarter(2026, 4).after) == "2027-Q1"
    assert first.before.months == (date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1))
    assert Quarter.parse("2026-Q4") == first.before


def test_a_quarter_is_counted_when_all_its_months_are() -> None:
    """A month left out must not look like a month without problems."""
    one = Reported(by_team=4, by_customers=1)
    assert rules.together((one, one, one)) == Reported(by_team=12, by_customers=3)
    assert rules.together((one, None, one)) is None
