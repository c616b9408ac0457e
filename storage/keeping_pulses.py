"""Pulses that grow too old. Each function returns how many rows went."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, select, tuple_

from domain.pulses_wave import State
from storage import pulses_sheets, sparing, tables
from storage.keeping import AT_ONCE
from storage.unit import Unit

_wave = tables.table(tables.PulseWave)
_invitation = tables.table(tables.PulseInvitation)
_OVER = (State.SEALED.value, State.DESTROYED.value)


def answers(unit: Unit, org: str, before: int, spared: Collection[str]) -> int:
    """Answers and comments whose contract says that they are kept no longer. They are nobody's, so nobody is spared."""
    old = (_wave.c.org_id == org, _wave.c.forget_at <= before, _wave.c.state.in_(_OVER))
    waves = unit.run(select(_wave.c.id).where(*old)).scalars().all()
    return sum(pulses_sheets.forget(unit, org, wave) for wave in waves)


def invitations(unit: Unit, org: str, before: int, spared: Collection[str]) -> int:
    """Who was asked in waves that closed before the moment."""
    closed = select(_wave.c.id).where(_wave.c.org_id == org, _wave.c.closes_at < before)
    free = sparing.free("pulse_invitation", org, spared)
    old = (_invitation.c.org_id == org, _invitation.c.wave_id.in_(closed), free)
    those = select(_invitation.c.wave_id, _invitation.c.person_id).where(*old).limit(AT_ONCE)
    keys = [(row["wave_id"], row["person_id"]) for row in unit.rows(those)]
    here = tuple_(_invitation.c.wave_id, _invitation.c.person_id).in_(keys)
    return unit.run(delete(_invitation).where(_invitation.c.org_id == org, here)).rowcount if keys else 0
