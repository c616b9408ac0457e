"""How far recognition reaches, counted from what everyone may read, by the teams people were in at the time."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import insert

from domain.kudos import Audience, Badge, Kudos, Receiver
from domain.local_time import DAY_MS
from domain.people import Person
from domain.reach import Metric
from storage import kudos, lines, reach, tables
from storage.unit import Store, Unit

NOW = 1_790_000_000_000
BADGE = Badge(id="early_flag", label="Early flag", purpose="", ask="")
TEAM = ("ana", "ben", "chi", "dan", "eve")


@dataclass
class House:
    """Mara leads the five of Checkout; Hana is in another team."""

    store: Store
    given: int = 0

    def gives(self, giver: str, receiver: str, *, days: int = 1, audience: Audience = Audience.PUBLIC) -> None:
        self.given += 1
        one = Kudos(
            id=f"k{self.given}",
            giver=person(giver),
            receivers=(Receiver(person=person(receiver)),),
            badge=BADGE,
            note="You told us early.",
            audience=audience,
            given_at=NOW - days * DAY_MS,
        )
        self.store.write(lambda unit: kudos.add(unit, "org", one)).result()

    def of_team(self, metric: Metric, *, days: int = 60) -> float | None:
        found = self.store.read(
            lambda unit: reach.of(unit, "org", reach.members(unit, "org", "t"), now=NOW, days=days)
        ).result()
        figure = found[metric].figure
        return figure.value if figure else None


def person(id: str) -> Person:
    return Person(id=id, name=id.title())


def furnish(unit: Unit) -> None:
    unit.run(insert(tables.table(tables.Org)), {"id": "org", "name": "House", "created_at": 0})
    teams = [{"org_id": "org", "id": id, "name": id, "created_at": 0} for id in ("t", "other")]
    unit.run(insert(tables.table(tables.Team)), teams)
    people = [{"org_id": "org", "id": id, "name": id.title(), "created_at": 0} for id in (*TEAM, "mara", "hana")]
    unit.run(insert(tables.table(tables.Person)), people)
    lines.lead(unit, "org", dict.fromkeys(TEAM, "mara"), now=0)
    lines.assign(unit, "org", {"hana": ["other"], **{id: ["t"] for id in TEAM}}, now=0)


@pytest.fixture
def house(store: Store) -> House:
    store.write(furnish).result()
    return House(store)


def test_only_what_everyone_may_read_is_counted(house: House) -> None:
    """Else a figure would tell the manager that somebody was thanked in private."""
    house.gives("hana", "ana")
    house.gives("hana", "ben", audience=Audience.PRIVATE)
    assert house.of_team(Metric.COVERAGE) == 0.2


def test_a_period_is_counted_by_itself(house: House) -> None:
    """What is older counts only as what a note within it answers."""
    house.gives("ana", "ben", days=31)
    for day in range(1, 21):
        house.gives("ben", "ana" if day == 20 else "hana", days=day)
    assert house.of_team(Metric.COVERAGE, days=30) == 0.2
    assert house.of_team(Metric.RECIPROCITY, days=30) == 0.05


def test_a_note_leaves_the_team_that_the_giver_was_in(house: House) -> None:
    """Whoever changed teams since is counted as it was; whoever leads the team and is in none is outside of it."""
    for day in range(1, 20):
        house.gives("ana", "hana", days=day)
    house.gives("ana", "ben", days=30)
    house.store.write(lambda unit: lines.assign(unit, "org", {"ben": ["other"]}, now=NOW - DAY_MS // 2)).result()
    found = house.store.read(lambda unit: reach.of(unit, "org", TEAM, now=NOW)).result()
    figure = found[Metric.CROSS_TEAM].figure
    assert figure is not None
    assert figure.value == 0.95


def test_the_org_counts_whoever_takes_part(house: House) -> None:
    """And a manager's people are those whom they lead now."""
    house.gives("ana", "hana")
    whole = house.store.read(lambda unit: reach.of(unit, "org", reach.members(unit, "org"), now=NOW)).result()
    figure = whole[Metric.COVERAGE].figure
    assert figure is not None
    assert figure.n == 7
    assert figure.value == pytest.approx(1 / 7)
    assert house.store.read(lambda unit: reach.led_by(unit, "org", "mara")).result() == list(TEAM)
