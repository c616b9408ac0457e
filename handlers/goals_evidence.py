"""An own check-in kept as evidence: the form of evidence opens with what it said, and nothing is saved before that."""

from __future__ import annotations

from domain import local_time
from domain.errors import NotFoundError
from domain.evidence_record import SEEN
from domain.evidence_sources import Source
from domain.goals import CheckIn
from domain.goals_agreement import Agreement
from handlers import evidence_pieces as pieces
from handlers import goals_showing as showing
from handlers.turn import Turn
from storage import goals as storage
from views import evidence_form
from views.forms import Values
from views.replies import Ask, Reply


def open_form(turn: Turn) -> Reply:
    """The subject is the goal, a slash, and the check-in. What somebody else said is theirs to keep."""
    id, _, which = showing.named(turn).partition("/")
    held, _ = storage.find(turn.unit, turn.actor, id, now=turn.now)
    said = storage.find_check_in(turn.unit, turn.actor.org, held, which)
    if said is None or said.by != turn.actor.person.id:
        raise NotFoundError
    owner = held.goal.owner
    offer = pieces.offer(turn, owner, (owner,))
    return Ask(evidence_form.add(offer, _values(turn, held, said), subject=owner))


def _values(turn: Turn, held: Agreement, said: CheckIn) -> Values:
    """By its name the goal is the event, so that one that closed as learned is known again (promise 8)."""
    return {
        "about": (held.goal.owner,),
        "occurred_on": local_time.day_of(said.at, turn.actor.person.zone).isoformat(),
        "behavior": said.note,
        "source": Source.GOAL_RECORD.value if said.link else SEEN,
        "event": held.goal.title,
        "link": said.link,
    }
