"""The two buttons under the three lines about Vouchsafe: either of them and they are not shown again."""

from __future__ import annotations

from handlers import home
from handlers.turn import Turn
from storage import introductions
from views import introduction as views
from views.replies import Home, Reply, Whisper


def who_sees_what(turn: Turn) -> Reply:
    introductions.record(turn.unit, turn.actor.org, turn.actor.person.id, now=turn.now)
    return Whisper(views.who_sees_what())


def understood(turn: Turn) -> Reply:
    """The dashboard is drawn anew, without them."""
    introductions.record(turn.unit, turn.actor.org, turn.actor.person.id, now=turn.now)
    return Home(home.dashboard(turn))
