"""Wall clocks: when a local date and time happens in an IANA zone, whatever the zone did to that hour."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY_MS, HOUR_MS, MINUTE_MS = 86_400_000, 3_600_000, 60_000
FIRST_ZONE, LAST_ZONE = "Pacific/Kiritimati", "Etc/GMT+12"  # where a day begins, and where it ends last
USUAL_ZONES = (  # to choose from, besides those of the people there are
    "UTC",
    *(f"Europe/{city}" for city in ("London", "Lisbon", "Madrid", "Paris", "Amsterdam", "Berlin", "Rome", "Warsaw")),
    *(f"Europe/{city}" for city in ("Stockholm", "Athens", "Kyiv", "Istanbul")),
    *(f"America/{city}" for city in ("New_York", "Chicago", "Denver", "Los_Angeles", "Toronto", "Mexico_City")),
    *(f"America/{city}" for city in ("Bogota", "Sao_Paulo", "Argentina/Buenos_Aires")),
    *(f"Africa/{city}" for city in ("Cairo", "Lagos", "Nairobi", "Johannesburg")),
    *(f"Asia/{city}" for city in ("Dubai", "Karachi", "Kolkata", "Dhaka", "Bangkok", "Singapore", "Shanghai")),
    *(f"Asia/{city}" for city in ("Manila", "Tokyo", "Seoul")),
    *("Australia/Perth", "Australia/Sydney", "Pacific/Auckland"),
)


def instant(day: date, at: time, zone: str) -> int:
    """Return the moment (UTC epoch ms) when a clock in the zone shows this.

    A repeated hour means its first occurrence; an hour that is skipped, the first valid instant after the gap.
    """
    info = ZoneInfo(zone)
    wall = datetime.combine(day, at, info)  # fold=0: the first of two; inside a gap, the offset from before it
    moment = wall.astimezone(UTC)
    if moment.astimezone(info).replace(tzinfo=None) != wall.replace(tzinfo=None):
        moment = _end_of_gap(wall, info)
    return round(moment.timestamp() * 1000)


def on(moment: int, zone: str) -> datetime:
    """Return what a clock in the zone shows at the moment (UTC epoch ms)."""
    return datetime.fromtimestamp(moment / 1000, ZoneInfo(zone))


def day_of(moment: int, zone: str) -> date:
    return on(moment, zone).date()


def _end_of_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """Find the second at which the zone's clocks had jumped over the wall time."""
    before, after = wall.replace(fold=1).astimezone(UTC), wall.astimezone(UTC)  # the jump lies between them
    jumped = after.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == jumped:
            after = middle
        else:
            before = middle
    return after
