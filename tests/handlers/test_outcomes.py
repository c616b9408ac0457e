"""Naming the team that a cycle is compared with."""

from __future__ import annotations

import random
from functools import partial

import pytest
from sqlalchemy import insert, select, update

from domain.errors import StaleError
from domain.people import Actor, Person
from handlers import outcomes
from handlers.turn import Delivery, Place, PlaceKind, Platform, Request, Submit, Turn
from storage import tables
from storage.unit import Store, Unit
from tests.storage.test_outcomes import NOW, Half
from views import outcomes_team as views
from views.replies import Correct, Reply, Whisper

ORG = "org3"
HANA = Actor(org=ORG, person=Person(id="p59", name="Hana"), workspace="w", account="U1", is_hr=True)


@pytest.fixture
def half(store: Store) -> Store:
    """Sky and sea are in the cycle, and twenty people in a third team are not."""
    store.write(lambda unit: Half(unit, ORG, random.Random(3))()).result()
    return store


def names(unit: Unit, team: str) -> Reply:
    request = Request(
        platform=Platform.SLACK,
        tenant="T1",
        account="U1",
        place=Place(PlaceKind.DIRECT),
        delivery=Delivery("slack", (team,)),
        said=Submit(action="outcomes.team", subject="c1", values={"team": (team,) if team else ()}),
    )
    return outcomes.name_team(Turn(request=request, actor=HANA, unit=unit, now=NOW, rng=random.Random(7)))


def held(unit: Unit) -> str | None:
    [row] = unit.rows(select(tables.named("cycle").c.beside_team))
    return str(row["beside_team"]) if row["beside_team"] else None


def test_hr_names_a_team_that_is_not_in_the_cycle(half: Store) -> None:
    """Of one of few people it is told that its figures stay away; an empty form means all other teams again."""

    def play(unit: Unit) -> None:
        for team, flaw in (("sky", views.OF_CYCLE), ("nobodys", views.GONE)):
            refused = names(unit, team)
            assert isinstance(refused, Correct)
            assert refused.errors == (("team", flaw),)
            assert held(unit) is None
        assert names(unit, "rest") == Whisper(views.saved("c1", "rest"))
        assert held(unit) == "rest"
        lines = unit.rows(select(tables.named("audit")))
        assert [row["action"] for row in lines] == ["outcomes.compared"]
        unit.run(insert(tables.named("team")), {"org_id": ORG, "id": "new", "name": "New", "created_at": 0})
        assert names(unit, "new") == Whisper(views.saved("c1", "New", is_small=True))
        assert names(unit, "") == Whisper(views.saved("c1", ""))
        assert held(unit) is None

    half.write(play).result()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_once_a_cycle_is_closed_what_it_is_compared_with_stays(half: Store) -> None:
    """Or somebody could look for the team that makes it look best."""
    half.write(lambda unit: unit.run(update(tables.named("cycle")).values(state="closed")).rowcount).result()
    with pytest.raises(StaleError):
        half.write(partial(names, team="rest")).result()
