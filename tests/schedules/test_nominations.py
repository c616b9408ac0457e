"""Nominations close by themselves, also when the folder of keys comes back hours later."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from domain.local_time import DAY_MS
from domain.nominations import Stage, State
from schedules import nominations as schedule
from schedules.schedule import Occasion
from schedules.tick import MOST_ATTEMPTS, MOST_PAUSE_MS
from storage import nominations_ballots as ballots
from storage import nominations_closing
from storage.ballot_keys import KeyAwayError
from storage.due import Due
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
