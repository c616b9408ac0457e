"""Public thanks of a week or a month, told together by badge: which are told, and when the next time is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.kudos import Badge, Kudos

MOST_STORIES = 8  # in one digest
EACH = 2  # of one badge, at first


class Rhythm(StrEnum):
    NEVER = "never"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """The stories of one badge."""

    badge: Badge
    stories: tuple[Kudos, ...]


def starts_on(rhythm: Rhythm, today: date) -> bool:
    """Whether a digest is posted today: on Mondays, or on the first Monday of a month."""
    is_first = rhythm is Rhythm.MONTHLY and today.day <= 7
    return today.weekday() == 0 and (rhythm is Rhythm.WEEKLY or is_first)


def since(rhythm: Rhythm, today: date) -> date:
    """Return the day of the digest before: this one tells what was given from then to the end of yesterday."""
    if rhythm is Rhythm.WEEKLY:
        return today - timedelta(days=7)
    before = today.replace(day=1) - timedelta(days=1)
    first = before.replace(day=1)
    return first + timedelta(days=-first.weekday() % 7)


def chapters(found: Sequence[Kudos], badges: Sequence[Badge]) -> tuple[Chapter, ...]:
    """Return stories by badge, the newest of each receiver once: a digest shows many people, not the most praised."""
    told = [one for one in found if one.is_shown_publicly and all(receiver.named for receiver in one.receivers)]
    chosen: list[Kudos] = []
    seen: set[str] = set()
    for badge in badges:
        mine = [one for one in told if one.badge.id == badge.id]
        for one in mine:
            fresh = not seen & {receiver.person.id for receiver in one.receivers}
            if fresh and len(chosen) < MOST_STORIES and sum(c.badge.id == badge.id for c in chosen) < EACH:
                chosen.append(one)
                seen |= {receiver.person.id for receiver in one.receivers}
    by_badge = {badge.id: tuple(one for one in chosen if one.badge.id == badge.id) for badge in badges}
    return tuple(Chapter(badge=badge, stories=by_badge[badge.id]) for badge in badges if by_badge[badge.id])
