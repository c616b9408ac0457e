"""Who sees to a post-mortem: those who wrote it, and somebody else once none of them is here any more."""

from __future__ import annotations

from domain import policy
from domain.people import Actor
from domain.policy import Standing
from domain.postmortems import Postmortem
from storage import checkpoints, leading, people
from storage.unit import Unit


def keepers(unit: Unit, org: str, one: Postmortem) -> list[str]:
    """Return who registered it or responded and is here; else whoever leads the team now, and else HR.

    Otherwise what still waits for a word of theirs would wait for ever, and with it the reward of a team.
    """
    there = people.by_ids(unit, org, one.writers)
    if writers := sorted(id for id, person in there.items() if policy.takes_part(person)):
        return writers
    leader = leading.lead(unit, org, one.team)
    if leader and policy.takes_part(people.by_ids(unit, org, [leader])[leader]):
        return [leader]
    return [person.id for person in checkpoints.administrators(unit, org)]


def standing(unit: Unit, actor: Actor, one: Postmortem) -> Standing:
    """Return what somebody is to it: its `author` is everybody who sees to it."""
    me = actor.person.id
    is_theirs = me in one.writers or me in keepers(unit, actor.org, one)
    return Standing(member=policy.takes_part(actor.person), author=is_theirs)
