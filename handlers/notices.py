"""Putting off and stopping what people are told unasked, and when they may be written to at all."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, time, timedelta

from domain import local_time
from domain.coaching import RESTS, Answer
from domain.contact import Wishes
from domain.errors import NotFoundError, StaleError
from domain.local_time import HOUR_MS
from handlers.turn import Press, Submit, Turn
from storage import broadcasts_answers as answers
from storage import coaching, notices, outbox, people, preferences, workspaces
from views import coaching as coaching_views
from views import forms, preferences_form
from views import notices as views
from views import privacy as privacy_views
from views import set_up as set_up_views
from views.home import Waiting
from views.preferences_form import Where
from views.replies import Ask, Correct, Replace, Reply, Whisper
from views.vocabulary import Part


def later(turn: Turn) -> Reply:
    """One choice from the menu under such a message."""
    said = turn.request.said
    chosen = said.value if isinstance(said, Press) else ""
    verb, _, kind = chosen.partition(" ")
    if verb == "stop" and kind in views.KINDS:
        return _stop(turn, kind)
    if verb in set(Answer) and kind in views.COACHING:
        return _answer(turn, Answer(verb), kind)
    if chosen in views.LATER:
        return _put_off(turn, said.subject if isinstance(said, Press) else "", chosen)
    raise NotFoundError


def open_form(turn: Turn) -> Reply:
    return Ask(preferences_form.form(wishes(turn), places(turn), now=turn.now))


def save(turn: Turn) -> Reply:
    """Save the form, and plan anew what waits."""
    said = turn.request.said
    values = said.values if isinstance(said, Submit) else {}
    before = _wishes_to_change(turn)
    form = preferences_form.form(before, places(turn), now=turn.now)
    if errors := forms.check(form, values) or preferences_form.check(values):
        return Correct(form, tuple(errors.items()))
    _save(turn, _wished(turn, before, values))
    return Whisper(preferences_form.saved(wishes(turn), places(turn), now=turn.now))


def on_home(turn: Turn) -> tuple[Part, ...]:
    return preferences_form.on_home(wishes(turn), places(turn), now=turn.now, more=(privacy_views.button(),))


def waiting_on_home(turn: Turn) -> tuple[Waiting, ...]:
    """Reminders that wait for the person's hours are no secret to them."""
    unit, org, me = turn.unit, turn.actor.org, turn.actor.person.id
    waiting = notices.waiting(unit, org, me)
    requests = [one for one in waiting if one.kind == answers.NOTICE]
    others = [one for one in waiting if one.kind != answers.NOTICE]
    still = answers.worth_telling(unit, org, me, requests) if requests else []
    kinds = Counter(one.kind for one in (*still, *others))
    return tuple(views.waits(kind, number) for kind, number in kinds.items() if kind in views.KINDS)


def places(turn: Turn) -> tuple[Where, ...]:
    """Return where the person can be written to."""
    mine = {one.workspace for one in people.reaches(turn.unit, turn.actor.org, [turn.actor.person.id])}
    found = [one for one in workspaces.of_org(turn.unit, turn.actor.org) if one.id in mine] if len(mine) > 1 else []
    return tuple(Where(one.id, set_up_views.place(one.platform, one.name)) for one in found)


def wishes(turn: Turn) -> Wishes:
    return preferences.find(turn.unit, turn.actor.org, turn.actor.person.id)


def _put_off(turn: Turn, moment: str, chosen: str) -> Reply:
    """Raises StaleError when that message was put off already."""
    org, person = turn.actor.org, turn.actor.person.id
    if not moment.isdecimal() or not notices.put_back(turn.unit, org, person, int(moment)):
        raise StaleError
    _save(turn, replace(_wishes_to_change(turn), snoozed_until=_until(chosen, turn.now, turn.actor.person.zone)))
    waits = notices.waiting(turn.unit, org, person)
    at = notices.next_moment(turn.unit, org, person, waits, now=turn.now)
    return Replace(views.put_off_without_end() if at is None else views.put_off(at))


def _stop(turn: Turn, kind: str) -> Reply:
    before = _wishes_to_change(turn)
    _save(turn, replace(before, stopped=before.stopped | views.named_alike(kind)))
    return Replace(views.stopped(kind))


def _answer(turn: Turn, said: Answer, kind: str) -> Reply:
    coaching.answer(turn.unit, turn.actor.org, turn.actor.person.id, kind, said, now=turn.now)
    name = views.KINDS[kind].name
    return Whisper(coaching_views.helped(name) if said is Answer.HELPED else coaching_views.less(name, RESTS))


def _until(chosen: str, now: int, zone: str) -> int:
    today = local_time.day_of(now, zone)
    days = {"tomorrow": 1, "week": 7 - today.weekday()}
    return now + HOUR_MS if chosen == "hour" else local_time.instant(today + timedelta(days[chosen]), time(0), zone)


def _wished(turn: Turn, before: Wishes, values: forms.Values) -> Wishes:
    back_on, digest, first = (forms.text(values, name) for name in ("back_on", "digest", "first"))
    return replace(
        before,
        opens=time.fromisoformat(forms.text(values, "opens")),
        closes=time.fromisoformat(forms.text(values, "closes")),
        back_on=date.fromisoformat(back_on) if back_on else None,
        stopped=views.switched(forms.many(values, "wanted"), before.stopped),
        digest_day=int(digest) if digest.isdecimal() else None,
        snoozed_until=_paused_until(turn, before, forms.text(values, "pause")),
        workspace=(first if first != preferences_form.AS_THEY_COME else None) if first else before.workspace,
    )


def _paused_until(turn: Turn, before: Wishes, chosen: str) -> int:
    if chosen in preferences_form.PAUSES:
        return _until(chosen, turn.now, turn.actor.person.zone)
    return before.snoozed_until if chosen == preferences_form.KEEP else 0


def _wishes_to_change(turn: Turn) -> Wishes:
    """Of two changes at once, the second one builds on the first."""
    people.lock(turn.unit, turn.actor.org, turn.actor.person.id)
    return wishes(turn)


def _save(turn: Turn, wishes: Wishes) -> None:
    preferences.save(turn.unit, turn.actor.org, turn.actor.person.id, wishes)
    outbox.recall(turn.unit, turn.actor.org, [turn.actor.person.id], now=turn.now)
    notices.plan(turn.unit, turn.actor.org, turn.actor.person.id, now=turn.now)
