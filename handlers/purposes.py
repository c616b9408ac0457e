"""HR reads about somebody for a purpose: counted, and beyond what is usual in an hour not by one person alone."""

from __future__ import annotations

from collections.abc import Collection

from domain import privacy
from domain.local_time import HOUR_MS
from domain.privacy import TooManyProfilesError
from handlers import audit
from handlers.turn import Turn
from storage import people, reads
from views import errors
from views.replies import Reply, Whisper


def refusal(turn: Turn, subject: str, what: str) -> Reply | None:
    """Count the subject and return None; or the refusal, of which a line stays, too. Ask before anything is shown.

    `what`: evidence, review or goals. The reader is locked, so that two forms sent at once count as two.
    """
    return refusal_of_all(turn, {subject}, what)


def refusal_of_all(turn: Turn, subjects: Collection[str], what: str) -> Reply | None:
    """The same for what is shown of several at once: all of them count, or none and the first too many is named."""
    unit, org, me = turn.unit, turn.actor.org, turn.actor.person.id
    people.lock(unit, org, me)
    opened = {one.subject for one in reads.opened(unit, org, me, since=turn.now - HOUR_MS)}
    for subject in sorted(subjects):
        if not privacy.may_open(subject, opened):
            audit.record(turn, "profile.refused", subject, {"what": what})
            return Whisper(errors.refused(TooManyProfilesError()))
        opened.add(subject)
    for subject in sorted(subjects):
        reads.open_profile(unit, org, reader=me, subject=subject, what=what, now=turn.now, rng=turn.rng)
    return None
