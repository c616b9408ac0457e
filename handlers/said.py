"""What somebody pressed, chose or filled in, and which day it is where they are."""

from __future__ import annotations

from datetime import date

from domain import local_time
from domain.errors import NotFoundError
from handlers.turn import Press, Submit, Turn


def named(turn: Turn) -> str:
    """Return what was pressed, chosen in a menu, or stands in the form."""
    match turn.request.said:
        case Press() as press:
            return press.value or press.subject
        case Submit() as submit:
            return submit.subject
        case _:
            return ""


def submitted(turn: Turn) -> Submit:
    """Return the form as it came. Raises NotFoundError where there is none."""
    said = turn.request.said
    if not isinstance(said, Submit):
        raise NotFoundError
    return said


def today(turn: Turn) -> date:
    return local_time.day_of(turn.now, turn.actor.person.zone)
