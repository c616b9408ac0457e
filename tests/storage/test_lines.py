"""Who leads whom, and who is in which team, is known for any moment, and is changed in one place."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterable
from functools import partial

import pytest
from sqlalchemy import func, insert, select

from domain.people import Actor, MemberKind, Person
from domain.roles import Change, Office
from storage import lines, roles, tables
from storage.unit import Store, T, Unit
from tests.storage.chronicle import Chronicle

ORG, TWIN = "house", "twin"
START = 1_790_000_000_000
PEOPLE = tuple(f"p{number}" for number in range(9))
TEAMS = ("blue", "green", "red")
_org = tables.table(tables.Org)
_person = tables.table(tables.Person)
_team = tables.table(tables.Team)
_membership = tables.table(tables.Membership)
_line = tables.table(tables.ReportingLine)
_belonging = tables.table(tables.Belonging)
_due = tables.table(tables.Due)


def found(unit: Unit, org: str, people: Iterable[str] = PEOPLE) -> None:
    """An org in which nobody leads anybody yet."""
    unit.run(insert(_org), tables.Org(id=org, name=org, created_at=START).model_dump())
    rows = [tables.Person(org_id=org, id=id, name=f"{id} of {org}", created_at=START).model_dump() for id in people]
    unit.run(insert(_person), rows)
    named = [tables.Team(org_id=org, id=id, name=f"{id} of {org}", created_at=START).model_dump() for id in TEAMS]
    unit.run(insert(_team), named)


@pytest.fixture
def house(store: Store) -> Store:
    for org in (ORG, TWIN):
        store.write(partial(found, org=org)).result()
    return store


def write(store: Store, work: Callable[[Unit], T]) -> T:
    return store.write(work).result()


def lead(store: Store, at: int, org: str = ORG, /, **managers: str | None) -> None:
    write(store, lambda unit: lines.lead(unit, org, managers, now=at))


def assign(store: Store, at: int, org: str = ORG, /, **teams: tuple[str, ...]) -> None:
    write(store, lambda unit: lines.assign(unit, org, teams, now=at))


def boss(store: Store, person: str, at: int, org: str = ORG) -> str | None:
    return store.read(lambda unit: lines.manager(unit, org, person, at=at)).result()


def teams(store: Store, person: str, at: int) -> set[str]:
    return set(store.read(lambda unit: lines.teams(unit, ORG, person, at=at)).result())


def who(id: str, *, is_hr: bool = False, org: str = ORG, kind: MemberKind = MemberKind.FULL) -> Actor:
    return Actor(org=org, person=Person(id=id, name=id, kind=kind), workspace="w", account=id, is_hr=is_hr)


def stands(store: Store, actor: Actor, subject: str, at: int = START) -> set[str]:
    """Return which parts of the actor's standing hold."""
    one = store.read(lambda unit: lines.standing(unit, actor, subject, at=at)).result()
    return {name for name in one.__slots__ if getattr(one, name)}


def count(store: Store, table: object) -> int:
    return int(store.read(lambda unit: unit.run(select(func.count()).select_from(table)).scalar_one()).result())  # type: ignore[arg-type]  # a Table


# --- Changes ------------------------------------------------------------------------------------------------------


def test_a_change_holds_from_its_moment_until_the_next(house: Store) -> None:
    """From <= t < to: at the very moment of a move the new manager leads, a millisecond before the old one did."""
    lead(house, START + 10, p1="p0")
    lead(house, START + 20, p1="p2")
    at = {moment: boss(house, "p1", START + moment) for moment in (9, 10, 19, 20, 10_000)}
    assert at == {9: None, 10: "p0", 19: "p0", 20: "p2", 10_000: "p2"}


def test_somebody_can_lead_nobody_any_more(house: Store) -> None:
    """Nobody is also an answer, and it is remembered since when."""
    lead(house, START, p1="p0")
    lead(house, START + 5, p1=None)
    assert [boss(house, "p1", START + moment) for moment in (4, 5)] == ["p0", None]


def test_what_does_not_change_leaves_no_trace(house: Store) -> None:
    """An import that says the same again writes no history."""
    lead(house, START, p1="p0", p2="p0", p3=None)
    assign(house, START, p1=("blue",))
    before = count(house, _line), count(house, _belonging)
    lead(house, START + 5, p1="p0", p2="p0", p3=None)
    assign(house, START + 5, p1=("blue",))
    assert (count(house, _line), count(house, _belonging)) == before == (2, 1)


def test_of_changes_at_one_moment_the_last_one_holds(house: Store) -> None:
    """An import and an event in one millisecond: what never held is not history."""
    lead(house, START, p1="p0")
    for manager in ("p2", "p3", "p0", "p2"):
        lead(house, START + 10, p1=manager)
    assert [boss(house, "p1", START + moment) for moment in (9, 10)] == ["p0", "p2"]
    assert count(house, _line) == 2


def test_a_move_and_a_move_back(house: Store) -> None:
    """Each stretch is its own; also when both changes come at one moment."""
    lead(house, START, p1="p0")
    lead(house, START + 10, p1="p2")
    lead(house, START + 20, p1="p0")
    lead(house, START + 30, p1="p2")
    lead(house, START + 30, p1="p0")
    assert [boss(house, "p1", START + moment) for moment in (0, 10, 20, 30, 40)] == ["p0", "p2", "p0", "p0", "p0"]


def test_the_later_change_holds_whatever_the_clocks_say(house: Store) -> None:
    """Two replicas differ by milliseconds: the second change never begins before the first, nor fails."""
    lead(house, START, p1="p0")
    lead(house, START + 10, p1="p2")
    lead(house, START, p1="p3")
    assert [boss(house, "p1", START + moment) for moment in (0, 9, 10)] == ["p0", "p0", "p3"]
    assign(house, START, p1=("blue",))
    assign(house, START + 10, p1=())
    assign(house, START, p1=("blue",))
    assert [teams(house, "p1", START + moment) for moment in (9, 10)] == [{"blue"}, {"blue"}]


def test_teams_are_left_and_joined_one_by_one(house: Store) -> None:
    """Somebody who stays in a team has never left it."""
    assign(house, START, p1=("blue", "green"))
    assign(house, START + 10, p1=("green", "red"))
    assign(house, START + 20, p1=("blue", "green"))
    at = {moment: teams(house, "p1", START + moment) for moment in (-1, 0, 10, 20)}
    assert at == {-1: set(), 0: {"blue", "green"}, 10: {"green", "red"}, 20: {"blue", "green"}}
    stays = select(func.count()).where(_belonging.c.person_id == "p1", _belonging.c.team_id == "green")
    assert house.read(lambda unit: unit.run(stays).scalar_one()).result() == 1


def test_a_team_left_and_joined_at_one_moment_was_never_left(house: Store) -> None:
    """The same for teams."""
    assign(house, START, p1=("blue",))
    for those in ((), ("blue",), ("red",), ("blue",)):
        assign(house, START + 10, p1=those)
    assert [teams(house, "p1", START + moment) for moment in (0, 9, 10, 99)] == [{"blue"}] * 4


def test_the_other_org_keeps_its_own_lines(house: Store) -> None:
    """Two orgs, the same ids."""
    lead(house, START, TWIN, p1="p5")
    lead(house, START, p1="p0")
    assert (boss(house, "p1", START), boss(house, "p1", START, TWIN)) == ("p0", "p5")


# --- Standing -----------------------------------------------------------------------------------------------------


@pytest.fixture
def chart(house: Store) -> Store:
    """p0 leads p1, who leads p2 and p3; p2 leads p4; p8 is nobody's and leads nobody."""
    lead(house, START, p1="p0", p2="p1", p3="p1", p4="p2")
    return house


def test_the_line_is_walked_to_the_top(chart: Store) -> None:
    """The nearest first."""
    assert chart.read(lambda unit: lines.above(unit, ORG, "p4", at=START)).result() == ("p2", "p1", "p0")


def test_a_loop_is_walked_once(chart: Store) -> None:
    """No import lets one in; should there be one, a question about it still ends."""
    lead(chart, START + 5, p0="p4")
    assert chart.read(lambda unit: lines.above(unit, ORG, "p4", at=START + 5)).result() == ("p2", "p1", "p0", "p4")
    assert "subject" in stands(chart, who("p4"), "p4", START + 5)


def test_what_the_chart_makes_of_somebody(chart: Store) -> None:
    """Manager, the one above, the rest of the line; peers and those below are near."""
    assert stands(chart, who("p2"), "p4") == {"member", "manager", "in_line"}
    assert stands(chart, who("p1"), "p4") == {"member", "skip_level", "in_line"}
    assert stands(chart, who("p0"), "p4") == {"member", "in_line"}
    assert stands(chart, who("p3"), "p2") == {"member", "near"}
    assert stands(chart, who("p4"), "p1") == {"member", "near"}
    assert stands(chart, who("p4"), "p4") == {"member", "subject"}
    assert stands(chart, who("p8"), "p4") == {"member"}
    assert stands(chart, who("p8"), "p0") == {"member"}, "those whom nobody leads are not each other's peers"


def test_a_move_is_felt_at_once_and_on_both_sides(chart: Store) -> None:
    """The old manager is out of the line at the moment the new one is in it."""
    lead(chart, START + 10, p4="p3")
    assert "manager" in stands(chart, who("p2"), "p4", START + 9)
    assert "manager" not in stands(chart, who("p2"), "p4", START + 10)
    assert "manager" in stands(chart, who("p3"), "p4", START + 10)


def test_somebody_who_takes_no_part_stands_nowhere(chart: Store) -> None:
    """A manager who became a guest, or left, keeps the line on paper and no right from it."""
    assert "member" not in stands(chart, who("p2", kind=MemberKind.GUEST), "p4")


def test_an_ombud_is_one_from_the_appointment_to_the_dismissal(chart: Store) -> None:
    """In the org that appointed them only."""

    def office(appointed: bool) -> None:
        change = Change(office=Office.OMBUD, person=who("p8").person, appointed=appointed)
        write(chart, lambda unit: roles.change(unit, ORG, [change], now=START))

    assert "ombud" not in stands(chart, who("p8"), "p4")
    office(True)
    assert "ombud" in stands(chart, who("p8"), "p4")
    assert "ombud" not in stands(chart, who("p8", org=TWIN), "p4")
    office(False)
    assert "ombud" not in stands(chart, who("p8"), "p4")


# --- Against the slow way -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_every_moment_is_as_the_list_of_changes_says(house: Store, seed: int) -> None:
    """360 changes, many at one moment: manager and teams of everybody at every moment, and what stands in the rows."""
    rng = random.Random(seed)
    told, at = Chronicle(), START
    for _ in range(60):
        at += rng.choice((0, 0, 1, 5))
        some = rng.sample(PEOPLE, 3)
        managers = {one: rng.choice([None, *(other for other in PEOPLE if other != one)]) for one in some}
        joined = {one: tuple(rng.sample(TEAMS, rng.randrange(len(TEAMS) + 1))) for one in some}
        lead(house, at, **managers)
        assign(house, at, **joined)
        for one in some:
            told.say(at, one, manager=managers[one], teams=frozenset(joined[one]))
    moments = sorted({fact.at + shift for fact in told.facts for shift in (-1, 0)})
    for person, moment in itertools.product(PEOPLE, moments):
        assert boss(house, person, moment) == told.boss(person, moment), (person, moment)
        assert teams(house, person, moment) == told.teams(person, moment), (person, moment)
    assert unlike(house) == []


def unlike(store: Store) -> list[object]:
    """What person and membership say now and the open rows of the history do not, or the other way round."""
    return write(store, discord)


def discord(unit: Unit) -> list[object]:
    open_lines = select(_line.c.org_id, _line.c.person_id, _line.c.manager_id).where(_line.c.ends_at == lines.FOREVER)
    led = select(_person.c.org_id, _person.c.id, _person.c.manager_id)
    named = (_membership.c.org_id, _membership.c.person_id, _membership.c.team_id)
    belongs = select(_belonging.c.org_id, _belonging.c.person_id, _belonging.c.team_id)
    belongs = belongs.where(_belonging.c.ends_at == lines.FOREVER)
    pairs = (
        ({tuple(row) for row in unit.run(those) if row.manager_id is not None} for those in (led, open_lines)),
        ({tuple(row) for row in unit.run(those)} for those in (select(*named), belongs)),
    )
    return [one for now, history in pairs for one in sorted(now ^ history)]


def test_a_big_map_is_cut_into_statements_that_any_database_takes(store: Store) -> None:
    """2,500 people in one call, of whom some move: three statements, and at no border anybody is lost."""
    many = tuple(f"p{number}" for number in range(2_500))
    write(store, lambda unit: found(unit, ORG, many))
    lead(store, START, **dict.fromkeys(many[1:], "p0"))
    assign(store, START, **dict.fromkeys(many, ("blue",)))
    lead(store, START + 1, **{one: "p1" if one.endswith("7") else "p0" for one in many[2:]})
    assert boss(store, "p2497", START + 1) == "p1"
    assert boss(store, "p2498", START + 1) == "p0"
    assert unlike(store) == []


def test_a_cycle_that_runs_looks_again_only_when_somebody_moved(house: Store) -> None:
    """A provider says the same for ever; nobody who works by lines is woken by that."""
    cycle = {"title": "Autumn", "template": "quarter", "framework": 1, "starts_on": "", "ends_on": "", "state": "open"}
    row = {"org_id": ORG, "id": "c1", "author_id": "p0", "created_at": START, **cycle}
    write(house, lambda unit: unit.run(insert(tables.table(tables.Cycle)), row).rowcount)
    woken = []
    for at in (1, 2):
        lead(house, START + at, p1="p0")
        woken.append(count(house, _due))
        assign(house, START + at + 2, p1=("blue",))
        woken.append(count(house, _due))
    assert woken == [1, 2, 2, 2]
