"""Who is told of what becomes of evidence, unasked and without a word of it."""

from __future__ import annotations

from domain import policy
from domain.evidence_record import Record
from domain.people import Actor, Person
from domain.policy import Action, Condition, Kind
from domain.roles import Office
from handlers import telling
from handlers.turn import Turn
from storage import evidence as storage
from storage import evidence_reading, people, roles
from views import evidence_contest as contest_views
from views import evidence_saved as views

CONTESTED, DECIDED, NO_OMBUD = "evidence.contested", "evidence.decided", "evidence.no_ombud"


def is_first_news(turn: Turn, subject: str) -> bool:
    """Whether nothing waits for the subject already: one notice tells of all. Ask before the piece is saved.

    The subject is locked, as when they are told, so that no piece comes between.
    """
    people.lock(turn.unit, turn.actor.org, subject)
    return not storage.unshown(turn.unit, turn.actor.org, subject)


def tell_subject(turn: Turn, record: Record) -> None:
    telling.leave(turn, [(record.item.subject, storage.ADDED, f"{record.id}/{record.item.version}", views.ready())])


def contested(turn: Turn, record: Record) -> bool:
    """Tell its author and every ombud outside the subject's line; without one, HR. Return whether there is one."""
    ombuds, subject = _ombuds(turn, record), f"{record.id}/{record.item.version}"
    author = [] if record.item.author == record.item.subject else [record.item.author]
    told = [(one, CONTESTED, subject, contest_views.told_author(record.id)) for one in author]
    told += [(one.id, CONTESTED, subject, contest_views.waits_for_ombud(record.id)) for one in ombuds]
    hr = [] if ombuds else [one.id for one in roles.holders(turn.unit, turn.actor.org).of(Office.HR)]
    told += [(one, NO_OMBUD, subject, contest_views.nobody_decides()) for one in hr if one != record.item.subject]
    telling.leave(turn, told)
    return bool(ombuds)


def decided(turn: Turn, record: Record) -> None:
    both = dict.fromkeys((record.item.subject, record.item.author))
    card = contest_views.told_decision(record.id)
    telling.leave(turn, [(one, DECIDED, f"{record.id}/{record.item.version}", card) for one in both])


def _ombuds(turn: Turn, record: Record) -> list[Person]:
    """Whoever could decide on it at this moment."""
    held = roles.holders(turn.unit, turn.actor.org).of(Office.OMBUD)
    return [one for one in held if one.id != record.item.author and _may_resolve(turn, one, record)]


def _may_resolve(turn: Turn, ombud: Person, record: Record) -> bool:
    reader = people.on_behalf_of(turn.unit, turn.actor.org, ombud.id)
    return reader is not None and may_resolve(turn, reader, record)


def may_resolve(turn: Turn, reader: Actor, record: Record) -> bool:
    """Nobody decides on what they wrote, whatever their office."""
    look = evidence_reading.look(turn.unit, reader, record.item.subject, now=turn.now)
    met = frozenset({Condition.CONTESTED})
    is_author = reader.person.id == record.item.author
    return not is_author and policy.allows(look.standing, Action.RESOLVE, Kind.EVIDENCE, met)
