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
    """Write the quarter's line and tell the team; or look again at one that is there."""
    before = rewards.settled(unit, org, rule.team, quarter)
    if before is not None:
        return again(unit, org, before, now=now, rng=rng)
    one = _write(unit, org, rule, quarter, now=now)
    _tell(unit, org, one, now=now, rng=rng)
    return one


def again(unit: Unit, org: str, before: Settled, *, now: int, rng: random.Random) -> Settled:
    """Settle it by what it was for then, and tell the team what is new. What was decided stays."""
    if not rules.may_settle_again(before.verdict.outcome):
        return before
    one = _write(unit, org, before.rule, before.quarter, now=now)
    if _said(one) != _said(before):
        _tell(unit, org, one, now=now, rng=rng)
    return one


def _write(unit: Unit, org: str, rule: Rule, quarter: Quarter, *, now: int) -> Settled:
    one = Settled(
        team=rule.team,
        quarter=quarter,
        verdict=rules.settle(rule, rewards.facts(unit, org, rule.team, quarter)),
        prize=rule.prize,
        settled_at=now,
        least_index=rule.least_index,
    )
    rewards.settle(unit, org, one)
    return one


def _said(one: Settled) -> str:
    """Return what the team was told: how it stands, and why it waits."""
    return "+".join((one.verdict.outcome.value, *(hold.value for hold in one.verdict.holds)))


def _tell(unit: Unit, org: str, one: Settled, *, now: int, rng: random.Random) -> None:
    lead = leading.lead(unit, org, one.team)
    readers = {*leading.members(unit, org, one.team), *([lead] if lead else [])}
    card = views.settled(one, leading.name(unit, org, one.team) or "")
    subject = f"{one.team}/{one.quarter}/{_said(one)}"
    left = [Notice(person=person, kind=TOLD, subject=subject, card=card) for person in sorted(readers)]
    notices.leave(unit, org, left, now=now, rng=rng)
