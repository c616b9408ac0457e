"""The furnished store, on both databases, and what happens in it by itself."""

from __future__ import annotations

import random
import time

import pytest

from domain.privacy import Erasure, State
from schedules import SCHEDULES, tick
from storage import erasures, in_flight
from storage.unit import Store, Unit
from tests.privacy import furniture
from tests.privacy.furniture import BEN, NOW, ZORA, House


@pytest.fixture
def house(store: Store) -> House:
    return furniture.furnish(store)


def settle(house: House, *, now: int = NOW) -> None:
    """Let happen what is due, until nothing is."""
    rng = random.Random(1)
    for _ in range(400):
        if house.writes(lambda unit: tick.tick(unit, SCHEDULES, now=now, rng=rng)).is_idle:
            return
    raise AssertionError("it never ends")


def approve(house: House, person: str = ZORA, *, now: int = NOW) -> None:
    """Somebody asks, and somebody else approves."""

    def decide(unit: Unit) -> None:
        wish = Erasure(id=f"wish-{person}", person=person, state=State.REQUESTED, asked_by=person, asked_at=now)
        erasures.add(unit, house.org, wish)
        erasures.approve(unit, house.org, wish, by=BEN, now=now)

    house.writes(decide)


def state(house: House, person: str = ZORA) -> State:
    found: list[Erasure] = house.reads(lambda unit: erasures.of_person(unit, house.org, person))
    return next(one.state for one in found if one.id == f"wish-{person}")


def erase(house: House, person: str = ZORA) -> None:
    approve(house, person)
    settle(house)


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what lasts is waited for: a server does things of its own for a moment."""
    real = in_flight.others

    def lasting(unit: Unit) -> tuple[str, ...]:
        before = real(unit)
        if before:
            time.sleep(0.3)
        return tuple(set(before) & set(real(unit))) if before else before

    monkeypatch.setattr(in_flight, "others", lasting)
