"""Leaving word for people unasked."""

from __future__ import annotations

from collections.abc import Iterable

from domain import policy
from handlers.turn import Turn
from storage import notices, people, pilot
from storage.notices import Notice
from views.vocabulary import Card


def leave(turn: Turn, told: Iterable[tuple[str, str, str, Card]]) -> None:
    """Leave word (person, kind, subject, card) for those who take part and to whom Vouchsafe is open."""
    unit, org = turn.unit, turn.actor.org
    each = list(told)
    known = people.by_ids(unit, org, {person for person, *_ in each}) if each else {}
    there = pilot.invited(unit, org, [one.id for one in known.values() if policy.takes_part(one)])
    left = [
        Notice(person=person, kind=kind, subject=subject, card=card)
        for person, kind, subject, card in each
        if person in there
    ]
    notices.leave(unit, org, left, now=turn.now, rng=turn.rng)
