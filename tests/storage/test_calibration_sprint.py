"""Calibration sprints as rows: what is read is kept once, and the plan counts who has read all of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain import calibration_sprint as rules
from domain.calibration_sprint import Reading, Sprint
from domain.competencies import Level
from domain.contact import Calendar
from domain.errors import StaleError
from domain.plan import NOTHING, Auto, Check
from storage import calibration_sprint as storage
from storage import tables
from storage.unit import Store, Unit
from tests.storage.test_plan import DAY_MS, NOW, Desk, furnish

WORKED = Calendar(weekdays=frozenset(range(5)), holidays=frozenset())
MANAGERS = ("ana", "ben", "chi")
SPRINT = Sprint(
    id="p1",
    author="hana",
    facilitator="dan",
    managers=MANAGERS,
    weeks=rules.weeks(date(2026, 2, 2), ("a", "b", "c", "d"), "UTC", WORKED),
)
LEVELS = {"a1": Level.COMPETENT, "b1": Level.ROLE_MODEL}


@pytest.fixture
def desk(store: Store) -> Desk:
    store.write(furnish).result()
    return Desk(store)


def read(unit: Unit, who: str, week: int, sprint: str = "p1") -> None:
    storage.put(unit, "org", sprint, Reading(person=who, week=week, levels=LEVELS, at=SPRINT.starts_at + week))


def all_read(unit: Unit, *those: str) -> None:
    for who in those:
        for week in (1, 2, 3, 4):
            read(unit, who, week)


def test_a_sprint_comes_back_as_it_was_kept(desk: Desk) -> None:
    """To whoever takes part and whoever looks after it; stopped by one of two alone."""
    desk.happens(lambda unit: storage.add(unit, "org", SPRINT, now=NOW))

    def look(unit: Unit) -> list[list[Sprint]]:
        mine = [storage.of_person(unit, "org", who) for who in ("ana", "dan", "hana")]
        return [*mine, storage.not_over(unit, "org", now=SPRINT.ends_at)]

    assert desk.store.read(look).result() == [[SPRINT], [SPRINT], [], []]
    desk.happens(lambda unit: storage.stop(unit, "org", "p1", now=NOW))
    stopped = desk.store.read(lambda unit: storage.found(unit, "org", "p1")).result()
    assert stopped == replace(SPRINT, stopped_at=NOW)
    with pytest.raises(StaleError):
        desk.happens(lambda unit: storage.stop(unit, "org", "p1", now=NOW + 1))


def test_cases_are_read_once_whichever_of_two_forms_comes_first(desk: Desk) -> None:
    """The second one has seen how others read them."""
    desk.happens(lambda unit: storage.add(unit, "org", SPRINT, now=NOW))
    desk.happens(lambda unit: read(unit, "ana", 1))
    with pytest.raises(StaleError):
        desk.happens(lambda unit: read(unit, "ana", 1))
    kept = desk.store.read(lambda unit: storage.own(unit, "org", "p1", "ana")).result()
    assert kept == {1: Reading(person="ana", week=1, levels=LEVELS, at=SPRINT.starts_at + 1)}


def test_the_plan_has_it_done_once_all_who_take_part_have_read_four_weeks(desk: Desk) -> None:
    """Of the latest one since the cycle began; whoever has left is not waited for, and a stopped one counts no more."""
    assert desk.checks()[Auto.SPRINT_READ] == NOTHING
    desk.happens(lambda unit: storage.add(unit, "org", SPRINT, now=NOW))
    desk.happens(lambda unit: all_read(unit, "ana", "ben"))
    desk.happens(lambda unit: read(unit, "chi", 1))
    assert desk.checks()[Auto.SPRINT_READ] == Check(have=2, of=3, need=3)
    person = tables.table(tables.Person)
    desk.happens(lambda unit: unit.run(person.update().where(person.c.id == "chi").values(active=False)))
    assert desk.checks()[Auto.SPRINT_READ].is_done
    before = [replace(week, opens_at=NOW - 50 * DAY_MS + week.number) for week in SPRINT.weeks]
    earlier = replace(SPRINT, id="p0", weeks=tuple(before))
    desk.happens(lambda unit: storage.add(unit, "org", earlier, now=NOW))
    desk.happens(lambda unit: storage.stop(unit, "org", "p1", now=NOW))
    assert desk.checks()[Auto.SPRINT_READ] == NOTHING
