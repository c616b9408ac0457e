"""Naming the team that a cycle is compared with."""

from __future__ import annotations

import random
from concurrent.futures import Future

import pytest
from sqlalchemy import insert, select, text, update

from domain.errors import StaleError
from domain.people import Actor, Person
from handlers import outcomes
from handlers.turn import Delivery, Place, PlaceKind, Platform, Request, Submit, Turn
from storage import lines, outcomes_beside, tables
from storage.postgres import PostgresStore
from storage.sealing import KeyRing
from storage.unit import Store, Unit
from tests.conftest import Postgres
from tests.storage.test_outcomes import DAY_MS, NOW, TODAY, Half
from views import outcomes_team as views
from views.forms import CHOOSE
from views.replies import Correct, Reply, Whisper

ORG = "org3"
SECONDS = 20  # before it is given up
_WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
HANA = Actor(org=ORG, person=Person(id="p59", name="Hana"), workspace="w", account="U1", is_hr=True)


@pytest.fixture
def half(store: Store) -> Store:
    """Sky and sea are in the cycle, and twenty people in a third team are not."""
    store.write(lambda unit: Half(unit, ORG, random.Random(3))()).result()
    return store


def names(unit: Unit, *teams: str, now: int = NOW) -> Reply:
    request = Request(
        platform=Platform.SLACK,
        tenant="T1",
        account="U1",
        place=Place(PlaceKind.DIRECT),
        delivery=Delivery("slack", teams),
        said=Submit(action="outcomes.team", subject="c1", values={"team": teams}),
    )
    return outcomes.name_team(Turn(request=request, actor=HANA, unit=unit, now=now, rng=random.Random(7)))


def new_team(unit: Unit, size: int) -> None:
    """So many of the twenty who were in the team that is not in the cycle."""
    unit.run(insert(tables.named("team")), {"org_id": ORG, "id": "new", "name": "New", "created_at": 0})
    lines.assign(unit, ORG, {f"p{40 + number}": ["new"] for number in range(size)}, now=NOW)


def flaw(reply: Reply) -> str:
    assert isinstance(reply, Correct)
    [(name, why)] = reply.errors
    assert name == "team"
    return why


def held(unit: Unit) -> tuple[str, str] | None:
    [row] = unit.rows(select(tables.named("cycle").c.beside_team, tables.named("cycle").c.beside_on))
    return (row["beside_team"], row["beside_on"]) if row["beside_team"] else None


def test_hr_names_a_team_that_is_not_in_the_cycle(half: Store) -> None:
    """Once: two of them, one less the other, would tell of whoever is in one alone."""

    def play(unit: Unit) -> None:
        new_team(unit, 4)
        flaws = {team: flaw(names(unit, team)) for team in ("sky", "nobodys", "new")}
        assert flaws == {"sky": views.OF_CYCLE, "nobodys": views.GONE, "new": views.SIZE}
        assert flaw(names(unit)) == CHOOSE
        assert held(unit) is None
        lines.assign(unit, ORG, {"p44": ["new"]}, now=NOW)
        assert names(unit, "new") == Whisper(views.named("c1", "New", TODAY))
        assert held(unit) == ("new", TODAY.isoformat())
        assert [row["action"] for row in unit.rows(select(tables.named("audit")))] == ["outcomes.compared"]
        assert flaw(names(unit, "rest")) == views.NAMED
        with pytest.raises(StaleError):
            outcomes_beside.choose(unit, ORG, "c1", "rest", TODAY)
        assert held(unit) == ("new", TODAY.isoformat())

    half.write(play).result()


@pytest.mark.parametrize(("size", "is_refused"), [(10, False), (11, True), (19, True), (20, False)])
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_team_is_not_named_where_the_others_without_it_are_fewer_than_the_floor(
    half: Store, size: int, *, is_refused: bool
) -> None:
    """Figures of all twenty less its own would be theirs. Where nobody is left, both are the same."""

    def play(unit: Unit) -> Reply:
        new_team(unit, size)
        return names(unit, "new")

    told = half.write(play).result()
    assert (flaw(told) == views.LEFT) if is_refused else told == Whisper(views.named("c1", "New", TODAY))


def test_whoever_saves_the_same_team_again_leaves_the_day_on_which_it_was_named(half: Store) -> None:
    """Or a team that was named before anything was known would stand there as one that was chosen for its figures."""

    def play(unit: Unit) -> None:
        names(unit, "rest")
        assert names(unit, "rest", now=NOW + 30 * DAY_MS) == Whisper(views.named("c1", "rest", TODAY))
        assert held(unit) == ("rest", TODAY.isoformat())
        assert len(unit.rows(select(tables.named("audit")))) == 1

    half.write(play).result()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_two_teams_chosen_on_teams_are_answered_in_the_form(half: Store) -> None:
    """Its field takes several of what is searched for."""
    told = half.write(lambda unit: names(unit, "rest", "sky")).result()
    assert flaw(told) == "Choose at most 1."


def close(unit: Unit) -> None:
    unit.run(update(tables.named("cycle")).values(state="closed"))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_once_a_cycle_is_closed_what_it_is_compared_with_stays(half: Store) -> None:
    """Or somebody could look for the team that makes it look best."""
    half.write(close).result()
    with pytest.raises(StaleError):
        half.write(lambda unit: names(unit, "rest")).result()


def test_a_team_that_is_named_while_the_cycle_is_closed_is_named_too_late(postgres: Postgres, keys: KeyRing) -> None:
    """PostgreSQL alone: SQLite has one writer, so there one is always first."""
    store = PostgresStore(postgres.fresh(), keys)
    store.write(lambda unit: Half(unit, ORG, random.Random(3))()).result(SECONDS)
    naming: list[Future[Reply]] = []

    def play(unit: Unit) -> None:
        close(unit)
        naming.append(store.write(lambda other: names(other, "rest")))
        while not naming[0].done() and not unit.run(_WAITING).scalar_one():
            pass  # until it is named, or waits for this

    store.write(play).result(SECONDS)
    with pytest.raises(StaleError):
        naming[0].result(SECONDS)
    assert store.read(held).result(SECONDS) is None
    store.close()
