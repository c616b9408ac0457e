"""When each person may get a broadcast: in their hours, and only while Vouchsafe is open to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Select, select, update

from domain import broadcasts as rules
from domain.broadcasts import AWAY_MS, Broadcast, Group, Welcome
from storage import broadcasts_audience, notices, pilot, preferences, tables
from storage.outbox import LEFT, State
from storage.unit import Unit

PIECE = 2_000  # people a statement
LOOK_AGAIN_MS = 86_400_000
AHEAD_MS = 60_000  # before it may leave, it is asked again whether its reader is meant
_outbox = tables.table(tables.Outbox)


def welcome(
    unit: Unit, org: str, broadcast: Broadcast, those: Collection[str], *, now: int
) -> Mapping[str, Welcome | None]:
    """Return when each of the people may get it; people with the same wishes share one reckoning.

    To whom Vouchsafe is not open any more it is held: it may not go before another look, a day later.
    """
    calendar, found = notices.calendar(unit, org, now), preferences.find_all(unit, org, those)
    start = broadcast.wish.start
    hours = {wishes: rules.welcome(start, wishes, calendar, now=now) for wishes in set(found.values())}
    invited, held = pilot.invited(unit, org, found), _held(broadcast, now)
    return {person: hours[wishes] if person in invited else held for person, wishes in found.items()}


def leave_out(unit: Unit, org: str, broadcast: Broadcast, *, now: int) -> None:
    """Drop what waited for its hour and is for whoever has left the audience meanwhile, shortly before it leaves."""
    audience = broadcast.wish.audience
    if audience.group is Group.EVERYONE:
        return
    queued = (_outbox.c.org_id == org, _outbox.c.batch == broadcast.id, _outbox.c.state == State.QUEUED.value)
    soon = select(_outbox.c.reader_id).where(*queued, _outbox.c.not_before <= now + AHEAD_MS)
    after = ""
    while readers := _next(unit, soon, after):
        after = readers[-1]
        if gone := {*readers} - broadcasts_audience.members(unit, org, audience, (readers[0], after)):
            theirs = update(_outbox).where(*queued, _outbox.c.reader_id.in_(gone))
            unit.run(theirs, {"state": State.DROPPED.value, "error": LEFT})


def _next(unit: Unit, readers: Select[tuple[str]], after: str) -> Sequence[str]:
    id = _outbox.c.reader_id
    return unit.run(readers.where(id > after).order_by(id).limit(PIECE)).scalars().all()


def _held(broadcast: Broadcast, now: int) -> Welcome | None:
    """None when the news would be old."""
    began = rules.begins_at(broadcast.wish.start, now=broadcast.sent_at or now)
    again = now + LOOK_AGAIN_MS
    return Welcome(again, again) if now < began + AWAY_MS else None
