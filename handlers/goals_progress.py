"""How a goal goes and how it ends: check-ins, endings, and what is learned after a miss."""

from __future__ import annotations

from collections.abc import Callable

from domain import goals_agreement as rules
from domain import ids, links, text
from domain.cycles import Kind
from domain.errors import NotFoundError, StaleError
from domain.goals import LEAST_WORDS, CheckIn, Mood, Part, Result, State
from domain.goals_agreement import Agreement
from handlers import goals_showing as showing
from handlers import goals_telling as telling
from handlers import goals_writing as writing
from handlers.turn import Submit, Turn
from storage import checkpoints, goals_due
from storage import goals as storage
from views import forms, goals_told
from views import goals_form as views
from views.forms import Form, Values
from views.goals_words import Sides
from views.replies import Ask, Correct, Reply, Whisper


def open_check_in(turn: Turn) -> Reply:
    return _ask(turn, views.check_in, State.ACTIVE)


def check_in(turn: Turn) -> Reply:
    """How one part stands, with what shows it; a checkpoint that asks for it is done by that."""
    said, held, sides = _opened(turn, State.ACTIVE)
    form = views.check_in(held, sides)
    link = forms.text(said.values, "link").strip()
    problems = forms.check(form, said.values) or (views.NO_LINK if link and not links.is_link(link) else {})
    if problems:
        return Correct(forms.filled(form, said.values), tuple(problems.items()))
    told = _check_in(turn, held, said.values, link)
    id = ids.new(turn.rng)
    storage.check_in(turn.unit, turn.actor.org, id, told, owner=held.goal.owner)
    checkpoints.done(turn.unit, turn.actor.org, Kind.GOAL_CHECK_IN, held.goal.owner, told.by, turn.now)
    card = showing.card(turn, held, lead=goals_told.CHECKED_IN, just_said=id)
    writing.record(turn, "goal.checked_in", held)
    return Whisper(card)


def open_close(turn: Turn) -> Reply:
    return _ask(turn, views.close, State.ACTIVE)


def close(turn: Turn) -> Reply:
    said, held, sides = _opened(turn, State.ACTIVE)
    form = views.close(held, sides)
    if problems := forms.check(form, said.values):
        return Correct(forms.filled(form, said.values), tuple(problems.items()))
    met = {name: forms.text(said.values, name) == views.YES for name in ("outcome_met", "process_met")}
    learned = text.harmless(forms.text(said.values, "learned"))
    return _over(turn, held, rules.close(held, Result(**met, learned=learned)), "goal.closed")


def open_drop(turn: Turn) -> Reply:
    return _ask(turn, views.drop, State.DRAFT, State.ACTIVE)


def drop(turn: Turn) -> Reply:
    said, held, sides = _opened(turn, State.DRAFT, State.ACTIVE)
    form = views.drop(held, sides)
    if problems := forms.check(form, said.values) or _too_short(said.values, "why"):
        return Correct(forms.filled(form, said.values), tuple(problems.items()))
    after = rules.drop(held, text.harmless(forms.text(said.values, "why")))
    return _over(turn, held, after, "goal.dropped")


def open_learned(turn: Turn) -> Reply:
    return _ask(turn, views.learned, State.MISSED)


def learned(turn: Turn) -> Reply:
    """What is learned later still counts."""
    said, held, sides = _opened(turn, State.MISSED)
    form = views.learned(held, sides)
    if problems := forms.check(form, said.values) or _too_short(said.values, "learned"):
        return Correct(forms.filled(form, said.values), tuple(problems.items()))
    after = rules.add_learning(held, text.harmless(forms.text(said.values, "learned")))
    return _over(turn, held, after, "goal.learned")


# --- Pieces -------------------------------------------------------------------------------------------------------


def _ask(turn: Turn, form: Callable[[Agreement, Sides], Form], *states: State) -> Reply:
    held, _ = storage.find_to_change(turn.unit, turn.actor, showing.named(turn), now=turn.now)
    if held.goal.state not in states:
        raise StaleError
    return Ask(form(held, showing.sides(turn, held.goal.owner)))


def _opened(turn: Turn, *states: State) -> tuple[Submit, Agreement, Sides]:
    """Return the form, and its goal to be changed. Raises StaleError where it is not as it was when it was opened."""
    said = turn.request.said
    if not isinstance(said, Submit):
        raise NotFoundError
    held, _ = storage.find_to_change(turn.unit, turn.actor, said.subject, now=turn.now)
    if held.goal.state not in states or (said.version and said.version != held.goal.version):
        raise StaleError
    return said, held, showing.sides(turn, held.goal.owner)


def _over(turn: Turn, held: Agreement, after: Agreement, action: str) -> Reply:
    storage.save(turn.unit, turn.actor.org, after, was=held.goal.version, now=turn.now)
    goals_due.forget(turn.unit, turn.actor.org, held)
    if held.asked_by is not None:
        telling.tell(turn, after, goals_told.ended)
    lead = goals_told.LEARNED if action == "goal.learned" else goals_told.closed(after)
    card = showing.card(turn, after, lead=lead)
    writing.record(turn, action, after)
    return Whisper(card)


def _check_in(turn: Turn, held: Agreement, values: Values, link: str) -> CheckIn:
    return CheckIn(
        goal=held.goal.id,
        by=turn.actor.person.id,
        at=turn.now,
        part=Part(forms.text(values, "part")),
        mood=Mood(forms.text(values, "mood")),
        note=text.harmless(forms.text(values, "note")),
        link=link,
    )


def _too_short(values: Values, field: str) -> dict[str, str]:
    return views.too_few_words(field) if text.words(forms.text(values, field)) < LEAST_WORDS else {}
