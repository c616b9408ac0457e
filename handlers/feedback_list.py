"""Requests for feedback as they are shown: with the names of the three."""

from __future__ import annotations

from collections.abc import Sequence

from domain.feedback import Asked
from handlers.turn import Turn
from storage import feedback as storage
from storage import people
from views import feedback as views
from views.feedback import Request
from views.home import Waiting
from views.privacy import A_FORMER_COLLEAGUE
from views.vocabulary import Part

LISTED = 10


def in_list(turn: Turn) -> Sequence[Part]:
    waits = named(turn, storage.waiting(turn.unit, turn.actor))
    return views.in_list(waits, named(turn, storage.asked_by(turn.unit, turn.actor, most=LISTED)))


def waiting(turn: Turn) -> Sequence[Waiting]:
    return tuple(views.waiting(one) for one in named(turn, storage.waiting(turn.unit, turn.actor)))


def named(turn: Turn, asked: Sequence[Asked]) -> list[Request]:
    ids = {id for one in asked for id in (one.subject, one.asked, one.by)}
    known = people.by_ids(turn.unit, turn.actor.org, ids) if ids else {}
    names = dict.fromkeys(ids, A_FORMER_COLLEAGUE) | {id: person.name for id, person in known.items()}
    return [
        Request(asked=one, subject=names[one.subject], colleague=names[one.asked], asker=names[one.by]) for one in asked
    ]
