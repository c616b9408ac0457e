"""Answering a pulse: the draft lives in the buttons alone, and sending is the first that anything here stores of it.

Nothing in here records an audit line, owes a message or remembers an answer: none of it may say who answered, or when.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain import policy, pulses, pulses_draft, pulses_wave, text
from domain.errors import NotFoundError
from domain.policy import Action, Condition, Kind, Standing
from domain.pulses import questions
from domain.pulses_draft import BallotError, Draft
from domain.pulses_wave import Wave
from handlers.turn import Press, Submit, Turn
from storage import pulses as storage
from storage import pulses_asked, pulses_keys, pulses_sheets
from storage.ballot_keys import KeyAwayError
from storage.pulses_keys import WaveKey
from storage.pulses_sheets import Ballot
from views import forms
from views import pulses as views
from views.pulses import Page
from views.replies import Ask, Correct, Replace, Reply, Whisper
from views.vocabulary import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """A ballot that may be filled in now: `group` is where the person counts."""

    wave: Wave
    key: WaveKey
    group: str
    draft: Draft


def answer(turn: Turn) -> Reply:
    """One press on a question: the message becomes the next one. It changes nothing here."""
    found = _filling(turn)
    if isinstance(found, Card):
        return Replace(found)
    items = questions(found.wave.contract.items)
    draft = pulses_draft.pressed(found.draft, items, parts(turn)[2])
    sealed = found.key.seal_draft(pulses_draft.written(draft), turn.actor.person.id)
    return Replace(views.page(Page(wave=found.wave, draft=draft, sealed=sealed)))


def send(turn: Turn) -> Reply:
    """Hand it in, once."""
    found = _filling(turn, for_good=True)
    if isinstance(found, Card):
        return Replace(found)
    return Replace(_handed_in(turn, found, {}))


def open_comment(turn: Turn) -> Reply:
    found = _filling(turn)
    return Whisper(found) if isinstance(found, Card) else Ask(views.comment(found.wave, parts(turn)[1]))


def send_with_comment(turn: Turn) -> Reply:
    found, said = _filling(turn, for_good=True), turn.request.said
    if isinstance(found, Card):
        return Whisper(found)
    values = said.values if isinstance(said, Submit) else {}
    form = views.comment(found.wave, parts(turn)[1])
    if errors := forms.check(form, values):
        return Correct(forms.filled(form, values), tuple(errors.items()))
    words = {
        one.id: text.harmless(forms.text(values, one.id)).strip() for one in pulses.comments(found.wave.contract.items)
    }
    return Whisper(_handed_in(turn, found, {item: said for item, said in words.items() if said}))


def promise(turn: Turn) -> Reply:
    """The whole contract, to whoever was asked."""
    kept = storage.find(turn.unit, turn.actor.org, parts(turn)[0])
    if kept is None or _group(turn, kept.wave) is None:
        raise NotFoundError
    return Whisper(views.promised(kept.wave))


def has_answered(turn: Turn, wave: Wave) -> bool:
    """Asked for the person themself alone."""
    return _has_answered(turn, wave, pulses_keys.find(turn.unit, turn.actor.org, wave.id))


def parts(turn: Turn) -> tuple[str, str, str]:
    """Return the wave, the sealed draft and the choice that a press or a form carries, each "" where it has none."""
    said = turn.request.said
    subject = said.subject if isinstance(said, Press | Submit) else ""
    chosen = said.value if isinstance(said, Press) else ""
    wave, sealed, choice = (*subject.split("/"), "", "", "")[:3]
    return wave, sealed, chosen or choice


# --- Pieces -------------------------------------------------------------------------------------------------------


def _filling(turn: Turn, *, for_good: bool = False) -> Filling | Card:
    """Return the ballot, or the card that says why it is not taken. Raises NotFoundError, BallotError, KeyAwayError.

    `for_good`: it is about to be handed in, so the wave may not close meanwhile.
    """
    wave_id, sealed, _ = parts(turn)
    look = storage.shared if for_good else storage.find
    kept = look(turn.unit, turn.actor.org, wave_id)
    group = _group(turn, kept.wave) if kept else None
    if kept is None or group is None:
        raise NotFoundError
    wave, key = kept.wave, pulses_keys.find(turn.unit, turn.actor.org, wave_id)
    met = _met(turn, wave, key)
    if key is None and pulses_wave.takes_answers(wave, now=turn.now):
        raise KeyAwayError  # not "closed": the message stays as it is, with the draft in it
    if key is None or Condition.OPEN not in met:
        return views.closed(wave)
    if not policy.allows(Standing(member=True), Action.WRITE, Kind.PULSE_ANSWER, met):
        return views.already(wave)
    items = questions(wave.contract.items)
    draft = pulses_draft.begun(items)
    if sealed:
        draft = pulses_draft.read(key.open_draft(sealed, turn.actor.person.id), items)
    return Filling(wave=wave, key=key, group=group, draft=draft)


def _met(turn: Turn, wave: Wave, key: WaveKey | None) -> frozenset[Condition]:
    met = {
        Condition.OPEN: key is not None and pulses_wave.takes_answers(wave, now=turn.now),
        Condition.ONCE: not _has_answered(turn, wave, key),
    }
    return frozenset(condition for condition, holds in met.items() if holds)


def _has_answered(turn: Turn, wave: Wave, key: WaveKey | None) -> bool:
    unit, me = turn.unit, turn.actor.person.id
    return key is not None and pulses_sheets.has_answered(unit, turn.actor.org, wave.id, key, me)


def _group(turn: Turn, wave: Wave) -> str | None:
    return pulses_asked.group_of(turn.unit, turn.actor.org, wave.id, turn.actor.person.id)


def _handed_in(turn: Turn, found: Filling, comments: Mapping[str, str]) -> Card:
    """Whoever sends it twice at once is told that it came in: the ballot's key decides which was first."""
    if not found.draft.is_complete:
        raise BallotError
    ballot = Ballot(person=turn.actor.person.id, group=found.group, marks=found.draft.marks, comments=comments)
    is_first = pulses_sheets.hand_in(turn.unit, turn.actor.org, found.wave.id, found.key, ballot, rng=turn.rng)
    return views.sent(found.wave) if is_first else views.already(found.wave)
