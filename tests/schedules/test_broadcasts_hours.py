"""A broadcast keeps the hours of whoever it is for, however long the queue, and ends when it is cancelled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from functools import partial

import pytest
from sqlalchemy import func, select, update

from domain.broadcasts import Timing
from handlers import broadcasts_after
from schedules.broadcasts import DROPPED
from storage import leasing, outbox, preferences, tables
from storage.leasing import Verdict
from storage.outbox import Owed
from storage.outbox import State as Sending
from storage.unit import Store, Unit
from tests.schedules.test_broadcasts import EVENING, LIMITS, Desk, desk_of

HOUR_MS = 3_600_000
CLOSING = 1_790_013_600_000  # that Monday, 18:00 UTC
NEXT_MORNING = CLOSING + 15 * HOUR_MS
_outbox = tables.table(tables.Outbox)


def jumps(desk: Desk, moment: int) -> None:
    desk.now = moment
    desk.ticks()


def prefers(desk: Desk, person: str, **wishes: object) -> None:
    """As the form of preferences saves it."""

    def save(unit: Unit) -> None:
        found = preferences.find(unit, "org", person)
        preferences.save(unit, "org", person, replace(found, **wishes))  # type: ignore[arg-type]  # any of its fields
        outbox.recall(unit, "org", [person], now=desk.now)

    desk.write(save)


def settles(desk: Desk, owed: Owed, state: Sending, not_before: int) -> None:
    verdict = Verdict(owed=owed, state=state, error="as it was", not_before=not_before)
    desk.write(partial(leasing.settle, verdicts=[verdict], limits=LIMITS, now=desk.now))


def test_a_queue_longer_than_the_day_goes_on_the_next_morning(store: Store) -> None:
    """Nobody hears after six because others were before them; in the end everybody has it, once."""
    desk = desk_of(store, 100)
    desk.now = CLOSING - 5_000
    desk.sends(timing=Timing.HOURS)
    desk.passes(30)
    had = len(desk.had)
    assert 10 < had < 40
    assert desk.last == f"“It opens” waits for working hours: {had} of 100 ({had} %)"
    jumps(desk, NEXT_MORNING - 1_000)
    assert len(desk.had) == had
    desk.passes(40)
    assert sorted(desk.had) == sorted({f"p{number:04}" for number in range(100)})


def test_what_is_sent_now_is_sent_at_any_hour(store: Store) -> None:
    """HR chose so, and was told what it means."""
    desk = desk_of(store, 100)
    desk.now = CLOSING - 5_000
    desk.sends(timing=Timing.NOW)
    desk.passes(30)
    assert len(desk.had) == 100


def test_a_long_queue_is_put_off_in_pieces(store: Store) -> None:
    """At once one after another, so that nothing has to look through it for long."""
    desk = desk_of(store, DROPPED + 500)
    desk.now = CLOSING - 2_000
    desk.sends(timing=Timing.HOURS)
    desk.ticks()
    desk.passes(10)
    waits = select(func.count()).where(_outbox.c.batch == "b", _outbox.c.not_before == NEXT_MORNING)
    waiting = desk.store.read(lambda unit: unit.run(waits).scalar_one()).result()
    assert waiting + len(desk.had) == DROPPED + 500


@pytest.mark.parametrize(
    ("wishes", "at"), [({"opens": time(11)}, 2), ({"zone": "America/Lima"}, 5), ({"closes": time(9, 30)}, 0)], ids=str
)
def test_whoever_changed_their_hours_meanwhile_gets_it_in_the_new_ones(
    store: Store, wishes: dict[str, object], at: int
) -> None:
    """What they want is asked again when the old hour has come."""
    desk = desk_of(store, 2)
    desk.now = EVENING
    desk.sends(timing=Timing.HOURS)
    desk.ticks()
    if "zone" in wishes:
        moves(desk, "p0001", str(wishes["zone"]))
    else:
        prefers(desk, "p0001", **wishes)
    jumps(desk, NEXT_MORNING)
    desk.passes(5)
    assert ("p0001" in desk.had) is (at == 0)
    desk.now = NEXT_MORNING + at * HOUR_MS
    desk.passes(5)
    assert sorted(desk.had) == ["p0000", "p0001"]


def moves(desk: Desk, person: str, zone: str) -> None:
    """As a people file says."""

    def change(unit: Unit) -> None:
        row = tables.table(tables.Person)
        unit.run(update(row).where(row.c.id == person).values(zone=zone))
        outbox.recall(unit, "org", [person], now=desk.now)

    desk.write(change)


def test_whoever_went_away_for_long_meanwhile_is_told_of_as_failed(store: Store) -> None:
    """With the reason, so that HR may try again when they are back."""
    desk = desk_of(store, 2)
    desk.now = EVENING
    desk.sends(timing=Timing.HOURS)
    desk.ticks()
    prefers(desk, "p0001", back_on=date(2027, 3, 1))
    jumps(desk, NEXT_MORNING)
    desk.passes(10)
    assert desk.had == ["p0000"]
    assert desk.found().tally.failed == 1


# --- Cancelled ----------------------------------------------------------------------------------------------------


def test_a_send_that_is_refused_for_a_moment_does_not_slip_through_a_cancellation(store: Store) -> None:
    """The platform said to try again in a second; a second later it is too late."""
    desk = desk_of(store, 3)
    desk.sends()
    desk.ticks()
    [one] = [owed for owed in desk.leases() if owed.address == "U-p0002"]
    desk.presses(broadcasts_after.cancel)
    settles(desk, one, Sending.QUEUED, desk.now + 1_000)
    desk.now += 1_000
    assert [owed for owed in desk.leases() if owed.address.startswith("U-p0002")] == []
    desk.passes(10)
    assert "p0002" not in desk.had


def test_what_is_in_doubt_is_not_repeated_after_a_cancellation(store: Store) -> None:
    """It is only looked for."""
    desk = desk_of(store, 3)
    desk.sends()
    desk.ticks()
    [one] = [owed for owed in desk.leases() if owed.address == "U-p0002"]
    settles(desk, one, Sending.AMBIGUOUS, desk.now + 1_000)
    desk.presses(broadcasts_after.cancel)
    desk.now += 1_000
    [again] = [owed for owed in desk.leases() if owed.address == "U-p0002"]
    assert again.is_late
