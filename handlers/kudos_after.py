"""What giver, receivers and witnesses may do with a kudos once it is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from content import pack as content
from domain import kudos, text
from domain.errors import NotFoundError, StaleError
from domain.kudos import Kudos, Receiver, State, Wish
from handlers import kudos_delivery
from handlers.kudos import FORM, record
from handlers.turn import Press, Submit, Turn
from storage import drafts, evidence, people
from storage import kudos as storage
from views import forms, kudos_form
from views import kudos as views
from views.replies import Ask, Correct, Replace, Reply, Whisper


def undo(turn: Turn) -> Reply:
    """Take it back. Within the undo window nobody has seen it; later it is a withdrawal, which says so."""
    gift = _of_giver(turn)
    in_time = kudos.is_in_undo_window(gift, turn.now, content.default().kudos_rules)
    if not (in_time and kudos_delivery.cancel(turn, gift)):
        return withdraw(turn)
    storage.set_state(turn.unit, turn.actor.org, gift.id, State.UNDONE)
    drafts.keep(turn.unit, turn.actor.org, turn.actor.person.id, FORM, _values(gift), turn.now)
    record(turn, "kudos.undone", gift)
    return Replace(views.undone(gift))


def send_now(turn: Turn) -> Reply:
    gift = _of_giver(turn)
    kudos_delivery.hasten(turn, gift)
    return Replace(views.sent(gift))


def withdraw(turn: Turn) -> Reply:
    gift = replace(_of_giver(turn), state=State.WITHDRAWN)
    storage.set_state(turn.unit, turn.actor.org, gift.id, State.WITHDRAWN)
    kudos_delivery.withdraw(turn, gift)
    _uncite(turn, gift, [one.person.id for one in gift.receivers])
    record(turn, "kudos.withdrawn", gift)
    return Replace(views.withdrawn(gift))


def open_edit(turn: Turn) -> Reply:
    gift = _of_giver(turn)
    if not kudos.may_edit(gift, turn.now, content.default().kudos_rules):
        return Whisper(views.too_late_to_edit())
    return Ask(_edit_form(turn, gift))


def edit(turn: Turn) -> Reply:
    """Save new words. Once it was sent, the edit is marked."""
    gift, said, rules = _of_giver(turn), turn.request.said, content.default().kudos_rules
    values = said.values if isinstance(said, Submit) else {}
    if isinstance(said, Submit) and said.version != gift.version:
        raise StaleError
    if not kudos.may_edit(gift, turn.now, rules):
        return Whisper(views.too_late_to_edit())
    form = _edit_form(turn, gift)
    wish = _new_words(values)
    errors = forms.check(form, values) or kudos_form.errors(kudos.said_problems(wish, rules))
    return Correct(form, tuple(errors.items())) if errors else _save(turn, gift, wish)


def endorse(turn: Turn) -> Reply:
    """“I saw this too”: once per person, not by those concerned."""
    gift = _found(turn)
    if not kudos.may_endorse(gift, turn.actor):
        return Whisper(views.cannot_endorse())
    if not storage.endorse(turn.unit, turn.actor.org, gift.id, turn.actor.person.id, turn.now):
        return Whisper(views.cannot_endorse())
    kudos_delivery.amend(turn, replace(gift, endorsements=gift.endorsements + 1))
    return Whisper(views.endorsed(gift))


def allow_evidence(turn: Turn) -> Reply:
    """The receiver decides whether a review may cite it; pressing again takes that back."""
    return _decide(turn, lambda mine: replace(mine, evidence=not mine.evidence))


def show_name(turn: Turn) -> Reply:
    return _decide(turn, lambda mine: replace(mine, named=not mine.named))


def share(turn: Turn) -> Reply:
    """A private kudos goes wider once every receiver agreed."""
    return _decide(turn, lambda mine: replace(mine, shared=True))


# --- Pieces -------------------------------------------------------------------------------------------------------


def _found(turn: Turn) -> Kudos:
    said = turn.request.said
    id = said.subject if isinstance(said, Press | Submit) else ""
    gift = storage.find_to_change(turn.unit, turn.actor, id, content.default())
    if gift is None:
        raise NotFoundError
    return gift


def _of_giver(turn: Turn) -> Kudos:
    """Return the kudos if it is the actor's and still stands. Raises NotFoundError or StaleError."""
    gift = kudos.require_giver(_found(turn), turn.actor.person.id)
    if gift.state is not State.GIVEN:
        raise StaleError
    return gift


def _decide(turn: Turn, change: Callable[[Receiver], Receiver]) -> Reply:
    gift = _found(turn)
    mine = change(kudos.require_receiver(gift, turn.actor.person.id))
    changed = replace(gift, receivers=tuple(mine if one.person.id == mine.person.id else one for one in gift.receivers))
    storage.decide(turn.unit, turn.actor.org, gift.id, mine)
    if not mine.evidence:
        _uncite(turn, gift, [mine.person.id])
    if changed.is_shown_publicly and not gift.is_shown_publicly:
        kudos_delivery.publish(turn, changed)
    kudos_delivery.amend(turn, changed)
    record(turn, "kudos.decided", changed)
    return Replace(views.received(changed, mine))


def _uncite(turn: Turn, gift: Kudos, receivers: list[str]) -> None:
    """What may not be cited any more is no evidence any more, unless a rating that was handed in rests on it."""
    by = turn.actor.person.id
    evidence.withdraw_thanks(turn.unit, turn.actor.org, gift.id, receivers, by=by, now=turn.now)


def _save(turn: Turn, gift: Kudos, wish: Wish) -> Reply:
    rules = content.default().kudos_rules
    was_seen = not kudos.is_in_undo_window(gift, turn.now, rules)
    badge = wish.badge or gift.badge
    new = replace(gift, badge=badge, note=wish.note, correction=wish.correction, edited=gift.edited or was_seen)
    storage.rewrite(turn.unit, turn.actor.org, new, edited=new.edited)
    kudos_delivery.amend(turn, new)
    record(turn, "kudos.edited", new)
    return Whisper(views.one(new, turn.actor.person))


def _edit_form(turn: Turn, gift: Kudos) -> forms.Form:
    channels = kudos_delivery.channel_names(people.reaches(turn.unit, turn.actor.org, [turn.actor.person.id]))
    return kudos_form.edit(content.default().badges, gift, channels=channels)


def _new_words(values: forms.Values) -> Wish:
    return Wish(
        badge=content.default().badge(forms.text(values, "badge")),
        note=text.harmless(forms.text(values, "note")),
        correction=text.harmless(forms.text(values, "correction")),
    )


def _values(gift: Kudos) -> forms.Values:
    return {
        "receivers": tuple(receiver.person.id for receiver in gift.receivers),
        "badge": gift.badge.id,
        "note": gift.note,
        "correction": gift.correction,
        "audience": gift.audience.value,
    }
