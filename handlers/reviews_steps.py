"""Giving a review back, reading it as the person, disputing it, and deciding on a dispute."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from domain import reviews as rules
from domain import text as words
from domain.errors import NotFoundError, StaleError
from domain.policy import Action, Kind, Role, roles
from domain.ratings import Deed, State
from domain.reviews import Review
from handlers import audit, reviews_telling
from handlers import reviews_approving as approving
from handlers import reviews_showing as showing
from handlers import roles as roles_held
from handlers.turn import Turn
from storage import drafts
from storage import reviews as storage
from storage.reviews import Found
from views import errors as error_views
from views import forms, reviews_form
from views import reviews_read as views
from views import roles as role_views
from views.forms import Form
from views.replies import Ask, Correct, Replace, Reply, Whisper
from views.reviews_sheet import Sheet

_REOPENING = "Opening a released review again"
_OPENING = "to give it back"  # the form that opens asks for the reason itself


def open_return(turn: Turn) -> Reply:
    """For the manager's manager and for HR, after it was handed in and before it is released."""
    found = _allowed(showing.met(turn, showing.review_id(turn), reason=_OPENING), Action.RETURN, Kind.DRAFT_RATING)
    _require_state(found, State.SUBMITTED)
    return Ask(reviews_form.give_back(showing.sheet(turn, found), value=_typed_before(turn, "return")))


def give_back(turn: Turn) -> Reply:
    found = showing.met_to_change(turn, reason=_OPENING)
    _allowed(found, Action.RETURN, Kind.DRAFT_RATING)
    return _reasoned(turn, found, "return", reviews_form.give_back, lambda reason: _returned(turn, found, reason))


def open_reopen(turn: Turn) -> Reply:
    """For HR, once it was released; while it is disputed, an ombud decides."""
    found = _reopenable(showing.met(turn, showing.review_id(turn), reason=_OPENING))
    if roles_held.is_alone(turn):
        return Whisper(role_views.second_needed(_REOPENING))
    if not approving.is_anybody(turn, found, approving.others(turn)):
        return Whisper(role_views.another_needed(_REOPENING))
    return Ask(reviews_form.reopen(showing.sheet(turn, found), value=_typed_before(turn, "reopen")))


def ask_reopen(turn: Turn) -> Reply:
    """Another of HR approves it."""
    found = _reopenable(showing.met_to_change(turn, reason=_OPENING))
    return _reasoned(turn, found, "reopen", reviews_form.reopen, lambda reason: _asked_again(turn, found, reason))


def acknowledge(turn: Turn) -> Reply:
    found = _allowed(showing.met_to_change(turn), Action.ANSWER, Kind.CALIBRATED_RATING)
    _require_drawn(turn, found)
    after = _taken(turn, found, Deed.ACKNOWLEDGE, "")
    reply = Replace(views.acknowledged(_sheet(turn, found, after)))
    audit.record(turn, "review.acknowledged", showing.review_id(turn), {})
    return reply


def open_dispute(turn: Turn) -> Reply:
    found = _allowed(showing.met(turn, showing.review_id(turn)), Action.ANSWER, Kind.CALIBRATED_RATING)
    _require_state(found, State.RELEASED, State.ACKNOWLEDGED)
    return Ask(reviews_form.dispute(showing.sheet(turn, found), value=_typed_before(turn, "dispute")))


def dispute(turn: Turn) -> Reply:
    """Somebody outside the line is asked to read it, with a day by which they answer."""
    found = _allowed(showing.met_to_change(turn), Action.ANSWER, Kind.CALIBRATED_RATING)
    return _reasoned(turn, found, "dispute", reviews_form.dispute, lambda reason: _disputed(turn, found, reason))


def open_resolve(turn: Turn) -> Reply:
    found = _allowed(showing.met(turn, showing.review_id(turn)), Action.RESOLVE, Kind.CALIBRATED_RATING)
    return Ask(reviews_form.resolve(showing.sheet(turn, found), value=_typed_before(turn, "resolve")))


def resolve(turn: Turn) -> Reply:
    """It stands, or it is opened for the manager to write anew; both sides read the reason."""
    found = _allowed(showing.met_to_change(turn), Action.RESOLVE, Kind.CALIBRATED_RATING)
    return _reasoned(turn, found, "resolve", reviews_form.resolve, lambda reason: _resolved(turn, found, reason))


# --- What each does -----------------------------------------------------------------------------------------------


def _returned(turn: Turn, found: Found, reason: str) -> Reply:
    after = _taken(turn, found, Deed.RETURN, reason)
    reviews_telling.came_back(turn, after)
    reply = Whisper(views.given_back(_sheet(turn, found, after)))
    audit.record(turn, "review.returned", showing.review_id(turn), {})
    return reply


def _asked_again(turn: Turn, found: Found, reason: str) -> Reply:
    me, before = turn.actor.person.id, found.review
    after = replace(before, release_asked_by=me, reopen_reason=reason)
    storage.save(turn.unit, turn.actor.org, before, after, by=me, now=turn.now)
    reviews_telling.waits_for_reopening(turn, after)
    audit.record(turn, "review.reopening.asked", showing.review_id(turn), {})
    return Whisper(views.reopening_asked())


def _disputed(turn: Turn, found: Found, reason: str) -> Reply:
    after = _taken(turn, found, Deed.DISPUTE, reason)
    is_anybody = reviews_telling.disputed(turn, after)
    until = reviews_telling.answer_by(turn, after)
    if until is None:
        raise StaleError
    reply = Whisper(views.disputed(_sheet(turn, found, after), until, is_anybody=is_anybody))
    audit.record(turn, "review.disputed", showing.review_id(turn), {})
    return reply


def _resolved(turn: Turn, found: Found, reason: str) -> Reply:
    stands = forms.text(showing.values(turn), "decision") == reviews_form.UPHOLD
    after = _taken(turn, found, Deed.UPHOLD if stands else Deed.REOPEN, reason)
    reviews_telling.decided(turn, after)
    reply = Whisper(views.resolved(_sheet(turn, found, after)))
    audit.record(turn, "review.upheld" if stands else "review.reopened", showing.review_id(turn), {})
    showing.record_read(turn, found)
    return reply


# --- Pieces -------------------------------------------------------------------------------------------------------


def _allowed(found: Found, action: Action, kind: Kind) -> Found:
    if not found.allows(action, kind):
        raise NotFoundError
    return found


def _reopenable(found: Found) -> Found:
    if Role.HR not in roles(found.standing):
        raise NotFoundError
    _require_state(found, *rules.REOPENABLE)
    return found


def _require_state(found: Found, *states: State) -> None:
    if found.review.state not in states:
        raise StaleError


def _require_drawn(turn: Turn, found: Found) -> None:
    if showing.version(turn) != found.review.version:
        raise StaleError


def _reasoned(
    turn: Turn, found: Found, what: str, draw: Callable[[Sheet], Form], go_on: Callable[[str], Reply]
) -> Reply:
    """Ask for the reason until there is one; what was typed about a review that changed meanwhile is kept."""
    form = draw(showing.sheet(turn, found))
    if errors := forms.check(form, showing.values(turn)):
        _keep(turn, what)
        return Correct(form, tuple(errors.items()))
    if showing.version(turn) != found.review.version:
        _keep(turn, what)
        return Whisper(error_views.refused(StaleError()))
    drafts.forget(turn.unit, turn.actor.org, turn.actor.person.id, _draft(turn, what))
    return go_on(words.harmless(forms.text(showing.values(turn), "reason")))


def _taken(turn: Turn, found: Found, deed: Deed, reason: str) -> Review:
    me = turn.actor.person.id
    after = rules.take(found.review, deed, by=me, now=turn.now, reason=reason)
    storage.save(turn.unit, turn.actor.org, found.review, after, by=me, now=turn.now)
    return after


def _sheet(turn: Turn, found: Found, after: Review) -> Sheet:
    return showing.sheet(turn, replace(found, review=after))


def _typed_before(turn: Turn, what: str) -> str:
    return forms.text(drafts.find(turn.unit, turn.actor.org, turn.actor.person.id, _draft(turn, what)), "reason")


def _keep(turn: Turn, what: str) -> None:
    drafts.keep(turn.unit, turn.actor.org, turn.actor.person.id, _draft(turn, what), showing.values(turn), turn.now)


def _draft(turn: Turn, what: str) -> str:
    return f"review.{what}/{showing.review_id(turn)}"
