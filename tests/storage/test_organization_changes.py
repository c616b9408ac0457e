"""People are hired, move, lead, leave, return and are given offices, and in between they read and write.

Everything is done to the store as the product does it and to a plain list (tests/storage/chronicle.py), and after each
change both are asked the same: who may read what, who is who to whom, now and then, and who is in an audience.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache

import pytest
from sqlalchemy import insert

from content import pack as content
from domain import ids, policy
from domain.broadcasts import Audience, Group, Team
from domain.kudos import Audience as Seen
from domain.kudos import Kudos, Receiver, State
from domain.people import Actor, MemberKind
from domain.policy import Action, Condition, Kind
from domain.roles import Change, Office
from domain.roster import Member
from storage import broadcasts_audience, directory, kudos, lines, people, roles, tables
from storage.unit import Store, T, Unit
from tests.domain import test_policy as printed
from tests.storage.chronicle import Chronicle
from tests.storage.test_lines import unlike
from tests.storage.test_matrix import roles_of

START = 1_790_000_000_000
ORGS = ("house", "twin")
TEAMS = ("blue", "green", "red")
CHANGES, SOAK = 150, 10_000
PLATFORM = "slack"
PACK = content.default()
_rows = {name: tables.table(getattr(tables, name)) for name in ("Org", "Workspace", "Team")}


@dataclass
class Written:
    """A private or public kudos, as whoever wrote it remembers it."""

    id: str
    giver: str
    receivers: tuple[str, ...]
    is_public: bool
    shared: set[str] = field(default_factory=set)


@dataclass
class World:
    """Two orgs whose people have the same accounts; one is changed, the other must stay as it was."""

    store: Store
    rng: random.Random
    at: int = START
    told: Chronicle = field(default_factory=Chronicle)
    members: dict[str, Member] = field(default_factory=dict)  # by account
    written: list[Written] = field(default_factory=list)
    reads: int = 0
    wrong: list[str] = field(default_factory=list)

    def write(self, work: Callable[[Unit], T]) -> T:
        return self.store.write(work).result()

    def read(self, work: Callable[[Unit], T]) -> T:
        return self.store.read(work).result()

    # --- Changes --------------------------------------------------------------------------------------------------

    def change(self) -> None:
        """One change, often at the same millisecond as the one before."""
        self.at += self.rng.choice((0, 1, 40, 86_400_000))
        changes = (
            [self.move] * 6
            + [self.team] * 4
            + [self.hire] * 2
            + [self.leave, self.come_back, self.become]
            + [self.appoint] * 2
            + [self.give] * 4
            + [self.share]
        )
        self.rng.choice(changes)()

    def anybody(self) -> str:
        return self.rng.choice(list(self.members))

    def hire(self) -> None:
        if len(self.members) < 40:
            self.tell(newcomer(f"U{len(self.members)}"))

    def leave(self) -> None:
        self.tell(replace(self.members[self.anybody()], active=False))

    def come_back(self) -> None:
        self.tell(replace(self.members[self.anybody()], active=True))

    def become(self) -> None:
        self.tell(replace(self.members[self.anybody()], kind=self.rng.choice([MemberKind.FULL, *MemberKind])))

    def tell(self, member: Member) -> None:
        """As the platform's event would."""
        self.members[member.external] = member
        self.write(
            lambda unit: directory.change(unit, ORGS[0], "w", member, now=self.at, rng=random.Random(self.rng.random()))
        )
        self.told.say(self.at, member.external, kind=member.kind, active=member.active)

    def move(self) -> None:
        some = self.rng.sample(list(self.members), min(len(self.members), self.rng.choice((1, 1, 1, 3))))
        wished = {one: self.rng.choice([None, *(other for other in self.members if other != one)]) for one in some}
        known = self.known()
        managers = {known[one]: known[boss] if boss else None for one, boss in wished.items()}
        self.write(lambda unit: lines.lead(unit, ORGS[0], managers, now=self.at))
        for one, boss in wished.items():
            self.told.say(self.at, one, manager=boss)

    def team(self) -> None:
        who, those = self.anybody(), frozenset(self.rng.sample(TEAMS, self.rng.randrange(3)))
        me = self.known()[who]
        self.write(lambda unit: lines.assign(unit, ORGS[0], {me: those}, now=self.at))
        self.told.say(self.at, who, teams=those)

    def appoint(self) -> None:
        who, office = self.anybody(), self.rng.choice(list(Office))
        is_one = self.told.known(who, office.value, self.at) is True
        person = self.read(lambda unit: people.by_ids(unit, ORGS[0], [self.known()[who]]))[self.known()[who]]
        change = Change(office=office, person=person, appointed=not is_one)
        self.write(lambda unit: roles.change(unit, ORGS[0], [change], now=self.at))
        self.told.say(self.at, who, **{office.value: not is_one})

    def give(self) -> None:
        giver, *receivers = self.rng.sample(list(self.members), min(len(self.members), self.rng.choice((2, 2, 3))))
        if not receivers:
            return
        known, is_public = self.known(), self.rng.random() < 0.3
        one = Written(ids.new(self.rng), giver, tuple(receivers), is_public)
        person = self.read(lambda unit: people.by_ids(unit, ORGS[0], known.values()))
        gift = Kudos(
            id=one.id,
            giver=person[known[giver]],
            receivers=tuple(Receiver(person=person[known[receiver]]) for receiver in receivers),
            badge=PACK.badges[0],
            note=f"the words of {one.id}",
            audience=Seen.PUBLIC if is_public else Seen.PRIVATE,
            state=State.GIVEN,
            given_at=self.at,
        )
        self.write(lambda unit: kudos.add(unit, ORGS[0], gift))
        self.written.append(one)

    def share(self) -> None:
        if not self.written:
            return
        one = self.rng.choice(self.written)
        who = self.rng.choice(one.receivers)
        reader = self.actor(who)
        found = self.read(lambda unit: kudos.find(unit, reader, one.id, PACK)) if reader else None
        if found is None or reader is None:
            return  # whoever takes part no more decides nothing
        mine = found.receiver(reader.person.id)
        assert mine is not None
        self.write(lambda unit: kudos.decide(unit, ORGS[0], one.id, replace(mine, shared=True)))
        one.shared.add(who)

    # --- Reads ----------------------------------------------------------------------------------------------------

    def known(self) -> dict[str, str]:
        """Our ids of the people behind the accounts."""
        found = self.read(lambda unit: people.by_accounts(unit, ORGS[0], "w", list(self.members)))
        return {account: person.id for account, person in found.items()}

    def actor(self, who: str) -> Actor | None:
        return self.read(lambda unit: people.actor(unit, PLATFORM, "T-house", who))

    def look(self) -> None:
        """Ask the store and the list the same, of some pairs of people, now and at some moment before."""
        for _ in range(2):
            who, whom = self.anybody(), self.anybody()
            self.check_standing(who, whom)
            self.check_past(whom, self.rng.randrange(START, self.at + 1))
            self.check_reading(who)
        self.check_audiences()

    def check(self, what: str, is_so: object, should: object) -> None:
        self.reads += 1
        if is_so != should:
            self.wrong.append(f"{what}: {is_so}, should be {should}")

    def check_standing(self, who: str, whom: str) -> None:
        actor = self.actor(who)
        assert actor is not None
        subject = self.known()[whom]
        standing = self.read(lambda unit: lines.standing(unit, actor, subject, at=self.at))
        columns = self.told.columns(who, whom, self.at)
        self.check(f"roles of {who} toward {whom}", policy.roles(standing), roles_of(columns))
        for kind, action, met in questions():
            may = policy.allows(standing, action, kind, met)
            self.check(f"{who} {action} {kind} of {whom}", may, oracle(kind, action, columns, met))
        there = replace(actor, org=ORGS[1])
        beyond = self.read(lambda unit: lines.standing(unit, there, subject, at=self.at))
        self.check("in the twin", beyond.in_line or beyond.ombud or beyond.near, False)

    def check_past(self, whom: str, at: int) -> None:
        me, back = self.known()[whom], {id: account for account, id in self.known().items()}
        boss = self.read(lambda unit: lines.manager(unit, ORGS[0], me, at=at))
        those = self.read(lambda unit: lines.teams(unit, ORGS[0], me, at=at))
        self.check(f"manager of {whom} at {at}", back.get(boss or ""), self.told.boss(whom, at))
        self.check(f"teams of {whom} at {at}", those, self.told.teams(whom, at))

    def check_reading(self, who: str) -> None:
        if not self.written:
            return
        one, reader = self.rng.choice(self.written), self.actor(who)
        assert reader is not None
        found = self.read(lambda unit: kudos.find(unit, reader, one.id, PACK))
        is_open = one.is_public or one.shared == set(one.receivers)
        may = self.told.takes_part(who, self.at) and (is_open or who in (one.giver, *one.receivers))
        self.check(f"{who} reads {one.id}", found is not None, may)
        beyond = self.read(lambda unit: kudos.find(unit, replace(reader, org=ORGS[1]), one.id, PACK))
        self.check("a kudos in the twin", beyond, None)

    def check_audiences(self) -> None:
        taking = {one for one in self.members if self.told.takes_part(one, self.at)}
        leading = {self.told.boss(one, self.at) for one in self.members if self.told.known(one, "active", self.at)}
        blue = {one for one in taking if "blue" in self.told.teams(one, self.at)}  # type: ignore[operator]  # a set
        expected = {
            Audience(): taking,
            Audience(group=Group.MANAGERS): taking & leading,
            Audience(group=Group.TEAMS, teams=(Team("blue", "blue"),)): blue,
        }
        back = {id: account for account, id in self.known().items()}
        for audience, those in expected.items():
            found = self.read(lambda unit, audience=audience: broadcasts_audience.ids(unit, ORGS[0], audience))  # type: ignore[misc]  # its type is that of ids
            self.check(f"audience {audience.group}", {back[id] for id in found}, those)


def newcomer(account: str) -> Member:
    return Member(
        external=account, name=account, email=None, handle="", kind=MemberKind.FULL, active=True, zone="UTC", title=""
    )


@cache
def questions() -> tuple[tuple[Kind, Action, frozenset[Condition]], ...]:
    met: tuple[frozenset[Condition], ...] = (frozenset(), frozenset(Condition))
    return tuple((kind, action, some) for kind in Kind for action in Action for some in met)


@cache
def oracle(kind: Kind, action: Action, columns: tuple[str, ...], met: frozenset[Condition]) -> bool:
    return printed.oracle(kind, action, columns, own=False, met=met)


def found(unit: Unit) -> None:
    for org in ORGS:
        unit.run(insert(_rows["Org"]), tables.Org(id=org, name=org, created_at=START).model_dump())
        place = tables.Workspace(org_id=org, id="w", platform=PLATFORM, tenant=f"T-{org}", created_at=START)
        unit.run(insert(_rows["Workspace"]), place.model_dump())
        named = [tables.Team(org_id=org, id=id, name=id, created_at=START).model_dump() for id in TEAMS]
        unit.run(insert(_rows["Team"]), named)


def settle(world: World) -> None:
    """Somebody has to be there first."""
    world.write(found)
    for _ in range(5):
        world.hire()


def live(world: World, changes: int) -> None:
    settle(world)
    for _ in range(changes):
        world.change()
        world.look()
        assert world.wrong == []


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_changes_the_store_answers_as_the_list_does(store: Store, seed: int) -> None:
    """Hires, moves, teams, leaves, returns, guests, offices, kudos: 150, each followed by reads; 0 mismatches."""
    world = World(store=store, rng=random.Random(seed))
    live(world, CHANGES)
    assert unlike(store) == []
    assert world.reads > CHANGES * 300


@pytest.mark.soak
def test_ten_thousand_changes(store: Store) -> None:
    """The same, for as long as an organization changes in years."""
    worlds = SOAK // 250
    reads = 0
    for seed in range(worlds):
        org_seed = random.Random(1_000 + seed)
        world = World(store=store, rng=org_seed)
        live(world, SOAK // worlds)
        assert unlike(store) == []
        reads += world.reads
        store.write(emptied).result()
    print(f"{SOAK} changes, {reads} answers, 0 mismatches")  # noqa: T201 - the figures of the soak


def emptied(unit: Unit) -> None:
    """Take everything away, in an order that references allow."""
    for table in reversed(tables.Row.metadata.sorted_tables):
        if table.name != "seal_check":
            unit.run(table.delete())


def test_a_world_that_is_not_told_is_noticed(store: Store) -> None:
    """A move the list knows and the store does not: the machine says so."""
    world = World(store=store, rng=random.Random(3))
    live(world, 20)
    one, two, *_ = world.members
    world.told.say(world.at, one, manager=two if world.told.boss(one, world.at) != two else None)
    world.check_past(one, world.at)
    assert len(world.wrong) == 1
