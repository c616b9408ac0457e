"""When a wave acts by itself: it opens, reminds everybody, and closes."""

from __future__ import annotations

from domain.local_time import FIRST_ZONE
from domain.pulses_wave import Wave, reminded_at, reminder_days
from storage import due
from storage.due import Due
from storage.pulses_closing import CLOSE
from storage.pulses_series import NEXT
from storage.unit import Unit

OPEN, REMIND = "pulse.open", "pulse.remind"


def plan(unit: Unit, org: str, wave: Wave) -> None:
    """Plan all of it at the launch, because nothing of it can change after."""
    opening = Due(org=org, kind=OPEN, subject=wave.id, step=wave.contract.opens_on.isoformat(), due_at=wave.begins_at)
    closing = Due(org=org, kind=CLOSE, subject=wave.id, step=wave.contract.closes_on.isoformat(), due_at=wave.closes_at)
    reminders = [
        Due(
            org=org,
            kind=REMIND,
            subject=wave.id,
            step=day.isoformat(),
            due_at=reminded_at(wave, day, FIRST_ZONE),
            expires_at=wave.closes_at,
        )
        for day in reminder_days(wave)
    ]
    due.plan(unit, [opening, *reminders, closing])


def cancel(unit: Unit, org: str, wave: str) -> None:
    """Let it neither open nor remind nor close any more, and none come after it."""
    for kind in (OPEN, REMIND, CLOSE, NEXT):
        due.cancel(unit, org, kind, wave)
