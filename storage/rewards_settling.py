"""Settling a quarter: by its own day, or when somebody looks again at one that was on hold; the team hears of it."""

from __future__ import annotations

import random

from domain import rewards as rules
from domain.rewards import Quarter, Rule, Settled
from storage import leading, notices, rewards
from storage.notices import Notice
from storage.unit import Unit
from views import rewards_told as views

TOLD = "rewards.settled"  # of notices


def settle(unit: Unit, org: str, rule: Rule, quarter: Quarter, *, now: int, rng: random.Random) -> Settled:
    """Write the quarter's line and tell the team, unless it says what it said before. What was decided stays."""
    before = rewards.settled(unit, org, rule.team, quarter)
    if before is not None and not rules.may_settle_again(before.verdict.outcome):
        return before
    verdict = rules.settle(rule, rewards.facts(unit, org, rule.team, quarter))
    one = Settled(team=rule.team, quarter=quarter, verdict=verdict, prize=rule.prize, settled_at=now)
    rewards.settle(unit, org, one)
    if before is None or before.verdict.outcome is not verdict.outcome:
        _tell(unit, org, one, now=now, rng=rng)
    return one


def _tell(unit: Unit, org: str, one: Settled, *, now: int, rng: random.Random) -> None:
    lead = leading.lead(unit, org, one.team)
    readers = {*leading.members(unit, org, one.team), *([lead] if lead else [])}
    card = views.settled(one, leading.name(unit, org, one.team) or "")
    subject = f"{one.team}/{one.quarter}/{one.verdict.outcome.value}"
    left = [Notice(person=person, kind=TOLD, subject=subject, card=card) for person in sorted(readers)]
    notices.leave(unit, org, left, now=now, rng=rng)
