"""Who is told of what becomes of a review, unasked and without a word of it; and until when something is answered."""

from __future__ import annotations

from datetime import date

from domain import ratings
from domain.people import Person
from domain.policy import Action
from domain.ratings import State
from domain.reviews import Review
from domain.reviews_rounds import Round
from domain.roles import Office
from handlers import telling
from handlers.said import today
from handlers.turn import Turn
from storage import notices, people, reviews_due, roles
from storage import reviews as storage
from views import reviews_told as views

READY, BACK, RELEASE = "review.ready", "review.back", "review.release"
REOPENED, CALIBRATED = "review.reopened", "review.calibrated"
DISPUTED, DECIDED, NO_OMBUD = "review.disputed", "review.decided", "review.no_ombud"


def ready(turn: Turn, review: Review) -> None:
    telling.leave(turn, [(review.subject, READY, _mark(review), views.ready(review.id))])


def came_back(turn: Turn, review: Review) -> None:
    card = views.came_back(review.id)
    telling.leave(turn, [(one, BACK, _mark(review), card) for one in _managers(turn, review)])


def calibrated(turn: Turn, review: Review) -> None:
    card = views.calibrated(review.id)
    telling.leave(turn, [(one, CALIBRATED, _mark(review), card) for one in _managers(turn, review)])


def waits_for_release(turn: Turn, round: Round, number: int) -> None:
    """To the others of HR."""
    me = turn.actor.person
    hr = [one.id for one in roles.holders(turn.unit, turn.actor.org).of(Office.HR) if one.id != me.id]
    card = views.waits_for_release(round.key, me.name, number)
    telling.leave(turn, [(one, RELEASE, f"{round.key}/{turn.now}", card) for one in hr])


def waits_for_reopening(turn: Turn, review: Review) -> None:
    """To the others of HR."""
    me = turn.actor.person
    hr = [
        one.id
        for one in roles.holders(turn.unit, turn.actor.org).of(Office.HR)
        if one.id not in {me.id, review.subject}
    ]
    card = views.waits_for_reopening(f"{review.cycle}/{review.round}", me.name)
    telling.leave(turn, [(one, RELEASE, f"{_mark(review)}/{turn.now}", card) for one in hr])


def reopened(turn: Turn, review: Review) -> None:
    came_back(turn, review)
    telling.leave(turn, [(review.subject, REOPENED, _mark(review), views.reopened(review.id))])


def disputed(turn: Turn, review: Review) -> bool:
    """Tell the manager and every ombud outside the line, with a clock; without one, HR. Say whether there is one.

    The review is saved as disputed before.
    """
    until = reviews_due.answer_by(turn.unit, turn.actor.org, review, now=turn.now)
    found = ombuds(turn, review.id)
    told = [(one.id, DISPUTED, _mark(review), views.waits_for_ombud(review.id, until)) for one in found]
    told += [(one, DISPUTED, _mark(review), views.manager_told(review.id)) for one in _managers(turn, review)]
    hr = [] if found else [one.id for one in roles.holders(turn.unit, turn.actor.org).of(Office.HR)]
    told += [(one, NO_OMBUD, _mark(review), views.nobody_decides()) for one in hr if one != review.subject]
    telling.leave(turn, told)
    reviews_due.plan_answer(turn.unit, turn.actor.org, review, now=turn.now)
    return bool(found)


def decided(turn: Turn, review: Review) -> None:
    both = (review.subject, *_managers(turn, review))
    telling.leave(turn, [(one, DECIDED, _mark(review), views.decided(review.id)) for one in both])
    reviews_due.cancel_answer(turn.unit, turn.actor.org, review)


def answer_by(turn: Turn, review: Review) -> date | None:
    """Return until when a dispute is answered, while it is one."""
    if review.state is not State.DISPUTED:
        return None
    return reviews_due.answer_by(turn.unit, turn.actor.org, review, now=turn.now)


def held(turn: Turn, review: Review) -> tuple[date, date]:
    """Return since when the review lacks evidence, and until when it may; then what the role needs is kept."""
    unit, org = turn.unit, turn.actor.org
    held_on = review.held_on or today(turn)
    until = ratings.open_until(held_on, notices.calendar(unit, org, turn.now))
    reviews_due.plan_held(unit, org, review, until, turn.actor.person.zone)
    return held_on, until


def no_longer_held(turn: Turn, review: Review) -> None:
    reviews_due.cancel_held(turn.unit, turn.actor.org, review)


def ombuds(turn: Turn, id: str) -> list[Person]:
    """Whoever could decide on it at this moment."""
    return [one for one in roles.holders(turn.unit, turn.actor.org).of(Office.OMBUD) if _may_resolve(turn, one, id)]


def _may_resolve(turn: Turn, ombud: Person, id: str) -> bool:
    reader = people.on_behalf_of(turn.unit, turn.actor.org, ombud.id)
    found = storage.meet(turn.unit, reader, id, now=turn.now) if reader else None
    return found is not None and found.allows(Action.RESOLVE)


def _managers(turn: Turn, review: Review) -> list[str]:
    return storage.answering(turn.unit, turn.actor.org, review, now=turn.now)


def _mark(review: Review) -> str:
    """Each step is told once."""
    return f"{review.id}/{len(review.ratings[0].steps)}"
