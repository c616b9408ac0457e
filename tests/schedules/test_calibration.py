"""A room by itself: its clock, and what becomes of it when everybody has gone home."""

from __future__ import annotations

import random
from dataclasses import replace

from domain.calibration import State
from domain.local_time import MINUTE_MS
from schedules import calibration as schedules
from schedules.schedule import Occasion
from storage import calibration, calibration_room, due
from storage.calibration import Kept
from storage.calibration_due import TIMER
from storage.due import Due
from storage.unit import Store, Unit
from tests.storage.test_calibration import NOW, furnish

SIX_HOURS = 6 * 3_600_000
MORNING = NOW + 3 * SIX_HOURS


def opened(unit: Unit) -> Kept:
    """The room is in the first part of the script since now."""
    kept = calibration.found(unit, "org", "s1")
    assert kept is not None
    going = replace(kept, session=replace(kept.session, state=State.OPEN), segment=0, segment_at=NOW)
    calibration.save(unit, "org", going, was=kept.session.version)
    return going


def planned(unit: Unit, at: int) -> list[Due]:
    """The ticks that are due within a minute."""
    return due.take(unit, "org", [TIMER], now=at + MINUTE_MS, most=9)


def test_a_room_left_alone_is_drawn_no_more_after_six_hours_until_its_next_part(store: Store) -> None:
    """Nobody closed it in the evening; when they go on in the morning its clock runs again."""

    def leave_alone(unit: Unit) -> list[int | None]:
        furnish(unit)
        calibration_room.count_minutes(unit, "org", opened(unit), now=NOW)
        [one] = planned(unit, NOW)
        moments = (NOW + SIX_HOURS, NOW + SIX_HOURS + 1)
        found = [schedules.tick(Occasion(due=one, unit=unit, now=now, rng=random.Random(1))) for now in moments]
        due.settle(unit, one, due.State.DONE, now=NOW + SIX_HOURS + 1)
        return found

    def go_on(unit: Unit) -> list[int]:
        kept = calibration.found(unit, "org", "s1")
        assert kept is not None
        calibration_room.count_minutes(unit, "org", replace(kept, segment=1, segment_at=MORNING), now=MORNING)
        return [one.due_at for one in planned(unit, MORNING)]

    assert store.write(leave_alone).result() == [NOW + SIX_HOURS + MINUTE_MS, None]
    assert store.write(go_on).result() == [MORNING + MINUTE_MS]
