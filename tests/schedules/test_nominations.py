"""Nominations close by themselves, also when the folder of keys comes back hours later."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import update

from domain.local_time import DAY_MS
from domain.nominations import Stage, State
from schedules import nominations as schedule
from schedules.schedule import Occasion
from schedules.tick import MOST_ATTEMPTS, MOST_PAUSE_MS
from storage import nominations_ballots as ballots
from storage import nominations_closing, notices, tables
from storage.ballot_keys import KeyAwayError
from storage.due import Due
from storage.nominations_notices import LOST
from tests.storage.test_nominations import ID, NOW, ORG, House, house

__all__ = ["house"]


def test_a_close_that_waits_for_its_key_is_not_given_up(house: House) -> None:
    """It fails as often as anything that is due, so that whoever runs it sees it; then it comes back every hour."""
    house.names("dan", "ben")
    keys, name = house.store.keys.apart, ballots.key_name(ID, Stage.NOMINATE)
    assert keys is not None
    here = keys.path / name
    away = here.rename(here.with_name("away"))
    first = Due(org=ORG, kind=nominations_closing.CLOSE, subject=ID, step="end", due_at=NOW + DAY_MS)

    def closes(one: Due) -> int | None:
        return house.store.write(
            lambda unit: schedule.close(Occasion(due=one, unit=unit, now=one.due_at, rng=random.Random(1)))
        ).result()

    with pytest.raises(KeyAwayError):
        closes(first)
    assert closes(replace(first, attempts=MOST_ATTEMPTS - 1)) == first.due_at + MOST_PAUSE_MS
    away.rename(here)
    assert closes(first) is None
    assert house.now().state is State.CLOSED
    assert told(house, "eve") == []


def told(house: House, who: str) -> list[str]:
    waiting = house.store.read(lambda unit: notices.waiting(unit, ORG, who)).result()
    return [one.card.title for one in waiting if one.kind == LOST]


def test_hr_hears_that_a_round_could_not_be_decided(house: House) -> None:
    """They wait for a result: without a word they would take silence for one. Nobody else hears of it."""
    house.names("dan", "ben")
    keys = house.store.keys.apart
    assert keys is not None
    keys.destroy(ballots.key_name(ID, Stage.NOMINATE))
    person = tables.table(tables.Person)
    hr = update(person).where(person.c.id == "eve").values(is_hr=True)
    house.store.write(lambda unit: unit.run(hr)).result()
    end = Due(org=ORG, kind=nominations_closing.CLOSE, subject=ID, step="end", due_at=NOW + 2 * DAY_MS)
    late = partial(Occasion, due=end, now=end.due_at, rng=random.Random(1))
    assert house.store.write(lambda unit: schedule.close(late(unit=unit))).result() is None
    assert house.now().state is State.LOST
    assert told(house, "eve") == ["w could not be decided"]
    assert told(house, "dan") == []
