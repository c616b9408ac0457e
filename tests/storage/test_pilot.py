"""To whom Vouchsafe is open is answered for one, for some, and within a query: always the same."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import insert, select

from domain.set_up import Reach
from storage import people, pilot, set_up, tables
from storage.unit import Store, Unit

NOW = 1_790_000_000_000
TEAMS = ("in", "out")
_person = tables.table(tables.Person)


def furnish(unit: Unit, org: str) -> None:
    """Everybody who is HR or not, in a team of the pilot or not, in another one or not."""
    unit.run(insert(tables.table(tables.Org)), {"id": org, "name": org, "created_at": NOW})
    for team in TEAMS:
        row = {"org_id": org, "id": team, "name": team, "created_at": NOW}
        unit.run(insert(tables.table(tables.Team)), row)
    place = {"org_id": org, "id": "w", "platform": "slack", "tenant": org, "created_at": NOW}
    unit.run(insert(tables.table(tables.Workspace)), place)
    for hr, *member in itertools.product((False, True), repeat=3):
        who = "".join("ny"[flag] for flag in (hr, *member))
        unit.run(insert(_person), {"org_id": org, "id": who, "name": who, "is_hr": hr, "created_at": NOW})
        seat = {"org_id": org, "workspace_id": "w", "external": who, "person_id": who, "seen_at": NOW}
        unit.run(insert(tables.table(tables.Account)), seat)
        mine = [team for team, flag in zip(TEAMS, member, strict=True) if flag]
        rows = [{"org_id": org, "team_id": team, "person_id": who} for team in mine]
        if rows:
            unit.run(insert(tables.table(tables.Membership)), rows)


def expected(reach: Reach | None) -> set[str]:
    everybody = {"".join(one) for one in itertools.product("ny", repeat=3)}
    match reach:
        case None | Reach.EVERYONE:
            return everybody
        case Reach.HR:
            return {who for who in everybody if who[0] == "y"}
        case Reach.PILOT:
            return {who for who in everybody if "y" in who[:2]}


@pytest.mark.parametrize("reach", [None, *Reach])
def test_the_three_answers_agree(store: Store, reach: Reach | None) -> None:
    """For every reach, and for each kind of person; what another org of the store decided changes nothing."""

    def ask(unit: Unit) -> tuple[set[str], set[str], set[str]]:
        furnish(unit, "org")
        furnish(unit, "other")
        set_up.open_to(unit, "other", Reach.PILOT, ["out"])
        if reach:
            set_up.open_to(unit, "org", reach, ["in"])
        everybody = list(unit.run(select(_person.c.id).where(_person.c.org_id == "org")).scalars())
        found = [people.actor(unit, "slack", "org", who) for who in everybody]
        askers = {one.person.id for one in found if one and one.invited}
        within = unit.run(select(_person.c.id).where(_person.c.org_id == "org", *pilot.condition(unit, "org")))
        return askers, set(pilot.invited(unit, "org", everybody)), set(within.scalars())

    assert store.write(ask).result() == (expected(reach),) * 3


def test_nobody_is_invited_by_a_team_that_is_gone(store: Store) -> None:
    """The pilot's teams are ids; what they name must exist."""

    def ask(unit: Unit) -> set[str]:
        furnish(unit, "org")
        set_up.open_to(unit, "org", Reach.PILOT, ["gone"])
        everybody = list(unit.run(select(_person.c.id).where(_person.c.org_id == "org")).scalars())
        return set(pilot.invited(unit, "org", everybody))

    assert store.write(ask).result() == expected(Reach.HR)
