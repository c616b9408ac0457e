"""Who may do what with teams' figures and rewards: a part of rights.py, written like it."""

from __future__ import annotations

from collections.abc import Mapping

from tests.swaps.facts import Facts
from tests.swaps.rights_reviews import SUBJECT, May


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


TEAMS: Mapping[tuple[str, str], May] = {
    ("paired.show", SUBJECT): reads,
    ("paired.enter.open", SUBJECT): writes,
    ("paired.enter", SUBJECT): writes,
    ("paired.rows.open", SUBJECT): writes,
    ("paired.rows", SUBJECT): writes,
    ("paired.sender.remove", SUBJECT): takes_away,
    ("rewards.show", SUBJECT): reads,
    ("rewards.rule.open", SUBJECT): writes,
    ("rewards.rule", SUBJECT): writes,
    ("rewards.end", SUBJECT): writes,
    ("rewards.experiment.open", SUBJECT): reads,
    ("rewards.experiment", SUBJECT): reads,
    ("rewards.publish.open", SUBJECT): publishes,
    ("rewards.publish", SUBJECT): publishes,
    ("rewards.experiment.withdraw", SUBJECT): withdraws,
    ("rewards.again", SUBJECT): settles,
    ("rewards.given", SUBJECT): settles,
}
