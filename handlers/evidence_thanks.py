"""Citing a kudos as evidence: the words of whoever gave it, once its receiver lets reviews cite it."""

from __future__ import annotations

from dataclasses import replace

from content import pack as content
from domain import evidence as rules
from domain import ids, local_time, text
from domain.competencies import Direction
from domain.errors import NotFoundError
from domain.evidence import Item, Voice
from domain.evidence_record import Record
from domain.evidence_sources import Source
from domain.kudos import Kudos
from handlers import evidence_pieces as pieces
from handlers import evidence_writing as writing
from handlers.turn import Press, Submit, Turn
from storage import evidence_reading as storage
from storage import kudos as kudos_storage
from views import evidence_form as form_views
from views import evidence_sources as views
from views import forms
from views.forms import Form, Values
from views.replies import Ask, Correct, Reply, Whisper


def open_form(turn: Turn) -> Reply:
    """From the menu of a person's list (the kudos is chosen), or from one's own kudos."""
    said = turn.request.said
    if not isinstance(said, Press):
        raise NotFoundError
    subject = said.subject.rpartition("/")[2]
    id = said.value or said.subject.rpartition("/")[0]
    return Ask(_form(turn, _citable(turn, id, subject), subject))


def submit(turn: Turn) -> Reply:
    said = turn.request.said
    values = said.values if isinstance(said, Submit) else {}
    id, _, subject = pieces.subject_of(turn).partition("/")
    kudos = _citable(turn, id, subject)
    if storage.cites(turn.unit, turn.actor, subject, id, now=turn.now):
        return Whisper(views.already_cited())
    form = _form(turn, kudos, subject)
    errors = forms.check(form, values)
    item = None if errors else _item(turn, kudos, subject, values)
    if item is not None:
        errors = form_views.errors(rules.problems(item, writing.period_of(turn, subject)))
    if item is None or errors:
        return Correct(form, tuple(errors.items()))
    return Whisper(writing.save(turn, Record(item=item, kudos=id)))


def _citable(turn: Turn, id: str, subject: str) -> Kudos:
    """Asked again at each step: the receiver may have changed their mind. Raises NotFoundError."""
    me = turn.actor.person.id
    look = storage.look(turn.unit, turn.actor, subject, now=turn.now)
    found = kudos_storage.find_to_change(turn.unit, turn.actor, id, content.default())
    mine = found.receiver(subject) if found else None
    allowed = mine is not None and (subject == me or (look.standing.manager and mine.evidence))
    if found is None or not allowed or found.giver.id in {me, subject}:
        raise NotFoundError
    return found


def _form(turn: Turn, kudos: Kudos, subject: str) -> Form:
    return views.from_kudos(pieces.offer(turn, subject, ()), kudos, subject)


def _item(turn: Turn, kudos: Kudos, subject: str, values: Values) -> Item:
    """Whoever gave it is its author, on the day on which they gave it; a badge for an owned error says so."""
    on = local_time.day_of(kudos.given_at, kudos.giver.zone)
    item = Item(
        id=ids.new(turn.rng),
        subject=subject,
        author=kudos.giver.id,
        competency=forms.text(values, "competency"),
        direction=Direction(forms.text(values, "direction")),
        source=Source.RECOGNITION_NOTE,
        occurred_on=on,
        recorded_on=on,
        recorded_at=kudos.given_at,
        situation=text.harmless(forms.text(values, "situation")),
        behavior=kudos.note,
        impact=text.harmless(forms.text(values, "impact")),
        corrective_action=kudos.correction,
        voice=Voice.OWNED_ERROR if kudos.badge.needs_correction else None,
    )
    return item if subject != turn.actor.person.id else replace(item, shown_at=turn.now)
