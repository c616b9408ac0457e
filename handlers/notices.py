"""Putting off and stopping what people are told unasked, and when they may be written to at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

from domain import local_time
from domain.contact import Wishes
from domain.errors import NotFoundError, StaleError
from handlers.turn import Press, Submit, Turn
from storage import notices, outbox, people, preferences
from views import forms, preferences_form
from views import notices as views
from views.replies import Ask, Correct, Replace, Reply, Whisper

HOUR_MS = 3_600_000


def later(turn: Turn) -> Reply:
    """One choice from the menu under such a message."""
    said = turn.request.said
    chosen = said.value if isinstance(said, Press) else ""
    verb, _, kind = chosen.partition(" ")
    if verb == "stop" and kind in views.KINDS:
        return _stop(turn, kind)
    if chosen in views.LATER:
        return _put_off(turn, said.subject if isinstance(said, Press) else "", chosen)
    raise NotFoundError


def open_form(turn: Turn) -> Reply:
    return Ask(preferences_form.form(_wishes(turn)))


def save(turn: Turn) -> Reply:
    """Save the form, and plan anew what waits."""
    said = turn.request.said
    values = said.values if isinstance(said, Submit) else {}
    wishes = _wishes_to_change(turn)
    form = preferences_form.form(wishes)
    if errors := forms.check(form, values) or preferences_form.check(values):
        return Correct(form, tuple(errors.items()))
    _save(turn, _wished(wishes, values))
    return Whisper(preferences_form.saved(_wishes(turn)))


def _put_off(turn: Turn, moment: str, chosen: str) -> Reply:
    """Raises StaleError when that message was put off already."""
    org, person = turn.actor.org, turn.actor.person.id
    if not moment.isdecimal() or not notices.put_back(turn.unit, org, person, int(moment)):
        raise StaleError
    _save(turn, replace(_wishes_to_change(turn), snoozed_until=_until(chosen, turn.now, turn.actor.person.zone)))
    at = notices.next_moment(turn.unit, org, person, now=turn.now)
    return Replace(views.put_off_without_end() if at is None else views.put_off(at))


def _stop(turn: Turn, kind: str) -> Reply:
    wishes = _wishes_to_change(turn)
    _save(turn, replace(wishes, stopped=wishes.stopped | {kind}))
    return Replace(views.stopped(kind))


def _until(chosen: str, now: int, zone: str) -> int:
    today = local_time.day_of(now, zone)
    days = {"tomorrow": 1, "week": 7 - today.weekday()}
    return now + HOUR_MS if chosen == "hour" else local_time.instant(today + timedelta(days[chosen]), time(0), zone)


def _wished(wishes: Wishes, values: forms.Values) -> Wishes:
    back_on = forms.text(values, "back_on")
    return replace(
        wishes,
        opens=time.fromisoformat(forms.text(values, "opens")),
        closes=time.fromisoformat(forms.text(values, "closes")),
        back_on=date.fromisoformat(back_on) if back_on else None,
        stopped=frozenset(views.KINDS) - set(forms.many(values, "wanted")),
    )


def _wishes_to_change(turn: Turn) -> Wishes:
    """Of two changes at once, the second one builds on the first."""
    people.lock(turn.unit, turn.actor.org, turn.actor.person.id)
    return _wishes(turn)


def _wishes(turn: Turn) -> Wishes:
    return preferences.find(turn.unit, turn.actor.org, turn.actor.person.id)


def _save(turn: Turn, wishes: Wishes) -> None:
    preferences.save(turn.unit, turn.actor.org, turn.actor.person.id, wishes)
    outbox.recall(turn.unit, turn.actor.org, [turn.actor.person.id], now=turn.now)
    notices.plan(turn.unit, turn.actor.org, turn.actor.person.id, now=turn.now)
