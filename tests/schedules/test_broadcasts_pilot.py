"""A pilot keeps what was planned for everybody: held for those outside, and theirs as soon as they are in."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from domain.broadcasts import Timing
from domain.set_up import Reach
from storage import notices, set_up, tables
from storage.notices import Notice
from storage.unit import Store, Unit
from tests.schedules.test_broadcasts import DAY_MS, EVENING, Desk, desk_of
from tests.schedules.test_broadcasts_hours import NEXT_MORNING
from views.vocabulary import Card


def opens_to(desk: Desk, reach: Reach) -> None:
    def open_to(unit: Unit) -> None:
        set_up.open_to(unit, "org", reach, ["team"])
        set_up.plan_anew(unit, "org", now=desk.now)

    desk.write(open_to)


def joins(desk: Desk, person: str) -> None:
    """By whatever way: what tells us of teams writes this row."""
    row = {"org_id": "org", "team_id": "team", "person_id": person}
    desk.write(lambda unit: unit.run(insert(tables.table(tables.Membership)), row).rowcount)


def pilot_of(store: Store, *members: str) -> Desk:
    desk = desk_of(store, 3)
    team = {"org_id": "org", "id": "team", "name": "Team", "created_at": 0}
    desk.write(lambda unit: unit.run(insert(tables.table(tables.Team)), team).rowcount)
    for one in members:
        joins(desk, one)
    return desk


@pytest.mark.parametrize("timing", [Timing.HOURS, Timing.NOW])
def test_going_back_to_the_pilot_holds_what_is_queued_for_those_outside(store: Store, timing: Timing) -> None:
    """Whoever joins the pilot has it within a day, and so have the others once it is open to everyone."""
    desk = pilot_of(store, "p0000")
    desk.now = EVENING
    desk.sends(timing=timing)
    desk.ticks()
    opens_to(desk, Reach.PILOT)
    desk.ticks()
    desk.passes(5)
    desk.now = NEXT_MORNING
    desk.passes(5)
    assert desk.had == ["p0000"]
    joins(desk, "p0001")
    desk.now += DAY_MS
    desk.passes(5)
    assert desk.had == ["p0000", "p0001"]
    opens_to(desk, Reach.EVERYONE)
    desk.now += DAY_MS
    desk.passes(5)
    assert desk.had == ["p0000", "p0001", "p0002"]


def test_whoever_joins_the_pilot_gets_what_waited_for_them(store: Store) -> None:
    """Nobody has to press anything for it."""
    desk = pilot_of(store)
    opens_to(desk, Reach.PILOT)
    left = Notice(person="p0001", kind="kudos.unseen", subject="one", card=Card("One", ()))
    desk.write(lambda unit: notices.leave(unit, "org", [left], now=desk.now, rng=desk.rng))
    desk.ticks()
    assert desk.leases() == []
    joins(desk, "p0001")
    desk.now += DAY_MS
    desk.ticks()
    assert [one.address for one in desk.leases()] == ["U-p0001"]
