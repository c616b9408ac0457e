"""Settling a quarter: by its own day, or when somebody looks again at one that was on hold; the team hears of it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

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
    one = _as_it_stands(unit, org, rule, quarter, now=now)
    rewards.settle(unit, org, one)
    _tell(unit, org, one, now=now, rng=rng)
    return one


def again(unit: Unit, org: str, before: Settled, *, now: int, rng: random.Random) -> Settled:
    """Settle it by what it was for then, and tell the team what is new. What was decided stays."""
    if not rules.may_settle_again(before.verdict.outcome):
        return before
    one = _as_it_stands(unit, org, before.rule, before.quarter, now=now)
    is_new = _said(one) != _said(before)
    if not is_new:
        one = replace(one, settled_at=before.settled_at)  # so that what the team was told of it is still so
    rewards.settle(unit, org, one)
    if is_new:
        _tell(unit, org, one, now=now, rng=rng)
    return one


def worth_telling(unit: Unit, org: str, person: str, waiting: Sequence[Notice]) -> list[Notice]:
    """Return those that say how their quarter stands now, while the reader is in the team or leads it."""
    teams = leading.teams_of(unit, org, person)
    return [one for one in waiting if one.subject.partition("/")[0] in teams and _still_stands(unit, org, one)]


def _still_stands(unit: Unit, org: str, notice: Notice) -> bool:
    team, quarter, *_ = notice.subject.split("/")
    line = rewards.settled(unit, org, team, Quarter.parse(quarter))
    return line is not None and _subject(line) == notice.subject


def _as_it_stands(unit: Unit, org: str, rule: Rule, quarter: Quarter, *, now: int) -> Settled:
    return Settled(
        team=rule.team,
        quarter=quarter,
        verdict=rules.settle(rule, rewards.facts(unit, org, rule.team, quarter)),
        prize=rule.prize,
        settled_at=now,
        least_index=rule.least_index,
    )


def _said(one: Settled) -> str:
    """Return what the team was told: how it stands, and why it waits."""
    return "+".join((one.verdict.outcome.value, *(hold.value for hold in one.verdict.holds)))


def _subject(one: Settled) -> str:
    """Name each time that it came to stand so: what comes back is told again."""
    return f"{one.team}/{one.quarter}/{_said(one)}/{one.settled_at}"


def _tell(unit: Unit, org: str, one: Settled, *, now: int, rng: random.Random) -> None:
    lead = leading.lead(unit, org, one.team)
    readers = {*leading.members(unit, org, one.team), *([lead] if lead else [])}
    card = views.settled(one, leading.name(unit, org, one.team) or "")
    left = [Notice(person=person, kind=TOLD, subject=_subject(one), card=card) for person in sorted(readers)]
    notices.leave(unit, org, left, now=now, rng=rng)
