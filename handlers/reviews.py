"""`/review`: one's own, or that of somebody one leads; and whatever opens a review."""

from __future__ import annotations

from domain import reviews as rules
from domain.cycles import State
from domain.errors import NotFoundError
from domain.people import Person
from domain.policy import Action, Kind, Role, roles
from domain.ratings import State as Stands
from handlers import naming, purposes, reviews_release, reviews_telling
from handlers import reviews_showing as showing
from handlers.turn import Command, Turn
from storage import people
from storage import reviews as storage
from storage.reviews import Found
from views import forms, reviews_form, reviews_read
from views import reviews as views
from views.replies import Ask, Correct, Reply, Whisper


def command(turn: Turn) -> Reply:
    """Bare it opens one's own; a person's name opens theirs."""
    said = turn.request.said
    words = said.words if isinstance(said, Command) else ()
    match [word.strip().casefold() if isinstance(word, str) else word for word in words]:
        case [] | [""] | ["mine"]:
            return _open(turn, turn.actor.person.id)
        case ["release"]:
            return reviews_release.latest(turn)
        case ["help"] | ["?"]:
            return Whisper(reviews_read.help())
        case _:
            return _open(turn, naming.named(turn, words).id)


def open_review(turn: Turn) -> Reply:
    """By a button: of the person it names, one's own where nobody is named."""
    return _open(turn, showing.review_id(turn) or turn.actor.person.id)


def both(turn: Turn) -> Reply:
    """Two texts of one rating, to whoever may choose between them."""
    found = showing.met(turn, showing.review_id(turn))
    if not found.allows(Action.WRITE, Kind.DRAFT_RATING):
        raise NotFoundError
    what, rating = showing.competency(turn, found)
    return Whisper(views.both(showing.sheet(turn, found), what, rating))


def read_with_purpose(turn: Turn) -> Reply:
    """HR said why: the review as it stands, and a line of it for the person."""
    reason = forms.text(showing.values(turn), "reason")
    found = showing.met(turn, showing.review_id(turn), reason=reason or "-")
    if Role.HR not in roles(found.standing):
        raise NotFoundError
    form = reviews_form.purpose(showing.sheet(turn, found))
    if errors := forms.check(form, showing.values(turn)):
        return Correct(form, tuple(errors.items()))
    if refused := purposes.refusal(turn, found.review.subject, "review"):
        return refused
    reply = _as_other(turn, found)
    showing.record_read(turn, found, reason=reason)
    return reply


# --- Pieces -------------------------------------------------------------------------------------------------------


def _open(turn: Turn, id: str) -> Reply:
    subject = id.partition("/")[0]
    found = storage.meet(turn.unit, turn.actor, id, now=turn.now)
    if subject == turn.actor.person.id:
        return Whisper(views.nothing_runs()) if found is None else _own(turn, found)
    if found is None:
        return Whisper(views.nothing_runs(_led(turn, subject)))
    if found.allows(Action.WRITE, Kind.DRAFT_RATING):
        return _to_write(turn, found)
    if found.allows(Action.READ):
        reply = _as_other(turn, found)
        showing.record_read(turn, found)
        return reply
    return _by_the_way(turn, found)


def _led(turn: Turn, id: str) -> Person:
    """Raises NotFoundError for whoever does not lead them: only they hear that nothing runs."""
    found = next((one for one in people.led_by(turn.unit, turn.actor.org, turn.actor.person.id) if one.id == id), None)
    if found is None:
        raise NotFoundError
    return found


def _own(turn: Turn, found: Found) -> Reply:
    sheet = showing.sheet(turn, found)
    if not found.allows(Action.READ):
        return Whisper(reviews_read.before_release(sheet))
    return Whisper(reviews_read.own(sheet, until=reviews_telling.answer_by(turn, found.review)))


def _to_write(turn: Turn, found: Found) -> Reply:
    card = views.to_write(showing.sheet(turn, found, showing.verdicts(turn, found)))
    showing.record_read(turn, found)
    return Whisper(card)


def _as_other(turn: Turn, found: Found) -> Reply:
    sheet, is_handed_in = showing.sheet(turn, found), found.review.state is Stands.SUBMITTED
    may_reopen = found.review.state in rules.REOPENABLE and Role.HR in roles(found.standing)
    may_return = is_handed_in and bool({Role.SKIP_LEVEL, Role.HR} & roles(found.standing))
    decides = found.allows(Action.RESOLVE)
    return Whisper(reviews_read.other(sheet, may_return=may_return, decides=decides, may_reopen=may_reopen))


def _by_the_way(turn: Turn, found: Found) -> Reply:
    """HR is asked for what purpose; whoever led the person before reads their own words."""
    if Role.HR in roles(found.standing):
        return Ask(reviews_form.purpose(showing.sheet(turn, found)))
    texts = storage.texts_of(turn.unit, turn.actor, found.review)
    is_open = found.cycle.state is not State.CLOSED
    if not texts or not is_open:
        raise NotFoundError
    return Whisper(views.kept_of_mine(showing.sheet(turn, found), texts))
