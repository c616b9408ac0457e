"""The next wave of a pulse that repeats: launched a week before it opens, and HR hears of it."""

from __future__ import annotations

from domain import ids, local_time, pulses_series, pulses_wave
from domain.pulses_contract import BrokenContractError
from domain.pulses_wave import Flaw, State, Wave
from schedules.schedule import Occasion
from schedules.tick import MOST_PAUSE_MS
from storage import notices, pulses, pulses_asked, pulses_launching, pulses_messages, pulses_overlap
from storage import pulses_series as storage
from storage.pulses import Kept
from views import pulses_told as views
from views.vocabulary import Card

_SINCE_MS = 7 * local_time.DAY_MS  # so many nights may be missed; whoever has heard hears nothing again


def follow(occasion: Occasion) -> int | None:
    """Launch it, or say what keeps it from that, which ends the series; or come back where a key is not here."""
    unit, org = occasion.unit, occasion.due.org
    try:
        before = pulses.find(unit, org, occasion.due.subject)
    except BrokenContractError:  # trying again does not mend what was promised
        title = pulses.title(unit, org, occasion.due.subject)
        _tell(occasion, f"{occasion.due.subject}/broken", views.broken(title))
        return None
    if before is None or before.wave.state is State.DRAFT:
        return None
    wave = _following(occasion, before.wave)
    people = len(pulses_asked.roster(unit, org, wave).home)
    if flaws := _flaws(occasion, wave, people):
        _tell(occasion, wave.id, views.ended(wave, flaws))
        return None
    if away := pulses_launching.without_key(unit, org):
        _tell(occasion, f"{before.wave.id}/waits", views.next_waits(before.wave, away))
        return occasion.now + MOST_PAUSE_MS
    kept = Kept(wave=wave, author=before.author, created_at=occasion.now)
    pulses.add(unit, org, kept)
    launched = pulses_launching.launch(unit, org, kept, now=occasion.now)
    storage.begin(unit, org, launched)
    _tell(occasion, wave.id, views.comes_again(launched, people), deadline=launched.begins_at)
    return None


def tell_given_up(occasion: Occasion) -> None:
    """In the night: what failed until nobody tried any more has ended the series as well, and HR hears of it once."""
    unit, org = occasion.unit, occasion.due.org
    waves = {kept.wave.id: kept.wave for kept in pulses.every(unit, org)}
    for id in storage.given_up(unit, org, since=occasion.now - _SINCE_MS):
        if wave := waves.get(id):
            _tell(occasion, f"{id}/given-up", views.given_up(wave))


# --- Pieces -------------------------------------------------------------------------------------------------------


def _following(occasion: Occasion, wave: Wave) -> Wave:
    unit, org = occasion.unit, occasion.due.org
    return pulses_series.following(
        wave,
        storage.bank(unit, org),
        id=ids.new(occasion.rng),
        number=pulses.number_alone(unit, org, wave.template),
        today=local_time.day_of(occasion.now, local_time.FIRST_ZONE),
    )


def _flaws(occasion: Occasion, wave: Wave, people: int) -> tuple[Flaw, ...]:
    today = local_time.day_of(occasion.now, local_time.FIRST_ZONE)
    found = pulses_wave.flaws(wave, today=today, people=people)
    is_close = pulses_overlap.is_close(occasion.unit, occasion.due.org, wave, now=occasion.now)
    return (*found, Flaw.OVERLAP) if is_close else found


def _tell(occasion: Occasion, about: str, card: Card, *, deadline: int | None = None) -> None:
    left = pulses_messages.to_hr(occasion.unit, occasion.due.org, about, card, deadline=deadline)
    notices.leave(occasion.unit, occasion.due.org, left, now=occasion.now, rng=occasion.rng)
