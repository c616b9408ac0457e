"""Reviews on Home: what waits, and the way to one's own."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.turn import Turn
from storage import reviews_home as storage
from views import reviews_home as views
from views.home import Waiting
from views.vocabulary import Part


def waiting(turn: Turn) -> Sequence[Waiting]:
    found = storage.waiting(turn.unit, turn.actor, most=views.COUNTED + 1, now=turn.now)
    return views.waiting(found.to_read, found.back, found.disputes, found.concerns)


def on_home(turn: Turn) -> Sequence[Part]:
    return views.on_home(is_hr=turn.actor.is_hr)
