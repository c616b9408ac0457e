"""Rating a masked file a second time: competency by competency, each save kept and sealed."""

from __future__ import annotations

from collections.abc import Callable

from content import reviews as content
from domain import text as words
from domain.competencies import Competency, Level
from domain.errors import NotFoundError
from domain.ratings import Text
from handlers import audit
from handlers import reviews_showing as showing
from handlers.turn import Turn
from storage import drafts
from storage import reviews_second as storage
from storage.reviews_second import Packet
from views import forms
from views import reviews_second as views
from views.forms import Form, Values
from views.replies import Ask, Correct, Reply, Whisper


def open_form(turn: Turn) -> Reply:
    """Of the competency that is named, or else the first of which nothing was said yet; with what was typed before."""
    packet = _packet(turn)
    if not packet.pieces:
        return Whisper(views.nothing_noted())
    what = _competency(turn, packet)
    return Ask(_form(packet, what, drafts.find(turn.unit, turn.actor.org, turn.actor.person.id, _draft(packet, what))))


def save(turn: Turn) -> Reply:
    """What was said before in it is replaced; with the last competency the file is done."""
    packet = _packet(turn, storage.find_to_rate)
    what = _competency(turn, packet)
    form = _form(packet, what, {})
    if errors := forms.check(form, showing.values(turn)):
        mine = (turn.actor.org, turn.actor.person.id, _draft(packet, what))
        drafts.keep(turn.unit, *mine, showing.values(turn), turn.now)
        return Correct(form, tuple(errors.items()))
    storage.save(turn.unit, turn.actor.org, packet, what.id, _text(turn))
    drafts.forget(turn.unit, turn.actor.org, turn.actor.person.id, _draft(packet, what))
    audit.record(turn, "review.rated_twice", packet.id, {})
    others = [one for one in packet.framework.competencies if one.id in packet.pieces and one.id != what.id]
    left = [one for one in others if one.id in packet.left]
    return Whisper(views.saved(packet.id, what, left, [one for one in others if one not in left]))


# --- Pieces -------------------------------------------------------------------------------------------------------


def _packet(turn: Turn, find: Callable[..., Packet | None] = storage.find) -> Packet:
    """Raises NotFoundError for whoever may not rate it, as for what there is not."""
    packet = find(turn.unit, turn.actor, showing.named(turn).partition("/")[0], now=turn.now)
    if packet is None:
        raise NotFoundError
    return packet


def _competency(turn: Turn, packet: Packet) -> Competency:
    which = showing.named(turn).partition("/")[2] or next(iter((*packet.left, *packet.pieces)))
    what = packet.framework.competency(which)
    if what is None or which not in packet.pieces:
        raise NotFoundError
    return what


def _draft(packet: Packet, what: Competency) -> str:
    return f"review.second/{packet.id}/{what.id}"


def _form(packet: Packet, what: Competency, draft: Values) -> Form:
    labels = {level: scale.label for level, scale in content.default().scale.items()}
    said = packet.said.get(what.id)
    typed = draft or (views.written(said) if said else {})
    return views.rate(packet.id, what, packet.pieces[what.id], typed, labels)


def _text(turn: Turn) -> Text:
    level = forms.text(showing.values(turn), "level")
    return Text(
        by=turn.actor.person.id,
        at=turn.now,
        level=None if level == views.TOO_LITTLE else Level(level),
        rationale=words.harmless(forms.text(showing.values(turn), "rationale")),
    )
