"""The permission matrix through the store: rows are made, the standing is looked up, the policy answers."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial

import pytest
from sqlalchemy import insert, update

from domain import policy
from domain.people import Actor, MemberKind, Person
from domain.policy import Action, Kind, Standing
from domain.roles import Change, Office
from storage import lines, people, roles, tables
from storage.unit import Store, Unit
from tests.domain import test_policy as printed
from tests.storage.chronicle import Chronicle

START = 1_790_000_000_000
ORGS = ("house", "twin")
RELATIONS = ("self", "manager", "skip-level", "above", "report", "below", "peer", "aunt", "nobody")
OFFICES = ((), (Office.HR,), (Office.OMBUD,), (Office.HR, Office.OMBUD))
EXTRA = ("author", "facilitates")  # what belongs to one object, the caller says
_rows = {name: tables.table(getattr(tables, name)) for name in ("Org", "Workspace", "Person", "Account")}


@dataclass(frozen=True, slots=True)
class Member:
    """One of the eight kinds of member, as it stands in the rows."""

    name: str
    kind: MemberKind = MemberKind.FULL
    active: bool = True
    seat_active: bool = True
    seated: bool = True


KINDS = (
    Member("full"),
    Member("came back"),
    Member("guest", kind=MemberKind.GUEST),
    Member("external", kind=MemberKind.EXTERNAL),
    Member("bot", kind=MemberKind.BOT),
    Member("leaver", active=False, seat_active=False),
    Member("closed account", seat_active=False),
    Member("stranger", seated=False),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """Whoever acts, and the subject: a small chart of its own around each pair."""

    number: int
    relation: str
    member: Member
    offices: tuple[Office, ...]

    def person(self, place: str) -> str:
        return f"{self.number:03}-{place}"

    @property
    def actor(self) -> str:
        places = {"self": "s", "manager": "m", "skip-level": "k", "above": "t", "report": "r", "below": "b"}
        return self.person(places.get(self.relation, self.relation))

    def managers(self, org: str) -> Mapping[str, str | None]:
        """t leads k, who leads m and her sister (the aunt), and so on down. In the twin all of it is upside down."""
        up = {"k": "t", "m": "k", "aunt": "k", "s": "m", "peer": "m", "r": "s", "b": "r", "nobody": None, "t": None}
        if org == "twin":
            up = {"t": "k", "k": "m", "m": "s", "s": "r", "r": "b", "b": None, "peer": "r", "aunt": "b", "nobody": None}
        return {self.person(one): self.person(boss) if boss else None for one, boss in up.items()}


CELLS = [Cell(number, *those) for number, those in enumerate(itertools.product(RELATIONS, KINDS, OFFICES))]


def furnish(unit: Unit, org: str, told: Chronicle) -> None:
    unit.run(insert(_rows["Org"]), tables.Org(id=org, name=org, created_at=START).model_dump())
    place = tables.Workspace(org_id=org, id="w", platform="slack", tenant=f"T-{org}", created_at=START)
    unit.run(insert(_rows["Workspace"]), place.model_dump())
    chart = {one: boss for cell in CELLS for one, boss in cell.managers(org).items()}
    actors = {cell.actor: cell for cell in CELLS}
    somebody = Member("full")
    rows = [_person(org, one, actors[one].member if one in actors else somebody) for one in chart]
    unit.run(insert(_rows["Person"]), rows)
    unit.run(insert(_rows["Account"]), [_seat(org, cell) for cell in CELLS if cell.member.seated])
    lines.lead(unit, org, chart, now=START)
    for cell in CELLS:
        given = [Change(office=one, person=_named(cell.actor), appointed=True) for one in cell.offices]
        roles.change(unit, org, given, now=START)
    _leave_and_return(unit, org)
    _tell(told, chart, actors)


def _leave_and_return(unit: Unit, org: str) -> None:
    back = [cell.actor for cell in CELLS if cell.member.name == "came back"]
    for active in (False, True):
        here = (_rows["Person"].c.org_id == org, _rows["Person"].c.id.in_(back))
        unit.run(update(_rows["Person"]).where(*here).values(active=active))


def _tell(told: Chronicle, chart: Mapping[str, str | None], actors: Mapping[str, Cell]) -> None:
    for one, boss in chart.items():
        told.say(START, one, manager=boss)
    for one, cell in actors.items():
        told.say(START, one, kind=cell.member.kind, active=cell.member.active and cell.member.seat_active)
        told.say(START, one, **{office.value: True for office in cell.offices})


def _named(id: str) -> Person:
    return Person(id=id, name=id)


def _person(org: str, id: str, member: Member) -> dict[str, object]:
    kind, active = member.kind.value, member.active
    return tables.Person(org_id=org, id=id, name=id, kind=kind, active=active, created_at=START).model_dump()


def _seat(org: str, cell: Cell) -> dict[str, object]:
    who, active = cell.actor, cell.member.seat_active
    seat = tables.Account(org_id=org, workspace_id="w", external=who, person_id=who, active=active)
    return seat.model_dump()


@cache
def conditions(kind: Kind) -> tuple[frozenset[policy.Condition], ...]:
    """None, all, and all but each one; every combination is asked in tests/domain/test_policy.py."""
    every = printed.conditions(kind)
    return (frozenset(), every, *(every - {one} for one in sorted(every)))


def asked(unit: Unit, org: str, cell: Cell) -> tuple[Actor | None, Standing]:
    """What a request of the cell's actor would find."""
    actor = people.actor(unit, "slack", f"T-{org}", cell.actor)
    nobody = Standing(member=False)
    return actor, nobody if actor is None else lines.standing(unit, actor, cell.person("s"), at=START)


def objects(standing: Standing, columns: tuple[str, ...]) -> Iterator[tuple[Standing, tuple[str, ...], bool]]:
    """One object after another: of somebody else's, the actor's own, of a session they lead."""
    for author, facilitates in itertools.product((False, True), repeat=2):
        over = {"manager", "skip-level", "subject"} & set(columns) or standing.in_line
        leads = ("facilitator",) if facilitates and columns and not over and not standing.near else ()
        yield replace(standing, author=author, facilitates=facilitates), (*columns, *leads), author and bool(columns)


def test_every_cell_of_the_matrix_is_as_it_is_printed(store: Store) -> None:
    """Roles x actions x relations x eight kinds of member x two tenants with the same ids: all equal to the oracle."""
    told = {org: Chronicle() for org in ORGS}
    for org in ORGS:
        store.write(partial(furnish, org=org, told=told[org])).result()
    known = {org: _Known(told[org]) for org in ORGS}
    ways: set[tuple[Standing, tuple[str, ...], bool]] = set()
    for org, cell in itertools.product(ORGS, CELLS):
        actor, standing = store.read(partial(asked, org=org, cell=cell)).result()
        assert (actor is None) is not cell.member.seated
        expected = known[org].columns(cell)
        assert policy.roles(standing) == roles_of(expected), (org, cell, standing)
        ways.update(objects(standing, expected))
    assert len(CELLS) * len(ORGS) == 576
    assert mismatches(ways) == []


class _Known:
    """The chronicle of each small chart by itself, because the slow way is slow."""

    def __init__(self, told: Chronicle) -> None:
        self._by_cell: dict[str, Chronicle] = {}
        for fact in told.facts:
            self._by_cell.setdefault(fact.person[:3], Chronicle()).facts.append(fact)

    def columns(self, cell: Cell) -> tuple[str, ...]:
        if not cell.member.seated:
            return ()
        return self._by_cell[f"{cell.number:03}"].columns(cell.actor, cell.person("s"), START)


ROLE = {
    "employee": policy.Role.EMPLOYEE,
    "subject": policy.Role.SUBJECT,
    "manager": policy.Role.MANAGER,
    "skip-level": policy.Role.SKIP_LEVEL,
    "HR": policy.Role.HR,
    "ombud": policy.Role.OMBUD,
}


def roles_of(columns: tuple[str, ...]) -> frozenset[policy.Role]:
    return frozenset(ROLE[one] for one in columns)


def mismatches(ways: set[tuple[Standing, tuple[str, ...], bool]]) -> list[str]:
    return [
        f"{standing} {action} {kind} {set(met)}"
        for standing, columns, own in ways
        for kind in Kind
        for action in Action
        for met in conditions(kind)
        if policy.allows(standing, action, kind, met) is not printed.oracle(kind, action, columns, own=own, met=met)
    ]


@pytest.mark.parametrize("relation", RELATIONS)
def test_the_chart_around_a_cell_is_what_it_is_called(relation: str) -> None:
    """Else the matrix would be complete only by its names."""
    cell = next(one for one in CELLS if one.relation == relation and not one.offices and one.member.name == "full")
    told = Chronicle()
    for one, boss in cell.managers("house").items():
        told.say(START, one, manager=boss)
    subject = cell.person("s")
    up, down = list(told.climb(subject, START)), list(told.climb(cell.actor, START))
    found = {
        "self": cell.actor == subject,
        "manager": up[:1] == [cell.actor],
        "skip-level": up[1:2] == [cell.actor],
        "above": up[2:3] == [cell.actor],
        "report": down[:1] == [subject],
        "below": down[1:2] == [subject],
        "peer": cell.actor != subject and down[:1] == up[:1],
        "aunt": down[:1] == up[1:2] and cell.actor not in up,
        "nobody": down == [] and cell.actor not in up,
    }
    assert [name for name, holds in found.items() if holds] == [relation]
