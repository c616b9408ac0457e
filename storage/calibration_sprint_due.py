"""What a calibration sprint does by itself: its weeks begin, whoever has not read one hears of it, and it ends."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from domain import calibration_sprint as rules
from domain.calibration_sprint import Sprint, Week
from domain.contact import Calendar
from storage import calibration_sprint, due
from storage.due import Due
from storage.notices import Notice
from storage.unit import Unit
from views.vocabulary import Card

KIND = "calibration.sprint"  # of due rows, and of the notices that come of them
OPEN, AGAIN, END = "open", "again", "end"  # what happens; of the first two, in which week stands behind
_NAMED = "named/0"  # who looks after it hears so, before anything happens


def plan(unit: Unit, org: str, sprint: Sprint, zone: str, calendar: Calendar) -> None:
    """In the mornings of the zone in which its weeks begin."""
    steps = [step for week in sprint.weeks for step in _of_week(org, sprint, week, zone, calendar)]
    due.plan(unit, [*steps, Due(org=org, kind=KIND, subject=sprint.id, step=f"{END}/0", due_at=sprint.ends_at)])


def cancel(unit: Unit, org: str, sprint: str) -> None:
    due.cancel(unit, org, KIND, sprint)


def named(step: str) -> tuple[str, int]:
    """Return what happens at a step, and in which week."""
    what, _, week = step.partition("/")
    return what, int(week)


def naming(sprint: Sprint, person: str, card: Card) -> Notice:
    """Return what whoever was named to look after it is told: not later than in its first week."""
    until = sprint.weeks[0].closes_at
    return Notice(person=person, kind=KIND, subject=f"{sprint.id}/{_NAMED}", card=card, deadline=until)


def worth_telling(unit: Unit, org: str, person: str, waiting: Sequence[Notice]) -> list[Notice]:
    """Return what is of sprints that were not stopped; of a week, as long as the person has not read its cases."""
    named = {one.subject.partition("/")[0] for one in waiting}
    found = {id: calibration_sprint.found(unit, org, id) for id in named}
    read = {id: calibration_sprint.own(unit, org, id, person).keys() for id in named}
    alive = {id for id, sprint in found.items() if sprint is not None and sprint.stopped_at is None}
    return [one for one in waiting if one.subject.partition("/")[0] in alive and _is_left(one, read)]


def _is_left(one: Notice, read: Mapping[str, Collection[int]]) -> bool:
    sprint, _, step = one.subject.partition("/")
    what, week = named(step)
    return what not in {OPEN, AGAIN} or week not in read[sprint]


def _of_week(org: str, sprint: Sprint, week: Week, zone: str, calendar: Calendar) -> list[Due]:
    again = rules.reminds_at(week, zone, calendar)
    moments = [(OPEN, week.opens_at), *([] if again is None else [(AGAIN, again)])]
    return [
        Due(
            org=org,
            kind=KIND,
            subject=sprint.id,
            step=f"{what}/{week.number}",
            due_at=at,
            expires_at=week.closes_at,
        )
        for what, at in moments
    ]
