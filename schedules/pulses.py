"""What pulses do by themselves: ask everybody at their own hour, remind all alike, close, and forget who answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain.pulses_contract import BrokenContractError
from domain.pulses_wave import Flaw, State, Wave, asked_at, moved, reminded_at
from schedules import fan_out, pulses_broken, pulses_series
from schedules.schedule import Occasion
from storage import (
    directory,
    due,
    notices,
    outbox,
    preferences,
    pulses,
    pulses_asked,
    pulses_closing,
    pulses_due,
    pulses_overlap,
)
from storage import pulses_messages as messages
from storage.due import Due
from storage.notices import Notice
from storage.pulses_actions import SINCE
from storage.pulses_release import RELEASE
from views import pulses as views
from views import pulses_told

ASKED, REMINDED, DAILY = "pulse.ask.chunk", "pulse.remind.chunk", "pulse.daily"
PEOPLE = 500  # a chunk: each is asked at an hour of their own


def begin(occasion: Occasion) -> None:
    """Fix who is asked and where they count, and plan, in chunks, that each is asked.

    People have moved since the launch: what would be told of few by now is not opened, and HR hears why. Of two that
    open at one moment the second finds the first open.
    """
    unit, org = occasion.unit, occasion.due.org
    try:
        kept = pulses.locked(unit, org, occasion.due.subject)
    except BrokenContractError:
        pulses_broken.end(occasion, before=(State.LAUNCHED,))
        return
    directory.alone_in(unit, org)  # in this order, as a launch does
    if kept is None or kept.wave.state is not State.LAUNCHED:
        return
    wave = moved(kept.wave, State.OPEN, before=(State.LAUNCHED,))
    found = pulses_asked.roster(unit, org, wave)
    if flaw := _flaw(occasion, wave, len(found.home)):
        _withhold(occasion, kept.wave, flaw)
        return
    pulses_asked.fix(unit, org, wave.id, found)
    pulses.save(unit, org, wave, was=kept.wave.version)
    outbox.share(unit, org, wave.id, views.asked(wave))
    due.plan(unit, fan_out.chunks(replace(occasion.due, kind=ASKED), tuple(found.home), size=PEOPLE))
    due.plan(unit, [Due(org=org, kind=SINCE, subject=wave.id, step="opened", due_at=occasion.now)])


def ask(occasion: Occasion) -> int | None:
    """Owe the ballot to those whose hour has come; come back when that of the next of them does."""
    unit, org, now = occasion.unit, occasion.due.org, occasion.now
    wave = _open(occasion)
    if wave is None:
        return None
    ends = fan_out.ends(occasion.due)
    those = set(pulses_asked.between(unit, org, wave.id, ends)) - messages.told(unit, org, wave.id, ends)
    wishes, calendar = preferences.find_all(unit, org, those), notices.calendar(unit, org, now)
    since = {one: asked_at(wave, wishes[one], calendar, now=now) for one in those}
    ready = [one for one, at in since.items() if at is not None and at <= now]
    outbox.owe(unit, org, messages.ballots(unit, org, wave, ready, now=now), now=now, rng=occasion.rng)
    return min((at for at in since.values() if at is not None and at > now), default=None)


def begin_reminding(occasion: Occasion) -> None:
    """Plan, in chunks, that everybody who was asked is reminded: who has answered is not known."""
    wave = _open(occasion)
    if wave is None:
        return
    everybody = pulses_asked.everybody(occasion.unit, occasion.due.org, wave.id)
    due.plan(occasion.unit, fan_out.chunks(replace(occasion.due, kind=REMINDED), everybody, size=PEOPLE))


def remind(occasion: Occasion) -> int | None:
    """Leave it for those whose hour has come; come back when that of the next of them does."""
    unit, org, now = occasion.unit, occasion.due.org, occasion.now
    wave = _open(occasion)
    if wave is None:
        return None
    day = date.fromisoformat(occasion.due.step.partition("/")[0])
    those = pulses_asked.between(unit, org, wave.id, fan_out.ends(occasion.due))
    zones = {person: wishes.zone for person, wishes in preferences.find_all(unit, org, those).items()}
    moments = {person: reminded_at(wave, day, zone) for person, zone in zones.items()}
    ready = [_reminder(wave, person, day) for person, at in moments.items() if at <= now]
    notices.leave(unit, org, ready, now=now, rng=occasion.rng)
    return min((at for at in moments.values() if at > now), default=None)


def close(occasion: Occasion) -> None:
    """In one unit: nobody answers while it is shuffled. Raises KeyAwayError, and is tried again, for a day."""
    unit, org, wave = occasion.unit, occasion.due.org, occasion.due.subject
    try:
        pulses_closing.close(unit, org, wave, now=occasion.now, rng=occasion.rng)
    except BrokenContractError:
        pulses_broken.end(occasion, before=pulses.LAUNCHED)


def forget(occasion: Occasion) -> None:
    """Once that is certain to last. Raises OSError while the key cannot be destroyed, and is tried again."""
    unit, org, wave = occasion.unit, occasion.due.org, occasion.due.subject
    try:
        may_be_released = pulses_closing.forget_key(unit, org, wave)
    except BrokenContractError:
        pulses_broken.end(occasion, before=(State.CLOSED,))
        return
    if may_be_released:
        due.plan(unit, [Due(org=org, kind=RELEASE, subject=wave, step="sealed", due_at=occasion.now)])


def look_again(occasion: Occasion) -> None:
    """In the night: no wave that did not close, key that could not be destroyed or next wave is forgotten about."""
    today = date.fromisoformat(occasion.due.step)
    pulses_closing.look_again(occasion.unit, occasion.due.org, today=today, now=occasion.now)
    pulses_series.tell_given_up(occasion)


# --- Pieces -------------------------------------------------------------------------------------------------------


def _flaw(occasion: Occasion, wave: Wave, people: int) -> Flaw | None:
    if people < wave.contract.scores:
        return Flaw.TOO_FEW
    is_close = pulses_overlap.is_close(occasion.unit, occasion.due.org, wave, now=occasion.now)
    return Flaw.OVERLAP if is_close else None


def _withhold(occasion: Occasion, wave: Wave, flaw: Flaw) -> None:
    """End it before anybody is asked."""
    unit, org, now = occasion.unit, occasion.due.org, occasion.now
    pulses_closing.close(unit, org, wave.id, now=now, rng=occasion.rng, unread=True)
    pulses_due.cancel(unit, org, wave.id)
    left = messages.to_hr(unit, org, f"{wave.id}/withheld", pulses_told.withheld(wave, flaw))
    notices.leave(unit, org, left, now=now, rng=occasion.rng)


def _open(occasion: Occasion) -> Wave | None:
    """Return it while it takes answers. Where its contract is broken it ends here: HR is not to wait for its close."""
    try:
        kept = pulses.find(occasion.unit, occasion.due.org, occasion.due.subject)
    except BrokenContractError:
        pulses_broken.end(occasion, before=(State.OPEN,))
        return None
    return kept.wave if kept and kept.wave.state is State.OPEN and occasion.now < kept.wave.closes_at else None


def _reminder(wave: Wave, person: str, day: date) -> Notice:
    """Worth telling until the pulse closes."""
    return Notice(
        person=person,
        kind=messages.REMINDER,
        subject=messages.reminded_of(wave.id, day.isoformat()),
        card=pulses_told.reminder(wave, day),
        deadline=wave.closes_at,
    )
