"""Who may do what with teams' figures and rewards: a part of rights.py, written like it."""

from __future__ import annotations

from collections.abc import Mapping

from tests.swaps.facts import Facts
from tests.swaps.rights_reviews import SUBJECT, VALUE, May


def reads(facts: Facts, me: str, id: str) -> bool:
    """The team, whoever leads it, and HR."""
    return id in facts.teams and ((id, me) in facts.members or writes(facts, me, id))


def writes(facts: Facts, me: str, id: str) -> bool:
    return id in facts.teams and (me in facts.hr or facts.heads.get(id) == me)


def publishes(facts: Facts, me: str, id: str) -> bool:
    return id in facts.experiments and reads(facts, me, facts.experiments[id]["team_id"])


def withdraws(facts: Facts, me: str, id: str) -> bool:
    return me in facts.hr and id in facts.experiments


def settles(facts: Facts, me: str, id: str) -> bool:
    return id in facts.quarters and writes(facts, me, id.partition("/")[0])


def takes_away(facts: Facts, me: str, id: str) -> bool:
    return me in facts.hr and id in facts.senders


_BUTTONS: Mapping[str, May] = {
    "paired.show": reads,
    "paired.enter.open": writes,
    "paired.rows.open": writes,
    "paired.sender.remove": takes_away,
    "rewards.show": reads,
    "rewards.rule.open": writes,
    "rewards.end": writes,
    "rewards.experiment.open": reads,
    "rewards.publish.open": publishes,
    "rewards.experiment.withdraw": withdraws,
    "rewards.again": settles,
    "rewards.given": settles,
}
TEAMS: Mapping[tuple[str, str], May] = {
    **{(action, slot): may for action, may in _BUTTONS.items() for slot in (SUBJECT, VALUE)},
    ("paired.enter", SUBJECT): writes,
    ("paired.rows", SUBJECT): writes,
    ("rewards.rule", SUBJECT): writes,
    ("rewards.experiment", SUBJECT): reads,
    ("rewards.publish", SUBJECT): publishes,
}
