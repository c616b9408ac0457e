"""Where people come from, for HR."""

from __future__ import annotations

from handlers.turn import Turn
from storage import sources as storage
from views import sources as views
from views.replies import Reply, Whisper


def show(turn: Turn) -> Reply:
    """Also by `/vouchsafe sources`."""
    return Whisper(views.card(storage.last_words(turn.unit, turn.actor.org)))
