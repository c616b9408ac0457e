"""A pulse whose contract was changed in the database ends, and its series, and HR hears: nothing fails in silence."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import delete, func, select, update

from schedules.pulses import close
from schedules.pulses_release import gather
from schedules.pulses_series import follow
from schedules.schedule import Occasion
from storage import notices, pulses, pulses_closing, pulses_keys, pulses_series, pulses_sheets, tables
from storage import pulses_messages as messages
from storage.due import Due
from storage.notices import Notice
from storage.pulses_sheets import Ballot
from storage.unit import Store, Unit
from tests.schedules import computed, mornings
from tests.schedules.test_pulses import BEFORE, HOUR_MS, House, furnish, launched
from tests.storage.surveys import ITEMS
from views.vocabulary import Card, Text

_wave, _person = tables.table(tables.PulseWave), tables.table(tables.Person)
_notice, _sheet = tables.table(tables.Notice), tables.table(tables.PulseSheet)


def changed(unit: Unit, *, id: str = "w1") -> None:
    """By hand, in the database: by a letter that no contract has."""
    unit.run(update(_wave).where(_wave.c.id == id).values(contract=_wave.c.contract + "é"))


def launching(store: Store) -> House:
    """Nine people are to be asked; the first is of HR."""
    house = House(store, 9)
    store.write(lambda unit: unit.run(update(_person).where(_person.c.id == "p00000").values(is_hr=True))).result()
    return house


def opened(store: Store) -> House:
    """They were asked and have answered."""
    house = launching(store)
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
    assert heard(store) == [("p00000", f"{wave.id}/broken")]
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
    assert left(store) == ("destroyed", 0), "nothing of what they answered"
    assert store.read(lambda unit: pulses_keys.find(unit, org, wave)).result() is None
    assert heard(store) == [("p00000", "w1/unread")]


def test_what_was_answered_goes_unread_where_the_promise_is_changed_before_the_results_are_published(
    store: Store,
) -> None:
    """Its key is gone by then: it is not kept for 90 days, as what nobody may publish."""
    house = opened(store)
    house.until(house.wave.closes_at + HOUR_MS, step=12 * HOUR_MS)
    assert left(store) == ("sealed", 9)
    store.write(lambda unit: unit.run(delete(tables.table(tables.Outbox))).rowcount).result()  # as after some weeks
    store.write(changed).result()
    assert not computed.step(store, mornings.KEEPING, now=house.now, rng=house.rng).failures
    assert left(store) == ("destroyed", 0)
    assert heard(store) == [("p00000", "w1/unread")]


@pytest.mark.parametrize("is_published", [False, True])
def test_a_close_that_comes_late_destroys_nothing_that_was_closed(store: Store, is_published: bool) -> None:
    """Planned once more for a pulse whose promise was changed after it was shuffled, or after it was published."""
    house = opened(store)
    house.until(house.wave.closes_at + HOUR_MS, step=12 * HOUR_MS)
    if is_published:
        computed.step(store, mornings.KEEPING, now=house.now, rng=house.rng)
    before = left(store)
    store.write(changed).result()
    row = Due(org=house.org, kind=pulses_closing.CLOSE, subject="w1", step="x", due_at=house.now)
    store.write(lambda unit: close(Occasion(unit=unit, due=row, now=house.now, rng=house.rng))).result()
    if is_published:
        store.write(lambda unit: gather(Occasion(unit=unit, due=row, now=house.now, rng=house.rng))).result()
    assert left(store) == before == ("sealed", 0 if is_published else 9)
    assert heard(store) == []


def test_a_pulse_that_was_changed_before_it_opened_asks_nobody_and_hr_hears_so(store: Store) -> None:
    """On its morning, and once: four weeks later there is nobody whom they should tell."""
    house = launching(store)
    store.write(changed).result()
    house.until(house.wave.begins_at, step=24 * HOUR_MS)
    assert left(store) == ("destroyed", 0)
    house.until(house.wave.closes_at + 24 * HOUR_MS, step=72 * HOUR_MS)
    assert house.owed() == []
    assert heard(store) == [("p00000", "w1/unopened")]
    assert store.read(lambda unit: pulses_keys.find(unit, house.org, "w1")).result() is None


def test_a_promise_changed_after_the_opening_and_before_ten_ends_the_pulse_that_morning(store: Store) -> None:
    """It is open from the first ten o'clock on earth on, where none of these live: HR reads that nobody was asked."""
    house = launching(store)
    house.until(house.wave.begins_at, step=24 * HOUR_MS)
    assert (left(store)[0], house.owed()) == ("open", [])
    store.write(changed).result()
    house.until(house.now + 24 * HOUR_MS)
    assert (left(store)[0], house.owed()) == ("destroyed", [])
    assert heard(store) == [("p00000", "w1/unopened")]
    assert store.read(lambda unit: pulses_keys.find(unit, house.org, "w1")).result() is None


def test_hr_hears_of_results_that_nobody_is_told_of_because_the_promise_was_changed(store: Store) -> None:
    """Changed between their publication and the morning on which people would have heard."""
    house = opened(store)
    house.until(house.wave.closes_at + HOUR_MS, step=12 * HOUR_MS)
    computed.step(store, mornings.KEEPING, now=house.now, rng=house.rng)
    store.write(changed).result()
    house.until(house.now + 48 * HOUR_MS, step=12 * HOUR_MS)
    assert heard(store) == [("p00000", "w1/hidden")]


def test_a_reminder_of_a_pulse_whose_promise_was_changed_is_dropped_and_the_rest_of_the_message_goes(
    store: Store,
) -> None:
    """What else waits for the person may be of a review, and has nothing to do with it."""
    house = opened(store)
    card, day = Card("Something else", (Text(("Words",)),)), house.wave.contract.opens_on
    reminder = Notice(person="p00001", kind=messages.REMINDER, subject=f"w1/{day}", card=card)
    both = [reminder, Notice(person="p00001", kind="kudos.unseen", subject="k1", card=card)]
    store.write(lambda unit: notices.leave(unit, house.org, both, now=house.now, rng=house.rng)).result()
    store.write(changed).result()
    house.until(house.now + 24 * HOUR_MS, step=12 * HOUR_MS)
    theirs = select(_notice.c.kind, _notice.c.state).where(_notice.c.person_id == "p00001")
    found = store.read(lambda unit: {row["kind"]: row["state"] for row in unit.rows(theirs)}).result()
    assert found == {messages.REMINDER: "dropped", "kudos.unseen": "sent"}


def left(store: Store) -> tuple[str, int]:
    """Return how the pulse stands, and how many answers there are of it."""
    sheets = store.read(lambda unit: unit.run(select(func.count()).select_from(_sheet)).scalar_one()).result()
    return store.read(lambda unit: unit.run(select(_wave.c.state)).scalar_one()).result(), sheets


def heard(store: Store) -> list[tuple[str, str]]:
    """Return who of HR was told what."""
    told = select(_notice.c.person_id, _notice.c.subject).where(_notice.c.kind == "pulse.hr")
    return store.read(lambda unit: [(row["person_id"], row["subject"]) for row in unit.rows(told)]).result()
