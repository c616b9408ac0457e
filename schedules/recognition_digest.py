"""Posts public thanks together, on Mondays, where HR wants that, and draws a post again when one of them changes."""

from __future__ import annotations

from datetime import date, time

from content import pack as content
from domain import local_time
from domain import recognition_digest as rules
from domain.recognition_digest import Chapter, Rhythm
from schedules.schedule import Occasion
from storage import channels, reach, set_up
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
    chapters = _chapters(occasion, rhythm, today)
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


def _chapters(occasion: Occasion, rhythm: Rhythm, today: date) -> tuple[Chapter, ...]:
    """By whole days where the organization is: however late this runs, no thanks are told twice or left out.

    What is chosen is read once more and held: a withdrawal is either seen here, or finds in which post it stood.
    """
    unit, org, pack = occasion.unit, occasion.due.org, content.default()
    zone = set_up.hours(unit, org).zone
    first, end = (local_time.instant(day, time(0), zone) for day in (rules.since(rhythm, today), today))
    last = min(end - 1, occasion.now - pack.kudos_rules.undo_ms)
    found = storage.latest(unit, org, reach.members(unit, org), pack, first=first, last=last)
    chosen = [one.id for chapter in rules.chapters(found, pack.badges) for one in chapter.stories]
    return rules.chapters(kudos_rows.public(unit, org, chosen, pack, held=True), pack.badges)


def _key(day: str) -> str:
    return f"digest/{day}"
