"""What concerns the people somebody leads, as of this moment."""

from __future__ import annotations

from content import pack as content
from domain.local_time import DAY_MS
from handlers.turn import Turn
from storage import kudos_reach, people, pilot
from views import reports as views
from views.vocabulary import Part

NUDGE = "n07"  # of the content pack: how long a silence is


def on_home(turn: Turn) -> tuple[Part, ...]:
    """Nothing for whoever leads nobody."""
    unit, org, me = turn.unit, turn.actor.org, turn.actor.person.id
    led = people.led_by(unit, org, me)
    if not led:
        return ()
    days = content.default().nudges[NUDGE].cooldown_days
    found = kudos_reach.unseen(unit, org, managers=(me, me), before=turn.now - days * DAY_MS)
    invited = pilot.invited(unit, org, [one.report.id for one in found])
    unseen = [one.report.name for one in found if one.report.id in invited]
    return views.on_home([one.name for one in led], unseen, days=days)
