"""The launch of a wave: its contract is frozen, its key is made, and all that happens by itself is planned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from domain.pulses_wave import State, Wave, moved
from storage import ballot_keys, pulses, pulses_due, pulses_keys
from storage.ballot_keys import WAITS_MS, OtherFolderError
from storage.pulses import Kept
from storage.unit import Unit


def launch(unit: Unit, org: str, kept: Kept, *, now: int) -> Wave:
    """Raises StaleError when it is no longer the draft it was, and NoKeyFolderError and OtherFolderError."""
    if without_key(unit, org):
        raise OtherFolderError
    begun = moved(kept.wave, State.LAUNCHED, before=(State.DRAFT,))
    frozen = pulses.launch(unit, org, replace(kept, wave=begun, launched_at=now), was=kept.wave.version).wave
    pulses_keys.make(unit, org, frozen.id)
    pulses_due.plan(unit, org, frozen)
    return frozen


def without_key(unit: Unit, org: str) -> list[str]:
    """Return the titles of the pulses under way that have no key here.

    A replica with a folder of its own may not make a key that the others do not see. Raises NoKeyFolderError.
    """
    under_way = (kept.wave for kept in pulses.every(unit, org) if kept.wave.state in pulses.LAUNCHED)
    return ballot_keys.missing(unit, ((wave.id, wave.title) for wave in under_way))


def keys(unit: Unit, org: str, *, now: int) -> Mapping[str, bool]:
    """Return by its name, of each key that a pulse has or had, whether it may still be there."""
    return {id: at is not None and now < at + WAITS_MS for id, at in pulses.closing(unit, org).items()}
