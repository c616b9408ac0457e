"""What waits for a person on Home: HR's questions of approval, what a message asked of its reader, what is planned."""

from __future__ import annotations

from domain.broadcasts import State, begins_at
from handlers import broadcasts_standing as standing
from handlers.turn import Press, Turn
from storage import broadcasts as storage
from storage import broadcasts_answers as answers
from views import broadcasts_approval, broadcasts_progress, broadcasts_request
from views.home import Waiting
from views.replies import Reply, Whisper

SINCE_MS = 60 * 86_400_000


def waiting(turn: Turn) -> tuple[Waiting, ...]:
    unit, org, me = turn.unit, turn.actor.org, turn.actor.person.id
    asked = answers.still_open(unit, org, me, since=turn.now - SINCE_MS, now=turn.now)
    mine = tuple(broadcasts_request.waiting(one) for one in asked)
    if not turn.actor.is_hr:
        return mine
    found = storage.on_hr(unit, org, me)
    questions = [one for one in found if one.state is State.WAITING and one.author.id != me]
    planned = [one for one in found if one.state is State.SENDING and begins_at(one.wish.start, now=0) > turn.now]
    return (
        *(broadcasts_approval.to_decide(one) for one in questions),
        *mine,
        *(broadcasts_progress.to_come(one) for one in planned),
    )


def question(turn: Turn) -> Reply:
    """What is to be decided on, as it stands now."""
    said = turn.request.said
    found = storage.find(turn.unit, turn.actor.org, said.subject if isinstance(said, Press) else "")
    return Whisper(standing.to_others(turn, standing.of_another(turn, found)))
