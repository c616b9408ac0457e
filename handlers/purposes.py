"""HR reads about somebody for a purpose: counted, and beyond what is usual in an hour not by one person alone."""

from __future__ import annotations

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
    unit, org, me = turn.unit, turn.actor.org, turn.actor.person.id
    people.lock(unit, org, me)
    opened = reads.opened(unit, org, me, since=turn.now - HOUR_MS)
    if not privacy.may_open(subject, {one.subject for one in opened}):
        audit.record(turn, "profile.refused", subject, {"what": what})
        return Whisper(errors.refused(TooManyProfilesError()))
    reads.open_profile(unit, org, reader=me, subject=subject, what=what, now=turn.now, rng=turn.rng)
    return None
