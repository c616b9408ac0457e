"""Who sees to a post-mortem: those who wrote it, and somebody else once none of them is here any more."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from domain import policy
from domain.people import Actor
from domain.policy import Standing
from domain.postmortems import Postmortem
from storage import checkpoints, leading, people, tables
from storage.prepared import Prepared
from storage.unit import Unit

_score = tables.table(tables.PostmortemScore)
_SCORERS = Prepared(
    select(_score.c.person_id).where(
        _score.c.org_id == bindparam("org"),
        _score.c.postmortem_id == bindparam("postmortem"),
        _score.c.round == bindparam("round"),
        ~_score.c.stepped_back,
    )
)


def keepers(unit: Unit, org: str, one: Postmortem) -> list[str]:
    """Return who registered it or responded and is here; else whoever stands in for them."""
    there = people.by_ids(unit, org, one.writers)
    return sorted(id for id, person in there.items() if policy.takes_part(person)) or _stand_ins(unit, org, one)


def standing(unit: Unit, actor: Actor, one: Postmortem) -> Standing:
    """Return what somebody is to it: its `author` is everybody who sees to it."""
    me = actor.person.id
    is_theirs = me in one.writers or me in keepers(unit, actor.org, one)
    return Standing(member=policy.takes_part(actor.person), author=is_theirs)


# --- Pieces -------------------------------------------------------------------------------------------------------


def _stand_ins(unit: Unit, org: str, one: Postmortem) -> list[str]:
    """Return whoever leads the team now, and else HR: what waits for a word of the writers must not wait for ever.

    Nobody who scores it: whoever may change what it says does not judge it.
    """
    told = {"org": org, "postmortem": one.id, "round": one.round}
    scorers = {row["person_id"] for row in unit.rows(_SCORERS, told)}
    leader = leading.lead(unit, org, one.team)
    there = people.by_ids(unit, org, [leader] if leader else ())
    leads = [id for id, person in there.items() if policy.takes_part(person) and id not in scorers]
    return leads or [person.id for person in checkpoints.administrators(unit, org) if person.id not in scorers]
