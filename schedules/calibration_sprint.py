"""What a calibration sprint does by itself: it asks managers week by week, reminds once, and says when it is over."""

from __future__ import annotations

from domain import policy
from domain.calibration_sprint import Sprint
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
    left = [notice for one in there if (notice := _notice(occasion, sprint, one))]
    notices.leave(unit, org, left, now=occasion.now, rng=occasion.rng)


def _notice(occasion: Occasion, sprint: Sprint, person: str) -> Notice | None:
    """None for whoever has read the cases that it is about."""
    what, number = named(occasion.due.step)
    week = sprint.week(number)
    seen = _seen(occasion, sprint, person)
    if what != END and (week is None or number in seen.read):
        return None
    return Notice(
        person=person,
        kind=KIND,
        subject=f"{sprint.id}/{occasion.due.step}",
        card=_card(what, number, seen),
        deadline=week.closes_at if week else None,
    )


def _card(what: str, number: int, seen: Seen) -> Card:
    week = seen.sprint.week(number)
    if week is None:
        return views.ends(seen)
    return views.again(seen, week) if what == AGAIN else views.opens(seen, week)


def _seen(occasion: Occasion, sprint: Sprint, person: str) -> Seen:
    unit, org = occasion.unit, occasion.due.org
    read = frozenset(calibration_sprint.own(unit, org, sprint.id, person))
    titles = {one.id: one.title for one in competencies.current(unit, org).competencies}
    return Seen(sprint=sprint, now=occasion.now, titles=titles, read=read, takes_part=True)
