"""Closing a wave: in one unit shuffled and sealed anew; in the next its key goes, and with it who answered what.

Each step can be done again after a crash: the first ends with the state it leaves, the second does what is left of it.
"""

from __future__ import annotations

import random
from datetime import date

from domain.pulses_wave import State, moved
from storage import ballot_keys, due, outbox, pulses, pulses_keys, pulses_sheets
from storage.ballot_keys import WAITS_MS, KeyAwayError
from storage.due import Due
from storage.unit import ERASED, Unit

CLOSE, FORGET = "pulse.close", "pulse.forget"
OVER = (State.CLOSED, State.SEALED, State.DESTROYED)


def close(unit: Unit, org: str, wave: str, *, now: int, rng: random.Random, unread: bool = False) -> State | None:
    """Take it from open to closed, or destroyed where too few answered or it is to go `unread`.

    Return how it stands then, None when it was not open. Raises KeyAwayError while answers wait for their key, and
    domain.pulses_contract.BrokenContractError.
    """
    kept = pulses.locked(unit, org, wave)
    if kept is None or kept.wave.state not in pulses.LAUNCHED:
        return None
    key = pulses_keys.find(unit, org, wave)
    if key is None and not unread and now < kept.wave.closes_at + WAITS_MS and pulses_sheets.count(unit, org, wave):
        raise KeyAwayError
    taken = pulses_sheets.take_all(unit, org, wave, None if unread else key)
    state = State.CLOSED if len(taken.sheets) >= kept.wave.contract.scores else State.DESTROYED
    if state is State.CLOSED:
        pulses_sheets.put_back(unit, org, wave, taken, rng)
    pulses.save(unit, org, moved(kept.wave, state, before=pulses.LAUNCHED), was=kept.wave.version)
    outbox.close(unit, org, wave, now=now)
    due.plan(unit, [Due(org=org, kind=FORGET, subject=wave, step=state.value, due_at=now)])
    unit.wake(ERASED)
    return state


def end_broken(unit: Unit, org: str, wave: str, *, before: tuple[State, ...], now: int) -> State | None:
    """End one whose contract is broken, unread: nobody answered what stands there now. Its key goes next, as always.

    Return how it stood, None where that was in none of these: then it is left as it is.
    """
    stood = pulses.standing(unit, org, wave)
    if stood not in before:
        return None
    pulses_sheets.take_all(unit, org, wave, None)
    pulses.destroy(unit, org, wave)
    outbox.close(unit, org, wave, now=now)
    due.plan(unit, [Due(org=org, kind=FORGET, subject=wave, step=State.DESTROYED.value, due_at=now)])
    unit.wake(ERASED)
    return stood


def forget_key(unit: Unit, org: str, wave: str) -> bool:
    """Destroy the key of a wave that is closed; say whether it may be released from now on.

    Raises OSError, and domain.pulses_contract.BrokenContractError when there is nothing that could be released.
    """
    state = pulses.standing(unit, org, wave)
    if state not in OVER:
        return False
    ballot_keys.folder(unit).destroy(wave)
    unit.wake(ERASED)
    kept = pulses.find(unit, org, wave) if state is State.CLOSED else None
    if kept is not None:
        pulses.save(unit, org, moved(kept.wave, State.SEALED, before=(State.CLOSED,)), was=kept.wave.version)
    return kept is not None


def look_again(unit: Unit, org: str, *, today: date, now: int) -> None:
    """Plan once more what could not be done while the folder of keys was out of reach: to close, and to destroy keys.

    Also of waves that were released, for a replica that does not see the folder takes a key for gone; and of those
    whose contract is broken.
    """
    step = today.isoformat()
    over = [id for id, closes_at in pulses.closing(unit, org).items() if closes_at is None]
    with_key = [one for one in over if pulses_keys.find(unit, org, one)]
    wanted = [(CLOSE, one) for one in pulses.overdue(unit, org, now=now)] + [(FORGET, one) for one in with_key]
    due.plan(unit, [Due(org=org, kind=kind, subject=one, step=step, due_at=now) for kind, one in wanted])
