"""Goals on Home: what waits for the person, what is under way, and who of those they lead holds none."""

from __future__ import annotations

from domain import goals_agreement as rules
from handlers import goals_showing as showing
from handlers.turn import Turn
from storage import goals as storage
from storage import goals_reach, people
from views import goals_list as views
from views.home import Waiting
from views.vocabulary import Part

SHOWN = 3  # that wait, of one's people


def waiting(turn: Turn) -> tuple[Waiting, ...]:
    """What to agree to, one's own first, then those of people one leads; and what one began."""
    me = turn.actor.person.id
    mine = storage.of_person(turn.unit, turn.actor, me, now=turn.now)
    theirs = [storage.find(turn.unit, turn.actor, id, now=turn.now)[0] for id in _open_of_people(turn, me)[:SHOWN]]
    asked = [one for one in (*mine, *theirs) if rules.waits_for(one, me)]
    begun = [one for one in mine if rules.lacks(one) and one.asked_by is None]
    return (
        *(views.waits(one, showing.sides(turn, one.goal.owner)) for one in asked),
        *(views.is_begun(one) for one in begun[:1]),
    )


def on_home(turn: Turn) -> tuple[Part, ...]:
    unit, org, me = turn.unit, turn.actor.org, turn.actor.person
    mine = storage.of_person(unit, turn.actor, me.id, now=turn.now)
    led = {person.id: person for person in people.led_by(unit, org, me.id)}
    lacking = [led[id] for id in goals_reach.unpaired(unit, org, list(led))]
    return views.on_home(mine, showing.sides(turn, me.id), led=len(led), unpaired=lacking)


def _open_of_people(turn: Turn, me: str) -> list[str]:
    """Return the ids of those their owners put forward and that wait; opened one by one, by the policy."""
    led = [person.id for person in people.led_by(turn.unit, turn.actor.org, me)]
    found = storage.standings(turn.unit, turn.actor.org, led)
    return [goal.id for goal, asked_by, waits in found if waits and asked_by == goal.owner]
