"""One goal, or somebody's goals, as their reader sees them; that somebody else read them is recorded."""

from __future__ import annotations

from domain import policy
from domain.errors import NotFoundError
from domain.goals_agreement import Agreement
from domain.people import Person
from domain.policy import Action, Condition, Kind
from domain.privacy import DataClass
from handlers.turn import Press, Submit, Turn
from storage import goals as storage
from storage import lines, people, reads
from views import goals as views
from views.goals_words import Sides
from views.vocabulary import Card

_PUT = frozenset({Condition.PROPOSED})
_BY_ROLE = (("manager", _PUT), ("HR", _PUT | {Condition.REASON}))


def named(turn: Turn) -> str:
    """Return what was pressed, chosen in a menu, or stands in the form: the id of a goal or of a person."""
    said = turn.request.said
    match said:
        case Press():
            return said.value or said.subject
        case Submit():
            return said.subject
        case _:
            return ""


def sides(turn: Turn, owner: str) -> Sides:
    """Raises NotFoundError when nobody has this id."""
    found = _person(turn, owner)
    if found is None:
        raise NotFoundError
    boss = lines.manager(turn.unit, turn.actor.org, owner, at=turn.now)
    lead = _person(turn, boss) if boss else None
    return Sides(owner=found, lead=lead if lead and policy.takes_part(lead) else None, reader=turn.actor.person)


def reads_as(turn: Turn, owner: str) -> str:
    """Return as what the actor may read what was put forward: "" as the owner, else a role. Raises NotFoundError."""
    if owner == turn.actor.person.id:
        return ""
    standing = lines.standing(turn.unit, turn.actor, owner, at=turn.now)
    for role, met in _BY_ROLE:
        if policy.allows(standing, Action.READ, Kind.GOAL, met):
            return role
    raise NotFoundError


def require_side(turn: Turn, owner: str) -> Sides:
    """Return both sides for whoever is one of them. Raises NotFoundError for anybody else."""
    standing = lines.standing(turn.unit, turn.actor, owner, at=turn.now)
    if not policy.allows(standing, Action.WRITE, Kind.GOAL, _PUT | {Condition.CHANGEABLE}):
        raise NotFoundError
    return sides(turn, owner)


def card(turn: Turn, held: Agreement, *, lead: str = "", just_said: str = "") -> Card:
    latest = storage.check_ins(turn.unit, turn.actor.org, held, most=views.CHECK_INS)
    return views.one(held, sides(turn, held.goal.owner), latest, lead=lead, just_said=just_said)


def record_read(turn: Turn, owner: str, *, role: str, reason: str = "") -> None:
    """Like every audit line it comes last. Of what is one's own nothing is recorded."""
    if owner == turn.actor.person.id:
        return
    reads.record(
        turn.unit,
        turn.actor.org,
        reader=turn.actor.person.id,
        role=role,
        subject=owner,
        of=DataClass.REVIEWS,
        now=turn.now,
        rng=turn.rng,
        reason=reason,
    )


def _person(turn: Turn, id: str) -> Person | None:
    return people.by_ids(turn.unit, turn.actor.org, [id]).get(id)
