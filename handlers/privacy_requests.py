"""What HR decides about data: whether somebody is erased, and for how long each class is kept. Two people decide."""

from __future__ import annotations

from domain import privacy as rules
from domain.errors import StaleError
from domain.privacy import Erasure, State, Wanted
from handlers import audit
from handlers.privacy import ANSWER
from handlers.turn import Press, Submit, Turn
from storage import erasing_broadcasts, erasures, notices, people, retention
from storage.notices import Notice
from views import forms
from views import privacy as person_views
from views import privacy_requests as views
from views.privacy_requests import Change, Request
from views.replies import Ask, Correct, Reply, Whisper


def show(turn: Turn) -> Reply:
    waiting = erasures.waiting(turn.unit, turn.actor.org)
    return Whisper(views.requests([_told(turn, one) for one in waiting], _changes(turn)))


def open_approve(turn: Turn) -> Reply:
    return Ask(views.approve_form(_told(turn, _approvable(turn))))


def approve(turn: Turn) -> Reply:
    """From here on it happens by itself, and nobody can stop it but a hold."""
    found = _approvable(turn)
    form = views.approve_form(told := _told(turn, found))
    if errors := forms.check(form, _values(turn)):
        return Correct(form, tuple(errors.items()))
    erasures.approve(turn.unit, turn.actor.org, found, by=turn.actor.person.id, now=turn.now)
    audit.record(turn, "erasure.approved", found.person, {"erasure": found.id})
    return Whisper(views.approved(told.name))


def open_decline(turn: Turn) -> Reply:
    return Ask(views.decline_form(_told(turn, _declinable(turn))))


def decline(turn: Turn) -> Reply:
    """Whom it is about is told why, and may ask again."""
    found = _declinable(turn)
    form = views.decline_form(_told(turn, found))
    if errors := forms.check(form, _values(turn)):
        return Correct(form, tuple(errors.items()))
    erasures.settle(turn.unit, turn.actor.org, found.id, State.DECLINED)
    card = person_views.declined_to(forms.text(_values(turn), "reason"))
    notice = Notice(person=found.person, kind=ANSWER, subject=found.id, card=card)
    notices.leave(turn.unit, turn.actor.org, [notice], now=turn.now, rng=turn.rng)
    audit.record(turn, "erasure.declined", found.person, {"erasure": found.id})
    return Whisper(views.declined())


# --- For how long -------------------------------------------------------------------------------------------------


def open_terms(turn: Turn) -> Reply:
    return Ask(views.terms_form(retention.terms(turn.unit, turn.actor.org)))


def ask_terms(turn: Turn) -> Reply:
    """Keep what is to change until a second person approves it."""
    held = retention.terms(turn.unit, turn.actor.org)
    form = views.terms_form(held)
    values = _values(turn)
    if errors := forms.check(form, values):
        return Correct(form, tuple(errors.items()))
    wanted = {of: int(forms.text(values, of.value)) for of in held}
    changed = [Wanted(of, days, turn.actor.person.id) for of, days in wanted.items() if days != held[of]]
    for one in changed:
        retention.ask(turn.unit, turn.actor.org, one, now=turn.now)
    if changed:
        detail = {one.of.value: str(one.days) for one in changed}
        audit.record(turn, "retention.asked", "", detail)
    return Whisper(views.terms_asked(len(changed)))


def approve_terms(turn: Turn) -> Reply:
    found = _pressed_change(turn)
    if found.by == turn.actor.person.id:
        raise rules.SecondPersonError
    if not retention.approve(turn.unit, turn.actor.org, found, now=turn.now):
        raise StaleError
    audit.record(turn, "retention.approved", "", {found.of.value: str(found.days)})
    return Whisper(views.terms_approved(found.of, found.days))


# --- Pieces -------------------------------------------------------------------------------------------------------


def _approvable(turn: Turn) -> Erasure:
    """Raises NotFoundError, StaleError, SecondPersonError or HeldError."""
    return rules.require_approvable(_found(turn), turn.actor.person.id)


def _declinable(turn: Turn) -> Erasure:
    """Whoever may approve may decline, also under a hold. Raises NotFoundError, StaleError or SecondPersonError."""
    found = rules.require_open(_found(turn))
    if not rules.may_approve(found, turn.actor.person.id):
        raise rules.SecondPersonError
    return found


def _found(turn: Turn) -> Erasure | None:
    said = turn.request.said
    subject = said.subject if isinstance(said, Press | Submit) else ""
    return erasures.locked(turn.unit, turn.actor.org, subject)


def _told(turn: Turn, one: Erasure) -> Request:
    named = people.by_ids(turn.unit, turn.actor.org, [id for id in (one.person, one.asked_by) if id])
    return Request(
        erasure=one,
        name=named[one.person].name,
        by=named[one.asked_by].name if one.asked_by else "",
        cancels=erasing_broadcasts.under_way(turn.unit, turn.actor.org, one.person),
        mine_to_decide=rules.may_approve(one, turn.actor.person.id),
    )


def _changes(turn: Turn) -> list[Change]:
    wanted, held = retention.wanted(turn.unit, turn.actor.org), retention.terms(turn.unit, turn.actor.org)
    named = people.by_ids(turn.unit, turn.actor.org, [one.by for one in wanted if one.by])
    me = turn.actor.person.id
    return [
        Change(wanted=one, now=held[one.of], by=named[one.by].name if one.by else "", mine_to_decide=one.by != me)
        for one in wanted
    ]


def _pressed_change(turn: Turn) -> Wanted:
    """Raises StaleError when it is not what is wanted any more."""
    said = turn.request.said
    pressed = said.subject if isinstance(said, Press) else ""
    wanted = {f"{one.of.value} {one.days}": one for one in retention.wanted(turn.unit, turn.actor.org)}
    if pressed not in wanted:
        raise StaleError
    return wanted[pressed]


def _values(turn: Turn) -> forms.Values:
    said = turn.request.said
    return said.values if isinstance(said, Submit) else {}
