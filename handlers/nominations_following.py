"""Nominations that end with a checkpoint of a review cycle: they move with it, and everybody can read so."""

from __future__ import annotations

from domain.cycles import Cycle
from handlers import audit
from handlers.nominations import team_names
from handlers.turn import Turn
from storage import channels, nominations_closing
from views import nominations_told as views


def follow(turn: Turn, cycle: Cycle) -> None:
    """Let the announcement say the new day, and say it once more by itself."""
    unit, org, now = turn.unit, turn.actor.org, turn.now
    for one in nominations_closing.follow(unit, org, cycle, now=now):
        key, card = f"nominations/{one.id}", views.opened(one, team_names(turn, one))
        channels.amend(unit, org, f"{key}/open", card, now=now, rng=turn.rng)
        channels.post(unit, org, f"{key}/moved/{one.version}", views.moved(one), now=now, rng=turn.rng)
        audit.record(turn, "nominations.moved", one.id, {"version": str(one.version)})
