"""A sprint by itself: whom it asks for what, and what is not said any more when it is welcome."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from schedules import calibration_sprint as schedules
from schedules.schedule import Occasion
from storage import calibration_sprint as storage
from storage import calibration_sprint_due, notices, tables
from storage.calibration_sprint_due import KIND
from storage.due import Due
from storage.notices import Notice
from storage.unit import Store, Unit
from tests.storage.test_calibration_sprint import MANAGERS, SPRINT, read
from tests.storage.test_plan import NOW, furnish

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
FIRST, AGAIN, END = "open/1", "again/1", "end/0"


@pytest.fixture
def house(store: Store) -> Store:
    store.write(furnish).result()
    store.write(lambda unit: storage.add(unit, "org", SPRINT, now=NOW)).result()
    return store


def told(unit: Unit, step: str) -> dict[str, list[Notice]]:
    """Let the step happen; what waits for each manager after it."""
    one = Due(org="org", kind=KIND, subject=SPRINT.id, step=step, due_at=SPRINT.starts_at)
    schedules.tell(Occasion(due=one, unit=unit, now=SPRINT.starts_at, rng=random.Random(step)))
    return {who: notices.waiting(unit, "org", who) for who in MANAGERS}


def test_whoever_has_read_a_week_is_not_asked_for_it_and_hears_of_the_end(house: Store) -> None:
    """Nor is whoever takes part no more asked for anything."""

    def play(unit: Unit) -> list[set[str]]:
        read(unit, "ana", 1)
        person = tables.table(tables.Person)
        unit.run(person.update().where(person.c.id == "chi").values(active=False))
        return [{who for who, those in told(unit, step).items() if those} for step in (FIRST, END)]

    assert house.write(play).result() == [{"ben"}, {"ana", "ben"}]


def test_what_waits_is_not_told_once_it_was_read_or_the_sprint_was_stopped(house: Store) -> None:
    """Somebody reads the cases in the evening, before the morning in which they would have been asked again."""

    def play(unit: Unit) -> list[int]:
        told(unit, FIRST)
        waits = told(unit, AGAIN)["ana"]
        end = replace(waits[0], subject=f"{SPRINT.id}/{END}")
        named = calibration_sprint_due.naming(SPRINT, "dan", waits[0].card)
        counts = [len(waits)]
        read(unit, "ana", 1)
        counts.append(len(calibration_sprint_due.worth_telling(unit, "org", "ana", [*waits, end, named])))
        storage.stop(unit, "org", SPRINT.id, now=NOW)
        return [*counts, len(calibration_sprint_due.worth_telling(unit, "org", "ana", [*waits, end, named]))]

    assert house.write(play).result() == [2, 2, 0]
