"""A month after a quarter each team's reward is settled, and the next quarter is planned."""

from __future__ import annotations

from domain import paired
from domain.rewards import Quarter
from schedules.schedule import Occasion
from storage import audit, leading, rewards, rewards_settling, set_up


def settle(occasion: Occasion) -> None:
    """Nothing happens to a team whose rule was ended, nor to one that has fewer than five people by now.

    What holds a reward up is counted of the team, and of so few it would be about one person.
    """
    unit, org = occasion.unit, occasion.due.org
    team, _, words = occasion.due.subject.rpartition("/")
    rule, quarter = rewards.rule(unit, org, team), Quarter.parse(words)
    if rule is None or leading.name(unit, org, team) is None:
        return
    rewards.plan(unit, org, team, quarter.after, set_up.hours(unit, org).zone)
    if len(leading.members(unit, org, team)) < paired.LEAST:
        return
    one = rewards_settling.settle(unit, org, rule, quarter, now=occasion.now, rng=occasion.rng)
    audit.record(
        unit,
        org=org,
        actor=None,
        action="rewards.settled",
        object=team,
        detail={"quarter": words, "outcome": one.verdict.outcome.value},
        now=occasion.now,
        rng=occasion.rng,
    )
