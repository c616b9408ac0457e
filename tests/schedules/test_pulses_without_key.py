"""A key that is lost ends no series of pulses: the next one waits until what lost it is over."""

from __future__ import annotations

import random

from sqlalchemy import select, update

from domain import pulses_wave
from domain.pulses_wave import State
from schedules.pulses_series import follow
from schedules.schedule import Occasion
from schedules.tick import MOST_PAUSE_MS
from storage import ballot_keys, pulses, pulses_series, tables
from storage.due import Due
from storage.unit import Store, Unit
from tests.schedules.test_pulses import BEFORE, furnish, launched

_notice, _person = tables.table(tables.Notice), tables.table(tables.Person)


def test_the_next_of_a_series_waits_until_the_pulse_without_a_key_is_stopped(store: Store) -> None:
    """HR hears once that it waits, and what to stop; then it is launched as if nothing had been."""
    rng = random.Random(1)

    def begin(unit: Unit) -> str:
        org = furnish(unit, 9)
        unit.run(update(_person).where(_person.c.id == "p00000").values(is_hr=True))
        launched(unit, org)
        launched(unit, org, id="keyless")
        ballot_keys.folder(unit).destroy("keyless")
        return org

    org = store.write(begin).result()
    row = Due(org=org, kind=pulses_series.NEXT, subject="w1", step="x", due_at=BEFORE)

    def follows() -> int | None:
        return store.write(lambda unit: follow(Occasion(unit=unit, due=row, now=BEFORE, rng=rng))).result()

    def stop(unit: Unit) -> None:
        kept = pulses.find(unit, org, "keyless")
        assert kept is not None
        pulses.save(
            unit, org, pulses_wave.moved(kept.wave, State.DESTROYED, before=(State.LAUNCHED,)), was=kept.wave.version
        )

    assert [follows(), follows()] == [BEFORE + MOST_PAUSE_MS] * 2
    told = select(_notice.c.subject).where(_notice.c.kind == "pulse.hr")
    assert store.read(lambda unit: list(unit.run(told).scalars())).result() == ["w1/waits"]
    assert len(store.read(lambda unit: pulses.every(unit, org)).result()) == 2
    store.write(stop).result()
    assert follows() is None
    newest = store.read(lambda unit: pulses.every(unit, org)).result()
    assert sorted(one.wave.state for one in newest) == sorted([State.DESTROYED, State.LAUNCHED, State.LAUNCHED])
