"""The file that puts a session into a calendar, moves it there or takes it out (RFC 5545, RFC 5546).

It names nobody who is talked about and no rating: calendars are read by colleagues, assistants and lock screens.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from domain.calibration import Session, State
from domain.people import Person
from views.product import NAME

if TYPE_CHECKING:
    from icalendar import Event

MEDIA, FILE = "text/calendar", "session.ics"
TITLE = "Calibration session"
_DESCRIPTION = f"What to prepare, and the room itself, are in your chat with {NAME}: type /calibrate there."
_NO_MAIL = "nobody@vouchsafe.invalid"  # RFC 2606: calendars want an address, and answers are asked for in chat


def file(session: Session, person: Person, mail: str, *, now: int, has_seat: bool) -> bytes:
    """Return the file for one person; `has_seat` False, or a cancelled session, takes it out. `mail` may be ""."""
    from icalendar import Calendar  # noqa: PLC0415 - 0.2 s, for one file now and then: no part of starting up

    is_off = session.state is State.CANCELLED or not has_seat
    calendar = Calendar()
    calendar.add("prodid", f"-//{NAME}//Calibration//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_off else "REQUEST")
    calendar.add_component(_event(session, person, mail, now=now, is_off=is_off))
    year = session.day.year
    calendar.add_missing_timezones(first_date=date(year - 1, 1, 1), last_date=date(year + 2, 1, 1))
    return bytes(calendar.to_ical())


def _event(session: Session, person: Person, mail: str, *, now: int, is_off: bool) -> Event:
    """The zone's own name stands in it, so that the hour stays right whatever the clocks do."""
    from icalendar import Event, vCalAddress, vText  # noqa: PLC0415 - as above

    zone = ZoneInfo(session.zone)
    begins, ends = (datetime.fromtimestamp(at / 1000, zone) for at in (session.starts_at, session.ends_at))
    organizer, attendee = vCalAddress(f"mailto:{_NO_MAIL}"), vCalAddress(f"mailto:{mail or _NO_MAIL}")
    organizer.params["CN"], attendee.params["CN"] = vText(NAME), vText(person.name)
    attendee.params["RSVP"], attendee.params["PARTSTAT"] = vText("FALSE"), vText("NEEDS-ACTION")
    event = Event()
    event.add("uid", f"{session.id}@vouchsafe")
    event.add("sequence", session.sequence)
    event.add("dtstamp", datetime.fromtimestamp(now / 1000, UTC))
    event.add("dtstart", begins)
    event.add("dtend", ends)
    event.add("summary", TITLE)
    event.add("description", _DESCRIPTION)
    event.add("organizer", organizer)
    event.add("attendee", attendee)
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    return event
