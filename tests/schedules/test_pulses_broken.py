"""A series whose last contract was changed in the database ends, and HR hears of it: nothing fails in silence."""

from __future__ import annotations

import random

from sqlalchemy import select, update

from schedules.pulses_series import follow
from schedules.schedule import Occasion
from storage import pulses, pulses_series, tables
from storage.due import Due
from storage.unit import Store
from tests.schedules.test_pulses import BEFORE, furnish, launched

_wave, _person = tables.table(tables.PulseWave), tables.table(tables.Person)
_notice = tables.table(tables.Notice)


def test_hr_hears_that_the_next_does_not_come_because_what_was_promised_was_changed(store: Store) -> None:
    """At once, and with words that say whom to ask; the one after is not launched."""
    org = store.write(lambda unit: furnish(unit, 9)).result()
    wave = store.write(lambda unit: launched(unit, org)).result()
    contract = store.read(lambda unit: unit.run(select(_wave.c.contract)).scalar_one()).result()
    by_hand = update(_wave).values(contract=contract.replace('"text":20', '"text":21'))
    store.write(lambda unit: unit.run(by_hand).rowcount).result()
    store.write(lambda unit: unit.run(update(_person).where(_person.c.id == "p00000").values(is_hr=True))).result()
    row = Due(org=org, kind=pulses_series.NEXT, subject=wave.id, step="x", due_at=BEFORE)
    store.write(lambda unit: follow(Occasion(unit=unit, due=row, now=BEFORE, rng=random.Random(1)))).result()
    told = select(_notice.c.person_id, _notice.c.subject).where(_notice.c.kind == "pulse.hr")
    heard = store.read(lambda unit: [tuple(one) for one in unit.run(told)]).result()
    assert heard == [("p00000", f"{wave.id}/broken")]
    assert store.read(lambda unit: pulses.every(unit, org)).result() == []
