"""A pulse whose contract was changed by hand, in the store: it is left out, and nothing else is."""

from __future__ import annotations

import random
from typing import Any

import pytest
from sqlalchemy import update

from domain import pulses_release as releases
from domain.pulses_contract import BrokenContractError
from storage import pulses, pulses_before, tables
from storage.unit import Store
from tests.storage import surveys
from tests.storage.surveys import NOW, ORG
from tests.storage.test_pulses_release import House, house

__all__ = ["house"]  # the fixture
_wave = tables.table(tables.PulseWave)


@pytest.mark.parametrize(
    "change", [{"contract": _wave.c.contract + "é"}, {"digest": ""}, {"contract": "", "digest": ""}]
)
def test_no_change_by_hand_hides_another_pulse(store: Store, rng: random.Random, change: dict[str, Any]) -> None:
    """A letter that is not ASCII, a hash that was emptied, or both gone: it is broken like any other change."""
    people = surveys.people(store, 12)
    broken, whole = surveys.opened(store, people, rng), surveys.opened(store, people, rng, "w2")
    by_hand = update(_wave).where(_wave.c.id == broken.wave.id).values(change)
    store.write(lambda unit: unit.run(by_hand).rowcount).result()
    with pytest.raises(BrokenContractError):
        broken.now()
    listed = store.read(lambda unit: pulses.every(unit, ORG)).result()
    asked = store.read(lambda unit: pulses.open_for(unit, ORG, people[0], now=NOW)).result()
    assert [kept.wave.id for kept in (*listed, *asked)] == [whole.wave.id] * 2


def test_a_pulse_is_published_although_the_contract_of_the_one_before_it_was_changed(house: House) -> None:
    """It is compared with nothing: what was published of the other is no longer shown either."""
    house.releases(house.runs("w1", 1))
    second = house.runs("w2", 2)
    by_hand = update(_wave).where(_wave.c.id == "w1").values(contract=_wave.c.contract + "é")
    house.does(lambda unit: unit.run(by_hand).rowcount)
    closed = house.does(lambda unit: pulses_before.closed(unit, "org", second))
    assert closed.before == {}
    cells = releases.release(closed).cells
    assert any(cell.shown for cell in cells)
    assert not any(cell.trend for cell in cells)
    assert house.releases(second)
