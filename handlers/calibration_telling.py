"""Whoever gets, has or loses a seat in a calibration session hears of it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from domain import calibration as rules
from domain.calibration import Session
from handlers import calibration_standing as standing
from handlers.turn import Turn
from storage import calibration_told as storage
from storage import notices
from storage.calibration import Kept
from storage.notices import Notice
from views import calibration_told as views
from views.calibration import Seen
from views.vocabulary import Card


def invite(turn: Turn, kept: Kept, those: Collection[str]) -> None:
    """Whoever has heard of it hears what is new; whoever plans it sees it, and is not told."""
    heard = storage.heard(turn.unit, turn.actor.org, kept.id)
    _leave(turn, kept, [one for one in those if one in heard], views.moved)
    _leave(turn, kept, [one for one in those if one not in heard], views.invited)


def change(turn: Turn, before: Session, kept: Kept) -> None:
    """Of another time or seat; for whom word of it waits, that tells of the session as it is now."""
    waits = storage.waits(turn.unit, turn.actor.org, kept.id)
    concerned = rules.concerned(before, kept.session)
    invite(turn, kept, [one for one in kept.session.people if one in concerned or one in waits])


def call_off(turn: Turn, kept: Kept) -> None:
    heard = storage.heard(turn.unit, turn.actor.org, kept.id)
    _leave(turn, kept, [one for one in kept.session.people if one in heard], views.called_off)


def release(turn: Turn, kept: Kept, gone: Collection[str]) -> None:
    heard = storage.heard(turn.unit, turn.actor.org, kept.id)
    _leave(turn, kept, [one for one in gone if one in heard], views.released)


def _leave(turn: Turn, kept: Kept, those: Collection[str], card: Callable[[Seen], Card]) -> None:
    seen, subject = standing.brief(turn, kept), storage.subject(kept.session)
    left = [
        Notice(
            person=one,
            kind=storage.INVITED,
            subject=subject,
            card=card(replace(seen, seat=kept.session.seat(one))),
            deadline=kept.session.starts_at,
        )
        for one in those
    ]
    notices.leave(turn.unit, turn.actor.org, left, now=turn.now, rng=turn.rng)
