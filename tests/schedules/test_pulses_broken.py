"""A pulse whose contract was changed in the database ends, and its series, and HR hears: nothing fails in silence."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import func, select, update

from schedules.pulses_series import follow
from schedules.schedule import Occasion
from storage import pulses, pulses_closing, pulses_keys, pulses_series, pulses_sheets, tables
from storage.due import Due
from storage.pulses_sheets import Ballot
from storage.unit import Store, Unit
from tests.schedules.test_pulses import BEFORE, HOUR_MS, House, furnish, launched
from tests.storage.surveys import ITEMS

_wave, _person = tables.table(tables.PulseWave), tables.table(tables.Person)
_notice, _sheet = tables.table(tables.Notice), tables.table(tables.PulseSheet)


def changed(unit: Unit, *, id: str = "w1") -> None:
    """By hand, in the database: by a letter that no contract has."""
    unit.run(update(_wave).where(_wave.c.id == id).values(contract=_wave.c.contract + "é"))


def opened(store: Store) -> House:
    """Nine people were asked and have answered; the first is of HR."""
    house = House(store, 9)
    store.write(lambda unit: unit.run(update(_person).where(_person.c.id == "p00000").values(is_hr=True))).result()
    house.until(house.wave.begins_at + 24 * HOUR_MS, step=12 * HOUR_MS)

    def answer(unit: Unit) -> None:
        key = pulses_keys.find(unit, house.org, house.wave.id)
        assert key is not None
        for number in range(9):
            ballot = Ballot(person=f"p{number:05d}", group="company", marks="3" * len(ITEMS), comments={})
            assert pulses_sheets.hand_in(unit, house.org, house.wave.id, key, ballot, rng=house.rng)

    store.write(answer).result()
    return house


def test_hr_hears_that_the_next_does_not_come_because_what_was_promised_was_changed(store: Store) -> None:
    """At once, and with words that say whom to ask; the one after is not launched."""
    org = store.write(lambda unit: furnish(unit, 9)).result()
    wave = store.write(lambda unit: launched(unit, org)).result()
    store.write(changed).result()
    store.write(lambda unit: unit.run(update(_person).where(_person.c.id == "p00000").values(is_hr=True))).result()
    row = Due(org=org, kind=pulses_series.NEXT, subject=wave.id, step="x", due_at=BEFORE)
    store.write(lambda unit: follow(Occasion(unit=unit, due=row, now=BEFORE, rng=random.Random(1)))).result()
    told = select(_notice.c.person_id, _notice.c.subject).where(_notice.c.kind == "pulse.hr")
    heard = store.read(lambda unit: [tuple(one) for one in unit.run(told)]).result()
    assert heard == [("p00000", f"{wave.id}/broken")]
    assert store.read(lambda unit: pulses.every(unit, org)).result() == []


@pytest.mark.parametrize("is_closed", [False, True])
def test_what_was_answered_to_other_promises_goes_unread_and_its_key_with_it(store: Store, is_closed: bool) -> None:
    """Changed while it was open, or in the moment between its close and the end of its key."""
    house = opened(store)
    org, wave, closes_at = house.org, house.wave.id, house.wave.closes_at
    if is_closed:
        store.write(lambda unit: pulses_closing.close(unit, org, wave, now=closes_at, rng=house.rng)).result()
    store.write(changed).result()
    house.until(closes_at + 48 * HOUR_MS, step=12 * HOUR_MS)
    left = store.read(lambda unit: unit.run(select(func.count()).select_from(_sheet)).scalar_one()).result()
    assert left == 0, "nothing of what they answered"
    assert store.read(lambda unit: unit.run(select(_wave.c.state)).scalar_one()).result() == "destroyed"
    assert store.read(lambda unit: pulses_keys.find(unit, org, wave)).result() is None
    told = select(_notice.c.person_id, _notice.c.subject).where(_notice.c.kind == "pulse.hr")
    heard = store.read(lambda unit: [tuple(row) for row in unit.run(told)]).result()
    assert heard == [("p00000", "w1/unread")]
