"""A manager is told, privately and not often, whom nobody recognized for long; counted from what everyone may read."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import time

import pytest
from sqlalchemy import insert, select, update

from domain.kudos import Audience, Badge, Kudos, Receiver
from domain.people import Person
from schedules import SCHEDULES, tick
from schedules.kudos import DAILY, KIND
from schedules.schedule import Schedule, Schedules
from schedules.tick import Ticked
from storage import kudos, kudos_reach, tables
from storage.unit import Store, Unit
from views import codec
from views.vocabulary import Card

DAY_MS = 86_400_000
START = 1_790_000_000_000
EARLY_FLAG = Badge(id="early_flag", label="Early flag", purpose="", ask="")
LOOKING = Schedules(  # these two and no other, on each of many days
    [
        Schedule(kind=DAILY, run=SCHEDULES.function(DAILY), daily_at=time(4)),
        Schedule(kind=KIND, run=SCHEDULES.function(KIND), chunk=True),
    ]
)
_notice = tables.table(tables.Notice)
_person = tables.table(tables.Person)


@dataclass
class Desk:
    """Mara leads Ben and Chi; a clock that moves by days."""

    store: Store
    now: int = START
    given: int = 0

    def gives(self, receiver: str, audience: Audience, *, shared: bool = False) -> None:
        self.given += 1
        told = Kudos(
            id=f"k{self.given}",
            giver=person("dan"),
            receivers=(Receiver(person=person(receiver), shared=shared),),
            badge=EARLY_FLAG,
            note="You told us early.",
            audience=audience,
            given_at=self.now,
        )
        self.store.write(lambda unit: kudos.add(unit, "org", told)).result()

    def days(self, count: int) -> None:
        for _ in range(count):
            self.now += DAY_MS
            while not self.store.write(self._tick).result().is_idle:
                pass

    def _tick(self, unit: Unit) -> Ticked:
        return tick.tick(unit, LOOKING, now=self.now, rng=random.Random(self.now))

    def told(self, manager: str = "mara") -> list[str]:
        """Whom the manager was told of, one by one."""
        rows = self.store.read(
            lambda unit: unit.rows(
                select(_notice).where(_notice.c.person_id == manager).order_by(_notice.c.created_at, _notice.c.subject)
            )
        ).result()
        cards: list[Card] = [
            codec.load(self.store.keys.open(row["card"], "org", "notice", row["id"], "card")) for row in rows
        ]
        return [card.title.partition(":")[0] for card in cards]


def person(id: str) -> Person:
    return Person(id=id, name=id.title())


def furnish(unit: Unit) -> None:
    unit.run(insert(tables.table(tables.Org)), {"id": "org", "name": "House", "zone": "UTC", "created_at": 0})
    for id, manager in (("mara", None), ("dan", None), ("ben", "mara"), ("chi", "mara")):
        row = {"org_id": "org", "id": id, "name": id.title(), "manager_id": manager, "created_at": START}
        unit.run(insert(_person), row)


@pytest.fixture
def desk(store: Store) -> Desk:
    store.write(furnish).result()
    return Desk(store)


def test_a_manager_hears_of_whoever_was_not_recognized_for_45_days(desk: Desk) -> None:
    """Not a day earlier, not of those who were, and not of anybody else's people."""
    desk.days(10)
    desk.gives("chi", Audience.PUBLIC)
    desk.days(34)
    assert desk.told() == []
    desk.days(2)
    assert (desk.told(), desk.told("dan")) == (["Ben"], [])


def test_the_same_silence_is_not_told_again_for_as_long(desk: Desk) -> None:
    """Once, and once more after another 45 days."""
    desk.days(89)
    assert desk.told() == ["Ben", "Chi"]
    desk.days(2)
    assert desk.told() == ["Ben", "Chi"] * 2


def test_private_praise_stays_private(desk: Desk) -> None:
    """A manager learns nothing from a reminder that came or did not come: only what everyone may read counts."""
    desk.days(10)
    desk.gives("ben", Audience.PRIVATE)
    desk.gives("chi", Audience.PRIVATE, shared=True)
    desk.days(37)
    assert desk.told() == ["Ben"]


def test_nobody_hears_of_people_who_left(desk: Desk) -> None:
    """Nor does a manager who left hear anything."""
    gone = update(_person).where(_person.c.id == "ben").values(active=False)
    desk.store.write(lambda unit: unit.run(gone).rowcount).result()
    desk.days(46)
    assert desk.told() == ["Chi"]


def test_each_chunk_looks_at_its_own_managers(desk: Desk) -> None:
    """However many chunks there are, nobody is looked at twice."""
    before = START + 100 * DAY_MS

    def led_by(first: str, last: str) -> list[str]:
        found = desk.store.read(lambda unit: kudos_reach.unseen(unit, "org", managers=(first, last), before=before))
        return [one.report.id for one in found.result()]

    assert led_by("mara", "mara") == ["ben", "chi"]
    assert led_by("a", "dan") == led_by("n", "z") == []
