"""Looking at goals: one's own, those of people one leads, and for HR with a reason."""

from __future__ import annotations

from content import reviews as content
from domain.errors import NotFoundError
from domain.policy import Condition
from handlers import goals_showing as showing
from handlers import goals_writing as writing
from handlers import naming, purposes
from handlers.turn import Command, Submit, Turn
from storage import goals as storage
from storage import goals_reach, people
from views import forms, goals_form
from views import goals_list as views
from views.replies import Ask, Correct, Reply, Whisper

REASON = frozenset({Condition.REASON})


def command(turn: Turn) -> Reply:
    """`/goals`: bare lists, a person's name opens theirs, and some words of its own."""
    said = turn.request.said
    words = said.words if isinstance(said, Command) else ()
    match [word.strip().casefold() if isinstance(word, str) else word for word in words]:
        case [] | [""]:
            return _open(turn, turn.actor.person.id)
        case ["new"]:
            return writing.open_new(turn)
        case ["example"] | ["examples"]:
            return offer(turn)
        case ["coverage"]:
            return coverage(turn)
        case ["help"] | ["?"]:
            return Whisper(views.explained())
        case _:
            return _open(turn, naming.named(turn, words).id)


def open_list(turn: Turn) -> Reply:
    """By a button or a menu: somebody's, one's own where nobody is named."""
    return _open(turn, showing.named(turn) or turn.actor.person.id)


def show(turn: Turn) -> Reply:
    """Open one."""
    held, standing = storage.find(turn.unit, turn.actor, showing.named(turn), now=turn.now)
    reply = Whisper(showing.card(turn, held))
    if standing.manager and held.asked_by is not None:
        showing.record_read(turn, held.goal.owner, role="manager")
    return reply


def open_reason(turn: Turn) -> Reply:
    owner = showing.named(turn)
    if showing.reads_as(turn, owner) != "HR":
        raise NotFoundError
    return Ask(goals_form.reason(showing.sides(turn, owner)))


def read_with_reason(turn: Turn) -> Reply:
    """HR said why: every word, and a line of it for the person."""
    said, owner = turn.request.said, showing.named(turn)
    if not isinstance(said, Submit) or showing.reads_as(turn, owner) != "HR":
        raise NotFoundError
    sides = showing.sides(turn, owner)
    form = goals_form.reason(sides)
    if errors := forms.check(form, said.values):
        return Correct(forms.filled(form, said.values), tuple(errors.items()))
    if refused := purposes.refusal(turn, owner, "goals"):
        return refused
    found = storage.of_person(turn.unit, turn.actor, owner, now=turn.now, met=REASON)
    showing.record_read(turn, owner, role="HR", reason=forms.text(said.values, "reason"))
    return Whisper(views.whole(found, sides))


def offer(turn: Turn) -> Reply:
    """The content pack's examples."""
    owner = showing.named(turn) or turn.actor.person.id
    found = [(writing.from_pack(one, owner), one.good_miss) for one in content.default().goals]
    return Whisper(views.offer(found, showing.require_side(turn, owner)))


def coverage(turn: Turn) -> Reply:
    if not turn.actor.is_hr:
        raise NotFoundError
    return Whisper(views.coverage(goals_reach.coverage(turn.unit, turn.actor.org)))


def _open(turn: Turn, owner: str) -> Reply:
    role = showing.reads_as(turn, owner)
    sides = showing.sides(turn, owner)
    if role == "HR":
        return Ask(goals_form.reason(sides))
    led = people.led_by(turn.unit, turn.actor.org, owner) if sides.is_own else ()
    found = storage.of_person(turn.unit, turn.actor, owner, now=turn.now)
    showing.record_read(turn, owner, role=role)
    return Whisper(views.overview(found, sides, led))
