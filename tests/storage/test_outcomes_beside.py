"""Teams in a cycle beside those that are not: the same figures of both, and nobody on both sides."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import insert, update

from domain import outcomes as rules
from domain.outcomes import BESIDE, Measure, Sides
from domain.set_up import Reach
from storage import cycles, lines, outcomes, outcomes_beside, postmortems, set_up, tables
from storage.unit import Store, Unit
from tests.storage.test_outcomes import NOW, PERIOD, TODAY, Half

ORG = "org3"


def sides(store: Store) -> Sides | None:
    kept = store.read(lambda unit: cycles.found(unit, ORG, "c1")).result()
    assert kept is not None
    return store.read(lambda unit: outcomes_beside.beside(unit, ORG, kept, TODAY, now=NOW)).result()


@pytest.fixture
def half(store: Store) -> Store:
    """Forty are in the cycle. Of the other twenty, in a team of their own, eight hold a goal and six were thanked."""

    def furnish(unit: Unit) -> None:
        made = Half(unit, ORG, random.Random(3))
        made()
        when = {"created_at": 0, "changed_at": 0}
        goal = {"state": "active", "words": b"", "ends_on": "2026-07-05", **when}
        for one in (f"p{number}" for number in range(40, 48)):
            made.put("goal", {"id": f"g{one}", "person_id": one, "author_id": one, **goal})
        kudos = {"id": "k", "giver_id": "p00", "badge": "early_flag", "note": b"", "audience": "public"}
        made.put("kudos", {**kudos, "given_at": NOW - 1})
        those = ({"kudos_id": "k", "person_id": f"p{number}", "given_at": NOW - 1} for number in range(40, 46))
        made.put("kudos_receiver", *those)
        made.put("evidence", *(made.piece(f"p{number}", 1) for number in range(40, 50)))

    store.write(furnish).result()
    return store


def test_both_sides_are_counted_alike(half: Store) -> None:
    """Those of the cycle as HR reads them anyway; of the others nothing that only a cycle has."""
    found, kept = sides(half), half.read(lambda unit: cycles.found(unit, ORG, "c1")).result()
    assert found is not None
    assert kept is not None
    whole = half.read(lambda unit: outcomes.outcomes(unit, ORG, kept, TODAY, now=NOW)).result()
    assert found.inside == {one: whole[one] for one in BESIDE}, "all incidents are theirs"
    told = {one: (outcome.have, outcome.figure and outcome.figure.n) for one, outcome in found.outside.items()}
    assert told[Measure.PAIRED] == (8, 20)
    assert told[Measure.REACH] == (6, 20)
    assert told[Measure.CONTESTED][1] == 10
    assert told[Measure.RECURRENCE] == (0, 0)
    assert found.outside.keys() == set(BESIDE)


def name_new(unit: Unit, size: int = 6) -> None:
    """Some of the twenty, the first of them with goals."""
    unit.run(insert(tables.named("team")), {"org_id": ORG, "id": "new", "name": "New", "created_at": 0})
    lines.assign(unit, ORG, {f"p{number}": ["new"] for number in range(40, 40 + size)}, now=NOW)
    outcomes_beside.choose(unit, ORG, "c1", "new", TODAY)


def test_a_team_that_hr_named_stands_beside_alone(half: Store) -> None:
    """With the day on which it was named. Once it has few people left, nobody does: all others less it are a few."""
    half.write(name_new).result()
    found = sides(half)
    assert found is not None
    assert (found.team, found.named_on) == ("New", TODAY)
    assert found.outside[Measure.PAIRED] == rules.share(6, 6)
    assert found.outside[Measure.CONTESTED].figure is None, "fewer than ten people"
    half.write(lambda unit: lines.assign(unit, ORG, {"p40": ["rest"], "p41": ["rest"]}, now=NOW)).result()
    assert sides(half) is None


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_team_that_came_into_the_cycle_is_not_compared_with_it(half: Store) -> None:
    """And nobody else in its place."""
    half.write(lambda unit: outcomes_beside.choose(unit, ORG, "c1", "sky", TODAY)).result()
    assert sides(half) is None


@pytest.mark.parametrize(("others", "is_told"), [(0, True), (3, False)])
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_a_team_contests_is_not_told_where_the_rest_would_be_of_few(
    half: Store, others: int, *, is_told: bool
) -> None:
    """Ten of the team were shown evidence, and of the other ten people three: all less the team's is theirs."""

    def furnish(unit: Unit) -> None:
        name_new(unit, 10)
        for number in range(50, 50 + others):
            unit.run(
                insert(tables.named("evidence")),
                {"org_id": ORG, **Half(unit, ORG, random.Random(3)).piece(f"p{number}", 1)},
            )

    half.write(furnish).result()
    found = sides(half)
    assert found is not None
    assert (found.outside[Measure.CONTESTED].figure is not None) == is_told


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_incident_counts_where_it_was_closed_and_comes_back_wherever_it_does(half: Store) -> None:
    """One of five of the other team, that came back in a team of the cycle."""

    def move(unit: Unit) -> None:
        found = {id: postmortems.find(unit, ORG, id) for id in ("i0", "i2", "i4", "i6", "i8", "i59")}
        known = {id: one for id, one in found.items() if one is not None}
        again = known.pop("i59")
        for one in known.values():
            postmortems.save(unit, ORG, replace(one, team="rest", came_back_on=None, version=2))
        postmortems.save(unit, ORG, replace(again, component=known["i0"].component, version=2))

    half.write(move).result()
    found = sides(half)
    assert found is not None
    assert found.outside[Measure.RECURRENCE] == rules.share(1, 5)
    assert found.inside[Measure.RECURRENCE].have == sum(bool(one) for one in came_back(half))


def came_back(store: Store) -> list[object]:
    teams = ("sky", "sea")
    asked = [partial(postmortems.of_team, org=ORG, team=one, since=PERIOD.start, until=PERIOD.end) for one in teams]
    return [one.came_back_on for each in asked for one in store.read(each).result()]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_single_other_team_is_told_no_more_than_on_its_own_page(half: Store) -> None:
    """Whether HR named it or it is all there is: of one post-mortem that was scored no index stands alone."""

    def move(unit: Unit) -> None:
        one = postmortems.find(unit, ORG, "i0")
        assert one is not None
        postmortems.save(unit, ORG, replace(one, team="rest", version=2))

    half.write(move).result()
    found = sides(half)
    assert found is not None
    assert (found.outside[Measure.POSTMORTEMS].figure, found.outside[Measure.RECURRENCE].figure) == (None, None)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_whoever_is_in_the_cycle_or_does_not_use_vouchsafe_is_no_other(half: Store) -> None:
    """Also with a seat in another team; where nobody else is left, there is nothing beside."""
    half.write(lambda unit: lines.assign(unit, ORG, {"p00": ["sky", "rest"]}, now=NOW)).result()
    gone = update(tables.named("person")).where(tables.named("person").c.id == "p40").values(active=False)
    half.write(lambda unit: unit.run(gone).rowcount).result()
    found = sides(half)
    assert found is not None
    told = found.outside[Measure.PAIRED]
    assert told == rules.share(7, 19)
    half.write(partial(set_up.open_to, org=ORG, reach=Reach.PILOT, pilot=["sky", "sea"])).result()
    assert sides(half) is None


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_a_team_closed_outside_the_pilot_is_not_counted_as_another_team_s(half: Store) -> None:
    """Though one of its people is invited for a team that is in the pilot."""

    def furnish(unit: Unit) -> None:
        unit.run(insert(tables.named("team")), {"org_id": ORG, "id": "new", "name": "New", "created_at": 0})
        lines.assign(unit, ORG, {"p40": ["new", "rest"]}, now=NOW)
        one = postmortems.find(unit, ORG, "i0")
        assert one is not None
        postmortems.save(unit, ORG, replace(one, team="rest", version=2))
        set_up.open_to(unit, org=ORG, reach=Reach.PILOT, pilot=["sky", "sea", "new"])

    half.write(furnish).result()
    found = sides(half)
    assert found is not None
    assert found.outside[Measure.RECURRENCE] == rules.share(0, 0)
