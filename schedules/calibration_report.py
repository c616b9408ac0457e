"""The report of a session by itself: read once it is closed, computed in a process of its own, told to each apart."""

from __future__ import annotations

from collections.abc import Sequence

from domain.calibration_report import Given, Report, Unclear
from schedules.schedule import Occasion
from storage import broadcasts_approval, calibration, calibration_reviews, calibration_room, notices
from storage import calibration_report as storage
from storage import calibration_report_given as inputs
from storage.calibration import Kept
from storage.notices import Notice
from views import calibration_report_told as views
from views.calibration import Seen
from views.vocabulary import Card


def gather(occasion: Occasion) -> Given | None:
    return inputs.closed(occasion.unit, occasion.due.org, occasion.due.subject)


def save(occasion: Occasion, found: Report) -> None:
    """Keep it. The facilitator hears of the figures, each manager of their own, HR of what is read in two ways."""
    kept = calibration.found(occasion.unit, occasion.due.org, found.session)
    if kept is None:
        return
    storage.save(occasion.unit, occasion.due.org, found, now=occasion.now)
    unit, facilitator = occasion.unit, kept.session.facilitator
    scene = calibration_room.scene(unit, occasion.due.org, kept, now=occasion.now)
    seen = calibration_room.seen_by(scene, facilitator)
    left = [_to(facilitator, kept, views.ready(seen)), *_of_own(kept, found, seen)]
    if found.room.unclear:
        left += _to_rewrite(occasion, kept, seen, found.room.unclear)
    notices.leave(occasion.unit, occasion.due.org, left, now=occasion.now, rng=occasion.rng)


def _of_own(kept: Kept, found: Report, seen: Seen) -> list[Notice]:
    """Of whoever rated nothing that others rated, too, there is nothing to tell."""
    return [_to(one.person, kept, views.own(seen)) for one in found.habits if one.island]


def _to_rewrite(occasion: Occasion, kept: Kept, seen: Seen, unclear: Sequence[Unclear]) -> list[Notice]:
    framework = calibration_reviews.framework(occasion.unit, occasion.due.org, kept.session)
    card = views.rewrite(seen, framework, unclear)
    those = broadcasts_approval.hr(occasion.unit, occasion.due.org)
    return [Notice(person=one.id, kind=storage.REWRITE, subject=kept.id, card=card) for one in those]


def _to(person: str, kept: Kept, card: Card) -> Notice:
    return Notice(person=person, kind=storage.FIGURES, subject=kept.id, card=card)
