"""Reminds a colleague once of what they were asked, and stops waiting for it in the end."""

from __future__ import annotations

from schedules.schedule import Occasion
from storage import feedback, notices, people
from storage.notices import Notice
from views import feedback as views
from views.feedback import Request


def remind(occasion: Occasion) -> None:
    """The day before; whoever answered meanwhile hears nothing."""
    unit, org, id = occasion.unit, occasion.due.org, occasion.due.subject
    colleague = people.on_behalf_of(unit, org, feedback.colleague(unit, org, id) or "")
    asked = feedback.find(unit, colleague, id) if colleague else None
    if asked is None:
        return
    known = people.by_ids(unit, org, {asked.subject, asked.asked, asked.by})
    names = {one.id: one.name for one in known.values()}
    request = Request(asked=asked, subject=names[asked.subject], colleague=names[asked.asked], asker=names[asked.by])
    card = views.invitation(request)
    left = [Notice(person=asked.asked, kind=feedback.ASKED, subject=f"{id}/reminder", card=card)]
    notices.leave(unit, org, left, now=occasion.now, rng=occasion.rng)


def lapse(occasion: Occasion) -> None:
    feedback.lapse(occasion.unit, occasion.due.org, occasion.due.subject, now=occasion.now)
