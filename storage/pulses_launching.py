"""The launch of a wave: its contract is frozen, its key is made, and all that happens by itself is planned."""

from __future__ import annotations

from dataclasses import replace

from domain.pulses_wave import State, Wave, moved
from storage import ballot_folder, pulses, pulses_due, pulses_keys
from storage.pulses import Kept
from storage.unit import Unit


def launch(unit: Unit, org: str, kept: Kept, *, now: int) -> Wave:
    """Raises StaleError when it is no longer the draft it was, and NoKeyFolderError and OtherFolderError."""
    ballot_folder.check(unit, org)
    begun = moved(kept.wave, State.LAUNCHED, before=(State.DRAFT,))
    frozen = pulses.launch(unit, org, replace(kept, wave=begun, launched_at=now), was=kept.wave.version).wave
    pulses_keys.make(unit, org, frozen.id)
    pulses_due.plan(unit, org, frozen)
    return frozen
