"""Finds people for fields and for names typed by hand."""

from __future__ import annotations

from handlers.turn import Chose, Turn
from storage import people
from views.replies import Options, Reply
from views.vocabulary import Option


def search(turn: Turn) -> Reply:
    """Answer what is typed into a people field."""
    said = turn.request.said
    query = said.query.strip() if isinstance(said, Chose) else ""
    found = people.search(turn.unit, turn.actor.org, query)
    return Options(tuple(Option(person.id, person.name) for person in found))
