"""The release of a wave by itself: read in one unit, computed in a process of its own, published in another unit."""

from __future__ import annotations

from dataclasses import replace

from domain.pulses_contract import BrokenContractError
from domain.pulses_release import Closed, Released
from domain.pulses_wave import State, Wave
from schedules import fan_out, pulses_broken
from schedules.schedule import Occasion
from storage import due, notices, pulses, pulses_actions, pulses_before, pulses_readers, workspaces
from storage import pulses_release as storage
from storage.notices import Notice
from storage.pulses_actions import TOLD
from views import pulses_results_told as views

CHUNK = "pulse.results.chunk"
PEOPLE = 500  # a chunk


def gather(occasion: Occasion) -> Closed | None:
    """None where nothing waits to be released: it was, or the wave's key is still there, or its contract is broken."""
    wave = _waiting(occasion)
    return pulses_before.closed(occasion.unit, occasion.due.org, wave) if wave else None


def save(occasion: Occasion, found: Released) -> None:
    """Publish it, and plan that everybody who was asked, and whoever leads them, hears of it at one moment."""
    unit, org = occasion.unit, occasion.due.org
    wave = _waiting(occasion)
    if wave is None or not storage.save(unit, org, wave, found, now=occasion.now, rng=occasion.rng):
        return
    zone = next(one.zone for one in workspaces.orgs(unit) if one.id == org)
    pulses_actions.watch_groups(unit, org, wave, zone)
    whole = replace(occasion.due, kind=CHUNK)
    due.plan(unit, fan_out.chunks(whole, pulses_readers.everybody(unit, org, wave.id), size=PEOPLE))


def tell(occasion: Occasion) -> None:
    """Each hears that results are there, and reads them where they may: nothing of them stands in a message."""
    unit, org, id = occasion.unit, occasion.due.org, occasion.due.subject
    if not storage.is_released(unit, org, id):
        return
    try:
        kept = pulses.find(unit, org, id)
    except BrokenContractError:
        pulses_broken.hide(occasion)
        return
    if kept is None:
        return
    first, last = fan_out.ends(occasion.due)
    card = views.ready(kept.wave)
    those = [one for one in pulses_readers.everybody(unit, org, id) if first <= one <= last]
    left = [Notice(person=one, kind=TOLD, subject=id, card=card) for one in those]
    notices.leave(unit, org, left, now=occasion.now, rng=occasion.rng)


def _waiting(occasion: Occasion) -> Wave | None:
    try:
        return storage.may_begin(occasion.unit, occasion.due.org, occasion.due.subject)
    except BrokenContractError:
        pulses_broken.end(occasion, before=(State.SEALED,))
        return None
