"""Addresses that move between accounts, saved: nobody ever holds another's, and no reading fails of it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import select, text

from domain.people import MemberKind
from domain.roster import Member
from storage import directory, planner, tables, workspaces
from storage.unit import Store, Unit

_person = tables.table(tables.Person)
_account = tables.table(tables.Account)
ANA = Member(
    external="U1",
    name="Ana Ruiz",
    email="ana@acme.example",
    handle="",
    kind=MemberKind.FULL,
    active=True,
    zone="",
    title="",
)
BEN = replace(ANA, external="U2", name="Ben Okafor", email="ben@acme.example")


class Office:
    """One org with a Slack workspace and a Teams tenant."""

    def __init__(self, unit: Unit, rng: random.Random) -> None:
        self.rng = rng
        self.org = workspaces.ensure_org(unit, name="Acme", zone="UTC", now=1, rng=rng)
        self.places = {
            platform: workspaces.ensure(
                unit,
                self.org,
                platform,
                f"tenant-{platform}",
                name="",
                token="",
                bot="",
                service_url="",
                now=age,
                rng=rng,
            ).id
            for age, platform in enumerate(("slack", "teams"))
        }

    def hear(self, unit: Unit, platform: str, members: Sequence[Member]) -> None:
        directory.sync(unit, self.org, self.places[platform], members, complete=False, now=5, rng=self.rng)


def emails(unit: Unit, org: str) -> dict[str, str | None]:
    joined = select(_account.c.external, _person.c.email).where(
        _account.c.org_id == org, _person.c.org_id == org, _person.c.id == _account.c.person_id
    )
    return {row["external"]: row["email"] for row in unit.rows(joined)}


@pytest.mark.parametrize("order", [(ANA, BEN), (BEN, ANA)])
def test_an_address_that_moves_to_another_account_is_saved_in_any_order(
    store: Store, rng: random.Random, order: tuple[Member, Member]
) -> None:
    """Ana marries and Ben, whose name was misspelled, gets what was hers: within two readings, and without a clash."""
    office = store.write(lambda unit: Office(unit, rng)).result()
    store.write(lambda unit: office.hear(unit, "slack", order)).result()
    moved = [replace(ANA, email="ana.soler@acme.example"), replace(BEN, email="ana@acme.example")]
    for reading in (moved, moved[::-1]):
        store.write(partial(office.hear, platform="slack", members=reading)).result()
    found = store.read(lambda unit: emails(unit, office.org)).result()
    assert found == {"U1": "ana.soler@acme.example", "U2": "ana@acme.example"}


def test_a_leavers_address_goes_to_whoever_got_it(store: Store, rng: random.Random) -> None:
    """The old Ana keeps her past and no address; the new one, on both platforms, is one new person."""
    office = store.write(lambda unit: Office(unit, rng)).result()
    store.write(lambda unit: office.hear(unit, "slack", [ANA])).result()
    store.write(lambda unit: office.hear(unit, "slack", [replace(ANA, active=False)])).result()
    store.write(lambda unit: office.hear(unit, "teams", [replace(ANA, external="o9")])).result()
    store.write(lambda unit: office.hear(unit, "slack", [replace(ANA, external="U9")])).result()
    found = store.read(lambda unit: emails(unit, office.org)).result()
    assert found == {"U1": None, "o9": "ana@acme.example", "U9": "ana@acme.example"}


def test_the_planner_knows_of_many_who_came_at_once(store: Store) -> None:
    """The first click after a roster was read does not go through everybody for each account."""
    many = [replace(ANA, external=f"U{n}", email=f"{n}@acme.example") for n in range(planner.MANY)]

    def hear(unit: Unit) -> None:
        Office(unit, random.Random(1)).hear(unit, "slack", many)

    def counted(unit: Unit) -> int:
        [row] = unit.rows(text("select sum(reltuples) as those from pg_class where relname in ('person', 'account')"))
        return int(row["those"])

    store.write(hear).result(10)
    assert store.read(lambda unit: unit.dialect == "sqlite" or counted(unit) == 2 * len(many)).result(10)
