"""When each person may get a broadcast: in their hours, and only while Vouchsafe is open to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from domain import broadcasts as rules
from domain.broadcasts import AWAY_MS, Broadcast, Welcome
from storage import notices, pilot, preferences
from storage.unit import Unit

LOOK_AGAIN_MS = 86_400_000


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


def _held(broadcast: Broadcast, now: int) -> Welcome | None:
    """None when the news would be old."""
    began = rules.begins_at(broadcast.wish.start, now=broadcast.sent_at or now)
    again = now + LOOK_AGAIN_MS
    return Welcome(again, again) if now < began + AWAY_MS else None
