"""Leaves word with the other side of a goal that something is ready to read, never what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from domain.goals_agreement import Agreement
from handlers import goals_showing as showing
from handlers.turn import Turn
from storage import goals_due, notices
from storage.notices import Notice
from views.goals_words import Sides
from views.vocabulary import Card


def tell(turn: Turn, held: Agreement, words: Callable[[Agreement, Sides], Card]) -> None:
    """Nobody, where nobody leads the owner. Whoever leads them is told only while they do."""
    sides, me = showing.sides(turn, held.goal.owner), turn.actor.person.id
    other = sides.lead if me == sides.owner.id else sides.owner
    if other is None:
        return
    left = Notice(
        person=other.id,
        kind=goals_due.READY,
        subject=goals_due.subject(held),
        card=words(held, replace(sides, reader=other)),
        about=sides.owner.id if other.id != sides.owner.id else None,
    )
    notices.leave(turn.unit, turn.actor.org, [left], now=turn.now, rng=turn.rng)
