"""What a calibration sprint does by itself: it asks managers week by week, reminds once, and says when it is over."""

from __future__ import annotations

from dataclasses import replace

from domain import calibration_sprint as rules
from domain import policy
from domain.calibration_sprint import Week
from schedules.schedule import Occasion
from storage import calibration_sprint, competencies, notices, people
from storage.calibration_sprint_due import AGAIN, END, KIND, named
from storage.notices import Notice
from views import calibration_sprint_told as views
from views.calibration_sprint import Seen
from views.vocabulary import Card


def tell(occasion: Occasion) -> None:
    """Leave it for everybody who still takes part, and has something to hear."""
    unit, org = occasion.unit, occasion.due.org
    sprint = calibration_sprint.found(unit, org, occasion.due.subject)
    if sprint is None or sprint.stopped_at is not None:
        return
    there = [one.id for one in people.by_ids(unit, org, sprint.managers).values() if policy.takes_part(one)]
    read = rules.read_by(sprint, calibration_sprint.readings(unit, org, sprint.id))
    titles = {one.id: one.title for one in competencies.current(unit, org).competencies}
    seen = Seen(sprint=sprint, now=occasion.now, titles=titles, takes_part=True)
    left = [_notice(occasion.due.step, one, replace(seen, read=read[one])) for one in there]
    notices.leave(unit, org, [one for one in left if one], now=occasion.now, rng=occasion.rng)


def _notice(step: str, person: str, seen: Seen) -> Notice | None:
    """None for whoever has read the cases that it is about."""
    what, number = named(step)
    week = seen.sprint.week(number)
    if what != END and (week is None or number in seen.read):
        return None
    return Notice(
        person=person,
        kind=KIND,
        subject=f"{seen.sprint.id}/{step}",
        card=_card(what, week, seen),
        deadline=week.closes_at if week else None,
    )


def _card(what: str, week: Week | None, seen: Seen) -> Card:
    if week is None:
        return views.ends(seen)
    return views.again(seen, week) if what == AGAIN else views.opens(seen, week)
