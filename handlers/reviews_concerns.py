"""A rating that fell after its person spoke up: an ombud outside the line looks at it, and nobody else hears of it."""

from __future__ import annotations

from domain import ids
from domain.errors import NotFoundError
from domain.people import Person
from domain.privacy import DataClass
from domain.reviews import Review
from domain.roles import Office
from handlers import audit, telling
from handlers import reviews_showing as showing
from handlers.turn import Turn
from storage import cycles, people, reads, reviews_base_rate, roles
from storage import reviews_concerns as storage
from storage.reviews_concerns import Concern
from views import reviews_concerns as views
from views.privacy import A_FORMER_COLLEAGUE
from views.replies import Replace, Reply, Whisper

RAISED = "review.concern"


def look(turn: Turn, review: Review) -> None:
    """When a review is handed in; what whoever handed it in sees is the same either way."""
    unit, org = turn.unit, turn.actor.org
    found = storage.alert(unit, org, review.subject)
    if found is None or not any(review.rating(one.competency) for one in found.falls):
        return
    concern = Concern(
        id=ids.new(turn.rng),
        cycle=review.cycle,
        round=review.round,
        subject=review.subject,
        alert=found,
        raised_at=turn.now,
    )
    if storage.add(unit, org, concern):
        card = views.waits(concern.id)
        told = [(one.id, RAISED, concern.id, card) for one in _ombuds(turn, review.subject)]
        telling.leave(turn, told)


def show(turn: Turn) -> Reply:
    """With how often ratings fell among others, and when that is too few to say anything."""
    concern = _found(turn)
    unit, org = turn.unit, turn.actor.org
    known = people.by_ids(unit, org, [concern.subject])
    framework = cycles.framework_of(unit, org, concern.subject)
    titles = {one.id: one.title for one in framework.competencies}
    name = known[concern.subject].name if concern.subject in known else A_FORMER_COLLEAGUE
    card = views.one(
        concern.id, name, concern.alert, reviews_base_rate.base_rate(unit, org), titles, is_open=not concern.settled_at
    )
    _record(turn, concern.subject)
    return Whisper(card)


def settle(turn: Turn) -> Reply:
    concern = _found(turn)
    storage.settle(turn.unit, turn.actor.org, concern.id, by=turn.actor.person.id, now=turn.now)
    audit.record(turn, "review.concern.settled", concern.id, {})
    return Replace(views.settled())


def _found(turn: Turn) -> Concern:
    concern = storage.find(turn.unit, turn.actor, showing.named(turn), now=turn.now)
    if concern is None:
        raise NotFoundError
    return concern


def _ombuds(turn: Turn, subject: str) -> list[Person]:
    held = roles.holders(turn.unit, turn.actor.org).of(Office.OMBUD)
    return [one for one in held if _may_read(turn, one, subject)]


def _may_read(turn: Turn, ombud: Person, subject: str) -> bool:
    reader = people.on_behalf_of(turn.unit, turn.actor.org, ombud.id)
    return reader is not None and storage.may_read(turn.unit, reader, subject, now=turn.now)


def _record(turn: Turn, subject: str) -> None:
    reads.record(
        turn.unit,
        turn.actor.org,
        reader=turn.actor.person.id,
        role="ombud",
        subject=subject,
        of=DataClass.REVIEWS,
        now=turn.now,
        rng=turn.rng,
    )
