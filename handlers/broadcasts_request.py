"""What a broadcast asks of its readers: decided by its author, done by each reader, followed up by HR."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain import broadcasts_request as rules
from domain import broadcasts_rights as rights
from domain import local_time, text
from domain.broadcasts import Broadcast, State
from domain.broadcasts_request import Deed, Request
from domain.errors import NotFoundError
from handlers import audit
from handlers import broadcasts as writing
from handlers import broadcasts_standing as standing
from handlers.turn import Press, Submit, Turn
from storage import broadcasts as storage
from storage import broadcasts_answers as answers
from storage import broadcasts_sending as sending
from storage import due, outbox
from views import broadcasts as broadcast_views
from views import broadcasts_request as views
from views import forms
from views.forms import Values
from views.replies import Ask, Correct, Replace, Reply, Whisper
from views.vocabulary import Card

_CONFIRMABLE = (State.SENDING, State.SENT, State.CANCELLED)  # whoever has it may still do what it asks


def open_form(turn: Turn) -> Reply:
    said = turn.request.said
    found = storage.find(turn.unit, turn.actor.org, said.subject if isinstance(said, Press) else "")
    return Ask(views.form(rights.require_draft(found, turn.actor.person.id)))


def submit(turn: Turn) -> Reply:
    """Keep what it asks, and show the preview with it."""
    said = turn.request.said
    if not isinstance(said, Submit):
        raise NotFoundError
    found = storage.locked(turn.unit, turn.actor.org, said.subject)
    draft = rights.require_draft(found, turn.actor.person.id, said.version)
    form = views.form(draft)
    if errors := forms.check(form, said.values):
        return Correct(form, tuple(errors.items()))
    request = _request(said.values)
    if problems := rules.problems(request, first_day=standing.first_day(turn, draft)):
        return Correct(form, tuple(views.errors(problems).items()))
    saved = writing.rewrite(turn, draft, replace(draft.wish, request=request))
    return Whisper(standing.preview(turn, saved))


def confirm(turn: Turn) -> Reply:
    """One press under the message, which says so from then on."""
    found, at, _ = _confirmed(turn)
    return Replace(_done(found, at))


def confirm_late(turn: Turn) -> Reply:
    """One press under a reminder, which may hold other things: the message itself is what says so."""
    found, at, is_new = _confirmed(turn)
    if is_new:
        key = sending.key(found, turn.actor.person.id)
        outbox.amend(turn.unit, turn.actor.org, key, _done(found, at), now=turn.now, rng=turn.rng)
    return Whisper(views.thanks(found, at))


def remind(turn: Turn) -> Reply:
    """Remind, once a day at most, whoever has it and has not done what it asks."""
    found = _asking(turn)
    ends_at = rules.ends_at(found.wish.request, local_time.LAST_ZONE)
    counted = answers.with_confirmed(turn.unit, turn.actor.org, found)
    if found.state is State.CANCELLED or (ends_at is not None and turn.now >= ends_at):
        return Replace(standing.report(turn, found))
    step = f"now-{local_time.day_of(turn.now, 'UTC').isoformat()}"
    if not due.plan_if_new(turn.unit, storage.reminding(turn.actor.org, found, step, turn.now)):
        return Whisper(views.reminded_already(found))
    turn.unit.wake("due")
    audit.record(turn, "broadcast.reminded", found.id, {"step": step})
    return Whisper(views.reminding(counted))


def missing(turn: Turn) -> Reply:
    """The names of who has not, if every reader was told that HR sees them; looking is recorded."""
    found = _asking(turn)
    if not found.wish.request.names:
        raise NotFoundError
    names, number = answers.missing_names(turn.unit, turn.actor.org, found, most=views.NAMES)
    audit.record(turn, "broadcast.missing.read", found.id, {"people": str(number)})
    return Whisper(views.missing(found, names, number))


# --- Pieces -------------------------------------------------------------------------------------------------------


def _asking(turn: Turn) -> Broadcast:
    """Return one that was sent and asks for something. Raises NotFoundError."""
    found = rights.require_sent(standing.pressed(turn)[0])
    if not found.wish.request.is_one:
        raise NotFoundError
    return found


def _confirmed(turn: Turn) -> tuple[Broadcast, int, bool]:
    """Keep that the asker has done it; return of what, since when, and whether that is new. Raises NotFoundError.

    Only who was sent it can: to anybody else it does not exist.
    """
    said, unit, org, me = turn.request.said, turn.unit, turn.actor.org, turn.actor.person.id
    found = storage.find(unit, org, said.subject if isinstance(said, Press) else "")
    if found is None or found.state not in _CONFIRMABLE or not found.wish.request.is_one:
        raise NotFoundError
    if not answers.was_sent(unit, org, found, me):
        raise NotFoundError
    is_new = answers.add(unit, org, found, me, now=turn.now)
    return found, answers.answered_at(unit, org, found.id, me) or turn.now, is_new


def _done(found: Broadcast, at: int) -> Card:
    return views.confirmed(broadcast_views.told(found), found.wish.request, at)


def _request(values: Values) -> Request:
    by = forms.text(values, "by")
    deed = Deed(forms.text(values, "deed") or Deed.NOTHING)
    return Request(
        deed=deed,
        link=text.harmless(forms.text(values, "link")) if deed is Deed.DONE else "",
        by=date.fromisoformat(by) if by else None,
        names=forms.text(values, "names") == "by_name",
        reminds=forms.text(values, "reminds") == "yes",
    )
