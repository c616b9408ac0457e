"""Once a week HR and whoever owns a task of a plan hear what it has for them; whoever owns nothing hears nothing."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import select, update

from domain.plan import REPORTS, Owner
from schedules import plan as schedule
from schedules.schedule import Occasion
from storage import plan, tables
from storage.due import Due
from storage.unit import Store, Unit
from tests.storage.test_plan import DAY_MS, NOW, furnish
from views import codec

_notice = tables.table(tables.Notice)


@pytest.fixture
def house(store: Store) -> Store:
    """Hana runs HR, and named Ben sponsor."""

    def name(unit: Unit) -> None:
        furnish(unit)
        person = tables.table(tables.Person)
        unit.run(update(person).where(person.c.id == "hana").values(is_hr=True))
        plan.name(unit, "org", "c1", {Owner.SPONSOR: "ben"})

    store.write(name).result()
    return store


def told(store: Store, day: int) -> list[tuple[str, str]]:
    """Let a day of the cycle begin (0 is the first); return who was told so far, and in which week."""
    now = NOW + day * DAY_MS
    due = Due(org="org", kind=schedule.DAILY, subject="", step=str(day), due_at=now)

    def look(unit: Unit) -> None:
        schedule.look_for_tasks(Occasion(due=due, unit=unit, now=now, rng=random.Random(day)))

    store.write(look).result()
    rows = store.read(lambda unit: unit.rows(select(_notice).order_by(_notice.c.created_at, _notice.c.person_id)))
    return [(row["person_id"], row["subject"].partition("/")[2]) for row in rows.result()]


def test_each_hears_once_a_week_while_something_is_for_them(house: Store) -> None:
    """In the first week both; in the second the same again, as nothing was done; never twice in one week."""
    assert told(house, 0) == [("ben", "1"), ("hana", "1")]
    assert told(house, 3) == [("ben", "1"), ("hana", "1")]
    assert told(house, 7) == [("ben", "1"), ("hana", "1"), ("ben", "2"), ("hana", "2")]


def test_what_was_left_for_a_week_is_not_told_in_the_next(house: Store) -> None:
    """Whoever was away for three weeks finds one card, and not what was late at the time."""
    for day in (0, 7, 14):
        told(house, day)
    rows = house.read(lambda unit: unit.rows(select(_notice).order_by(_notice.c.created_at))).result()
    worth = [row["subject"] for row in rows if row["person_id"] == "hana" and row["deadline"] > NOW + 15 * DAY_MS]
    assert worth == ["c1/3"]


def test_in_the_weeks_of_a_report_hr_is_led_to_the_figures(house: Store) -> None:
    """Which nobody else reads."""
    told(house, 7 * (REPORTS[0] - 1))
    rows = house.read(lambda unit: unit.rows(select(_notice))).result()
    cards = {
        row["person_id"]: str(codec.load(house.keys.open(row["card"], "org", "notice", row["id"], "card")))
        for row in rows
    }
    assert {one for one, words in cards.items() if "outcomes.show" in words} == {"hana"}
