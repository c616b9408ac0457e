"""The audit line of a turn: who did what to which object, never anybody's words."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.turn import Turn
from storage import audit


def record(turn: Turn, action: str, object: str, detail: Mapping[str, str]) -> None:
    """Call it last: on PostgreSQL it locks the end of one of the org's chains."""
    audit.record(
        turn.unit,
        org=turn.actor.org,
        actor=turn.actor.person.id,
        action=action,
        object=object,
        detail=detail,
        now=turn.now,
        rng=turn.rng,
    )
