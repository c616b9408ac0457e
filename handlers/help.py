"""Help, and the way on from a word nobody knows."""

from __future__ import annotations

from domain.names import closest
from handlers.turn import Command, Turn
from views import help as views
from views.replies import Reply, Whisper


def overview(turn: Turn) -> Reply:
    return Whisper(views.overview())


def unknown(turn: Turn) -> Reply:
    said = turn.request.said
    verb = said.verb if isinstance(said, Command) else ""
    return Whisper(views.unknown(verb, closest(verb, views.COMMANDS)))
