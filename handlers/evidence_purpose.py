"""HR, outside somebody's line, reads the evidence about them: for a purpose, which is recorded."""

from __future__ import annotations

from domain import policy
from domain.errors import NotFoundError
from domain.people import Person
from domain.policy import Role
from domain.privacy import DataClass
from handlers import evidence_pieces as pieces
from handlers import purposes
from handlers.turn import Submit, Turn
from storage import evidence_reading as storage
from storage import people, reads
from views import evidence_purpose as views
from views import forms
from views.replies import Ask, Correct, Reply, Whisper


def may_state(turn: Turn, subject: str) -> bool:
    """Whether it is as HR that the actor reads about this person."""
    if not turn.actor.is_hr or subject == turn.actor.person.id:
        return False
    return Role.HR in policy.roles(storage.look(turn.unit, turn.actor, subject, now=turn.now).standing)


def offer(turn: Turn, subject: Person) -> Reply:
    """What HR may do about this person: read, or write down something they saw themselves."""
    return Whisper(views.offer(subject.id, subject.name))


def open_form(turn: Turn) -> Reply:
    return Ask(views.purpose(_subject(turn)))


def read(turn: Turn) -> Reply:
    """HR said why: the list, and a line of it for the person."""
    subject, said = _subject(turn), turn.request.said
    values = said.values if isinstance(said, Submit) else {}
    form = views.purpose(subject)
    if errors := forms.check(form, values):
        return Correct(forms.filled(form, values), tuple(errors.items()))
    if refused := purposes.refusal(turn, subject.id, storage.WHAT):
        return refused
    return show(turn, subject, reason=forms.text(values, "reason"))


def show(turn: Turn, subject: Person, *, reason: str) -> Reply:
    card = views.listed(subject.name, subject.id, pieces.page(turn, subject.id, storage.ALWAYS, reason=reason))
    reads.record(
        turn.unit,
        turn.actor.org,
        reader=turn.actor.person.id,
        role=Role.HR.value,
        subject=subject.id,
        of=DataClass.REVIEWS,
        now=turn.now,
        rng=turn.rng,
        reason=reason,
    )
    return Whisper(card)


def again(turn: Turn, subject: Person) -> Reply:
    """More of the list, while the purpose holds; else it is asked anew."""
    look = storage.look(turn.unit, turn.actor, subject.id, now=turn.now)
    return show(turn, subject, reason=look.reason) if look.reason else Ask(views.purpose(subject))


def _subject(turn: Turn) -> Person:
    """Raises NotFoundError, also for whoever is not HR outside the line."""
    id = pieces.subject_of(turn)
    known = people.by_ids(turn.unit, turn.actor.org, [id]).get(id)
    if known is None or not may_state(turn, id):
        raise NotFoundError
    return known
