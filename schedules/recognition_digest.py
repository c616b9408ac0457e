"""Posts public thanks together, on Mondays, where HR wants that, and draws a post again when one of them changes."""

from __future__ import annotations

from datetime import date

from content import pack as content
from domain import recognition_digest as rules
from domain.local_time import DAY_MS
from schedules.schedule import Occasion
from storage import channels, reach
from storage import kudos as kudos_rows
from storage import recognition_digest as storage
from views import recognition_digest as views

DAILY = "digest.daily"


def post(occasion: Occasion) -> None:
    """Nothing on other days, and nothing where there is nothing to tell."""
    unit, org, now = occasion.unit, occasion.due.org, occasion.now
    today, rhythm = date.fromisoformat(occasion.due.step), storage.rhythm(unit, org)
    if not rules.starts_on(rhythm, today):
        return
    pack, first = content.default(), now - rules.days(rhythm, today) * DAY_MS
    chapters = rules.chapters(
        storage.latest(unit, org, reach.members(unit, org), pack, first=first, last=now), pack.badges
    )
    if chapters:
        told = [one.id for chapter in chapters for one in chapter.stories]
        storage.keep(unit, org, today.isoformat(), told, now=now)
        channels.post(unit, org, _key(today.isoformat()), views.posted(chapters), now=now, rng=occasion.rng)


def redraw(occasion: Occasion) -> None:
    """With what still may be read by everybody, as it is now."""
    unit, org, day = occasion.unit, occasion.due.org, occasion.due.subject
    pack = content.default()
    left = kudos_rows.public(unit, org, storage.told(unit, org, day), pack)
    card = views.posted(rules.chapters(left, pack.badges))
    channels.amend(unit, org, _key(day), card, now=occasion.now, rng=occasion.rng)


def _key(day: str) -> str:
    return f"digest/{day}"
