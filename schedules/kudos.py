"""Tells managers, privately, of people they lead whom nobody has recognized for long."""

from __future__ import annotations

from dataclasses import replace

from content import pack as content
from domain.local_time import DAY_MS
from domain.set_up import Step
from schedules import fan_out
from schedules.schedule import Occasion
from storage import coaching, due, kudos_reach, notices, pilot, set_up
from storage.kudos_reach import Unseen
from storage.notices import Notice
from views import kudos_nudge as views

KIND = "kudos.unseen"
DAILY = "kudos.unseen.daily"
MANAGERS = 200  # a chunk
NUDGE = "n07"  # of the content pack


def look_for_unseen(occasion: Occasion) -> None:
    """Plan, in chunks, that managers are told."""
    managers = kudos_reach.managers(occasion.unit, occasion.due.org)
    due.plan(occasion.unit, fan_out.chunks(replace(occasion.due, kind=KIND), managers, size=MANAGERS))


def nudge_managers(occasion: Occasion) -> None:
    """Once for each stretch of silence, and again when as much time has passed; never about someone who just came."""
    nudge = content.default().nudges[NUDGE]
    silence = nudge.cooldown_days * DAY_MS
    those = fan_out.ends(occasion.due)
    before = occasion.now - silence
    if (set_up.find(occasion.unit, occasion.due.org).saved(Step.EVERYONE).at or 0) > before:
        return  # nobody could be thanked by everybody for as long as that
    found = kudos_reach.unseen(occasion.unit, occasion.due.org, managers=those, before=before)
    invited = pilot.invited(occasion.unit, occasion.due.org, [one.report.id for one in found])
    left = [
        _notice(one, nudge.text, (occasion.now - one.since) // silence) for one in found if one.report.id in invited
    ]
    told = coaching.within(occasion.unit, occasion.due.org, left, now=occasion.now)
    notices.leave(occasion.unit, occasion.due.org, told, now=occasion.now, rng=occasion.rng)


def _notice(one: Unseen, text: str, times: int) -> Notice:
    return Notice(
        person=one.manager,
        kind=KIND,
        subject=f"{one.report.id}/{one.since}/{times}",
        card=views.unseen(one.report, text),
        about=one.report.id,
    )
