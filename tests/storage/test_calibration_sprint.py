"""Calibration sprints as rows: what is read is kept once, and the plan counts who has read all of it."""

from __future__ import annotations

import random
import threading
from concurrent.futures import Future
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest

from domain import calibration_sprint as rules
from domain.calibration_sprint import Reading, Sprint
from domain.competencies import Level
from domain.contact import Calendar
from domain.errors import StaleError
from domain.plan import NOTHING, Auto, Check
from storage import calibration_sprint as storage
from storage import erasing, keeping_calibration, tables
from storage.erasing_messages import Case
from storage.postgres import PostgresStore
from storage.sealing import KeyRing
from storage.unit import Store, Unit
from tests.conftest import Postgres
from tests.storage.test_plan import DAY_MS, NOW, Desk, furnish

SECONDS = 20  # before it is given up
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
    those = Reading(person=who, week=week, levels=LEVELS, at=SPRINT.starts_at + week)
    storage.put(unit, "org", replace(SPRINT, id=sprint), those)


def all_read(unit: Unit, *those: str, sprint: str = "p1") -> None:
    for who in those:
        for week in (1, 2, 3, 4):
            read(unit, who, week, sprint)


def of(id: str, managers: tuple[str, ...], first: date, competencies: tuple[str, ...] = ("a", "b", "c", "d")) -> Sprint:
    weeks = rules.weeks(first, competencies, "UTC", WORKED)
    return replace(SPRINT, id=id, managers=managers, weeks=weeks)


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


def test_whoever_read_the_cases_of_a_competency_in_another_sprint_knows_them(desk: Desk) -> None:
    """By the competency: the weeks of the next sprint may come in another order."""
    desk.happens(lambda unit: storage.add(unit, "org", SPRINT, now=NOW))
    desk.happens(lambda unit: read(unit, "ana", 2))
    those = [("ana", "b"), ("ana", "a"), ("ben", "b")]
    known = desk.store.read(lambda unit: [storage.knows(unit, "org", *one) for one in those]).result()
    assert known == [True, False, False]
    told = Reading(person="ana", week=3, levels=LEVELS, at=NOW, knew=True)
    desk.happens(lambda unit: storage.put(unit, "org", SPRINT, told))
    assert desk.store.read(lambda unit: storage.own(unit, "org", "p1", "ana")).result()[3] == told


def test_a_sprint_knows_that_readings_it_counted_are_gone(desk: Desk) -> None:
    """Erased, or forgotten with time while a legal hold keeps others: no counts of the rest are shown."""
    desk.happens(lambda unit: storage.add(unit, "org", SPRINT, now=NOW))
    desk.happens(lambda unit: all_read(unit, *MANAGERS))
    desk.happens(lambda unit: keeping_calibration.sprints(unit, "org", SPRINT.ends_at + 1, {"ben"}))
    left = desk.store.read(lambda unit: storage.found(unit, "org", "p1")).result()
    assert left
    assert left.managers == ("ben",)
    assert rules.is_cut(left, desk.store.read(lambda unit: storage.readings(unit, "org", "p1")).result())


def test_a_manager_who_is_erased_before_having_read_anything_takes_no_figure_from_the_others(desk: Desk) -> None:
    """Nor does one in a week that still goes on: nobody was shown a figure with them in it."""
    desk.happens(lambda unit: storage.add(unit, "org", SPRINT, now=NOW))
    for week in (1, 2, 3):
        desk.happens(partial(read, who="ana", week=week))
    late = Reading(person="ben", week=1, levels=LEVELS, at=SPRINT.weeks[0].closes_at)
    desk.happens(lambda unit: storage.put(unit, "org", SPRINT, late))
    assert erased(desk, "chi") == [1, 1, 1, 0]
    assert erased(desk, "ben") == [1, 1, 1, 0]
    assert erased(desk, "ana") == [1, 0, 0, 0]


def erased(desk: Desk, who: str) -> list[int]:
    """Erase somebody in the second week; return how many readers each week counts then."""
    now = SPRINT.weeks[0].closes_at

    def erase(unit: Unit) -> list[int]:
        erasing.again(Case(unit=unit, org="org", person=who, now=now, rng=random.Random(now)))
        left = storage.found(unit, "org", "p1")
        assert left
        assert who not in left.managers
        return [one.readers for one in left.weeks]

    return desk.store.write(erase).result()


FEBRUARY, MARCH = date(2026, 2, 2), date(2026, 3, 2)


def test_the_plan_has_it_done_once_all_who_take_part_have_read_four_weeks(desk: Desk) -> None:
    """Of those since the cycle began; whoever has left is not waited for, nor whoever was in a stopped one alone."""
    assert desk.checks(FEBRUARY)[Auto.SPRINT_READ] == NOTHING
    desk.happens(lambda unit: storage.add(unit, "org", SPRINT, now=NOW))
    desk.happens(lambda unit: all_read(unit, "ana", "ben"))
    desk.happens(lambda unit: read(unit, "chi", 1))
    assert desk.checks(FEBRUARY)[Auto.SPRINT_READ] == Check(have=2, of=3, need=3)
    person = tables.table(tables.Person)
    desk.happens(lambda unit: unit.run(person.update().where(person.c.id == "chi").values(active=False)))
    assert desk.checks(FEBRUARY)[Auto.SPRINT_READ].is_done
    before = [replace(week, opens_at=NOW - 50 * DAY_MS + week.number) for week in SPRINT.weeks]
    earlier = replace(SPRINT, id="p0", weeks=tuple(before))
    desk.happens(lambda unit: storage.add(unit, "org", earlier, now=NOW))
    desk.happens(lambda unit: storage.stop(unit, "org", "p1", now=SPRINT.ends_at - 1))
    assert desk.checks(FEBRUARY)[Auto.SPRINT_READ] == Check(have=2, of=2, need=2)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_two_groups_that_practice_in_the_same_month_are_one(desk: Desk) -> None:
    """Neither is ticked off by the other; one that was stopped before anybody was done asks for nobody."""
    groups = (of("p1", ("ana", "ben"), FEBRUARY), of("p2", ("chi", "dan"), FEBRUARY))
    for one in (*groups, of("p3", ("hana", "ana"), FEBRUARY)):
        desk.happens(partial(storage.add, org="org", sprint=one, now=NOW))
    desk.happens(lambda unit: storage.stop(unit, "org", "p3", now=SPRINT.starts_at + 1))
    desk.happens(lambda unit: all_read(unit, "ana", "ben"))
    desk.happens(lambda unit: all_read(unit, "chi", sprint="p2"))
    assert desk.checks(MARCH)[Auto.SPRINT_READ] == Check(have=3, of=4, need=4)
    desk.happens(lambda unit: all_read(unit, "dan", sprint="p2"))
    assert desk.checks(MARCH)[Auto.SPRINT_READ].is_done


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_sprint_to_come_takes_back_nothing_that_the_last_one_did(desk: Desk) -> None:
    """From its first day on its managers are asked for, too."""
    for one in (of("p1", ("ana", "ben"), FEBRUARY), of("p2", ("ana", "chi"), MARCH)):
        desk.happens(partial(storage.add, org="org", sprint=one, now=NOW))
    desk.happens(lambda unit: all_read(unit, "ana", "ben"))
    assert desk.checks(MARCH - timedelta(days=1))[Auto.SPRINT_READ].is_done
    assert desk.checks(MARCH)[Auto.SPRINT_READ] == Check(have=2, of=3, need=3)


def test_nobody_is_in_two_that_were_started_in_the_same_moment(postgres: Postgres, keys: KeyRing) -> None:
    """On PostgreSQL, where two may write at once: the second looks only when the first is saved."""
    house = PostgresStore(postgres.fresh(), keys)
    house.write(furnish).result()
    seen, inside = [], threading.Event()

    def start(unit: Unit, sprint: Sprint) -> None:
        busy = storage.not_over_alone(unit, "org", now=NOW)
        inside.set()
        seen.append([one.id for one in busy])
        if not busy:
            storage.add(unit, "org", sprint, now=NOW)

    def first(unit: Unit) -> Future[None]:
        start(unit, SPRINT)
        inside.clear()
        other = house.write(lambda beside: start(beside, replace(SPRINT, id="p2")))
        inside.wait(0.3)  # without the lock the other one is in by now; with it, it waits for this unit to end
        return other

    house.write(first).result(SECONDS).result(SECONDS)
    house.close()
    assert seen == [[], ["p1"]]
