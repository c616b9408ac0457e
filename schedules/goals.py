"""Reminds whoever began a goal and left it without a part what a paired one is for; twice, and then no more."""

from __future__ import annotations

from content import pack as content
from domain import goals_agreement as rules
from schedules.schedule import Occasion
from storage import goals, notices
from storage.goals_due import KIND
from storage.notices import Notice
from views import goals_told as views

NUDGE = "n09"  # of the content pack


def nudge(occasion: Occasion) -> None:
    """Unless it was finished or dropped meanwhile. The words of the goal stay out of it."""
    unit, org, id = occasion.unit, occasion.due.org, occasion.due.subject
    held = goals.plain(unit, org, id)
    if held is None or not rules.lacks(held):
        return
    left = Notice(
        person=held.author,
        kind=KIND,
        subject=f"{id}/{occasion.due.step}",
        card=views.unpaired(id, content.default().nudges[NUDGE].text, rules.lacks(held)),
        about=None if held.author == held.goal.owner else held.goal.owner,
    )
    notices.leave(unit, org, [left], now=occasion.now, rng=occasion.rng)
