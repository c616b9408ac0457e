"""Who else of HR may approve what one of them asks for: whoever is near a review, or had a hand in it, may not."""

from __future__ import annotations

from domain import policy
from domain.people import Actor
from domain.policy import Action, Condition, Kind
from handlers.turn import Turn
from storage import people, reviews
from storage.reviews import Found

_APPROVED = frozenset({Condition.APPROVED})


def may(found: Found) -> bool:
    """Neither who asks nor who approves is the person or in their line, or had a hand in what was written."""
    return policy.allows(found.standing, Action.RELEASE, Kind.CALIBRATED_RATING, _APPROVED)


def others(turn: Turn) -> list[Actor]:
    """Return the others of HR who take part."""
    me = turn.actor.person.id
    return [one for one in people.of_hr(turn.unit, turn.actor.org) if one.person.id != me]


def is_anybody(turn: Turn, found: Found, others: list[Actor]) -> bool:
    """Say whether one of these could approve it at this moment."""
    return any(may(theirs) for one in others if (theirs := _met(turn, found, one)))


def _met(turn: Turn, found: Found, reader: Actor) -> Found | None:
    return reviews.meet(turn.unit, reader, found.review.id, now=turn.now)
