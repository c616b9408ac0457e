"""Who in a session may not see somebody's packet: it is hidden from them by every path, and the policy says so too."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from domain.calibration import Seat, Session, State
from domain.policy import Condition, Standing


class Conflict(StrEnum):
    SELF = "it is about them"
    NEAR = "the person leads them, or has the same manager"
    LINE = "they lead the person, or whoever does"
    STAND_IN = "they act or acted for whoever leads the person"


STAKES = frozenset({Conflict.SELF, Conflict.LINE})  # whoever leads or watches a session has neither (Flaw)


def seated(standing: Standing, session: Session, actor: str, *, acted: bool, acts: bool) -> Standing:
    """Return what the actor is to a subject of the session, by the seat they have in it.

    `acted`: at any time of the cycle they acted for whoever leads the subject; from then on they are of the line.
    `acts`: they do so now, and sit there in that one's place.
    """
    seat = session.seat(actor)
    return replace(
        standing,
        manager=standing.manager or acts,
        in_line=standing.in_line or acted,
        facilitates=seat is Seat.FACILITATOR,
        seated=seat in {Seat.MONITOR, Seat.MANAGER},
    )


def met(session: Session, actor: str) -> frozenset[Condition]:
    """Return how a packet of the session stands to the actor, in the words of the policy.

    Whoever leads the room or watches it is not there as anybody's manager.
    """
    holds = {
        Condition.OPEN: session.state in {State.READY, State.OPEN},
        Condition.INVITED: session.seat(actor) is Seat.MANAGER,
    }
    return frozenset(condition for condition, is_met in holds.items() if is_met)


def conflict(standing: Standing, *, acted: bool) -> Conflict | None:
    """Return why somebody in the session has no say on this person, None when they have one."""
    if standing.subject:
        return Conflict.SELF
    if standing.near:
        return Conflict.NEAR
    if standing.manager or standing.skip_level:
        return Conflict.LINE
    if acted:
        return Conflict.STAND_IN
    return Conflict.LINE if standing.in_line else None
