"""Where keys of open nominations are missing, none is made: it would be in a folder that other replicas do not see."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from domain.local_time import DAY_MS
from domain.nominations import Stage, State
from schedules import nominations as schedule
from schedules.schedule import Occasion
from schedules.tick import MOST_ATTEMPTS, MOST_PAUSE_MS
from storage import nominations_ballots as ballots
from storage import nominations_closing
from storage.ballot_keys import OtherFolderError
from storage.due import Due
from tests.storage.test_nominations import ID, NOW, ORG, House, house

__all__ = ["house"]


@contextmanager
def away(house: House, window: str, stage: Stage) -> Iterator[Path]:
    folder = house.store.keys.apart
    assert folder is not None
    here = folder.path / ballots.key_name(window, stage)
    there = here.rename(here.with_name("away"))
    yield folder.path
    there.rename(here)


def missing(house: House) -> list[str]:
    return house.store.read(lambda unit: nominations_closing.without_key(unit, ORG)).result()


def may_stay(house: House, *, now: int = NOW) -> dict[Stage, bool]:
    known = house.store.read(lambda unit: nominations_closing.keys(unit, ORG, now=now)).result()
    return {stage: known[ballots.key_name(ID, stage)] for stage in Stage}


def test_a_key_may_be_there_while_people_hand_in_and_no_longer(house: House) -> None:
    """Any other is one that the doctor finds, also of what did not close."""
    assert may_stay(house) == {Stage.NOMINATE: True, Stage.VOTE: False}
    assert may_stay(house, now=house.now().closes_at + DAY_MS) == {Stage.NOMINATE: False, Stage.VOTE: False}
    house.names("dan", "ben")
    house.closes()
    assert may_stay(house) == {Stage.NOMINATE: False, Stage.VOTE: False}
    house.forgets()
    assert may_stay(house) == {Stage.NOMINATE: False, Stage.VOTE: True}


def test_no_key_is_made_where_those_of_open_nominations_are_not(house: House) -> None:
    """Neither of a stage that is over, which has none: only what people still hand in counts."""
    assert missing(house) == []
    with away(house, ID, Stage.NOMINATE):
        assert missing(house) == [ID]
        with pytest.raises(OtherFolderError):
            house.store.read(lambda unit: nominations_closing.check_folder(unit, ORG)).result()
    house.names("dan", "ben")
    house.closes()
    house.forgets()
    assert missing(house) == []
    with away(house, ID, Stage.VOTE):
        assert missing(house) == [ID]


def test_votes_begin_in_the_folder_in_which_the_other_keys_are(house: House) -> None:
    """In a stray one no key is made: it is tried again, and asked for every hour, with all the time to vote."""
    house.opens("other", at=NOW + DAY_MS)
    house.names("dan", "ben")
    house.closes()
    first = Due(org=ORG, kind=nominations_closing.FORGET, subject=ID, step="closed", due_at=NOW + DAY_MS)

    def forgets(attempts: int) -> int | None:
        due = replace(first, attempts=attempts)
        return house.store.write(
            lambda unit: schedule.forget(Occasion(due=due, unit=unit, now=due.due_at, rng=random.Random(1)))
        ).result()

    with away(house, "other", Stage.NOMINATE) as folder:
        (folder / ballots.key_name(ID, Stage.VOTE)).unlink(missing_ok=True)  # the folder is one for all tests
        with pytest.raises(OtherFolderError):
            forgets(0)
        assert house.key(Stage.NOMINATE) is None, "what is past goes all the same"
        assert forgets(MOST_ATTEMPTS - 1) == first.due_at + MOST_PAUSE_MS
        assert (house.key(Stage.VOTE), house.now().state) == (None, State.CLOSED)
    assert forgets(0) is None
    assert house.now().state is State.DECIDING
