"""A session in one's own calendar: a one-time link to the file that puts it there, moves it or takes it out."""

from __future__ import annotations

from domain import policy
from domain.errors import NotFoundError
from handlers import calibration_standing as standing
from handlers.turn import Turn
from storage import calibration as storage
from storage import calibration_told, downloads, people
from storage.downloads import File, Taken
from storage.unit import Unit
from views import calibration_calendar
from views import calibration_list as views
from views.replies import Reply, Whisper

OF = "calendar"  # the kind of file


def offer(turn: Turn) -> Reply:
    """To whoever has a seat in it, or has heard of it and has none any more. Raises NotFoundError."""
    unit, org, me = turn.unit, turn.actor.org, turn.actor.person.id
    kept = storage.found(unit, org, standing.named(turn)[0])
    if kept is None or not (kept.session.seat(me) or me in calibration_told.heard(unit, org, kept.id)):
        raise NotFoundError
    if not turn.site:
        return Whisper(views.no_link())
    link = downloads.offer(unit, Taken(org, me, OF, kept.id), now=turn.now, rng=turn.rng)
    return Whisper(views.calendar_ready(f"{turn.site}/download/{link}", minutes=downloads.MINUTES))


def file(unit: Unit, *, taken: Taken, now: int) -> File | None:
    """Return the session as it is now. Whoever has no seat any more gets what takes it out."""
    kept = storage.found(unit, taken.org, taken.about)
    person = people.by_ids(unit, taken.org, [taken.person]).get(taken.person)
    if kept is None or person is None or not policy.takes_part(person):
        return None
    mail = calibration_told.mail(unit, taken.org, taken.person)
    has_seat = kept.session.seat(taken.person) is not None
    body = calibration_calendar.file(kept.session, person, mail, now=now, has_seat=has_seat)
    return File(name=calibration_calendar.FILE, media=calibration_calendar.MEDIA, body=body)
