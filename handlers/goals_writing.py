"""Writing a goal, putting it to the other side, agreeing to it or leaving it as it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from content import pack
from content import reviews as content
from content.reviews import PairedGoal
from domain import goals, ids, text
from domain import goals_agreement as rules
from domain.cycles import Kind
from domain.errors import NotFoundError, StaleError
from domain.goals import Goal, State
from domain.goals_agreement import Agreement
from handlers import audit, goals_telling
from handlers import goals_showing as showing
from handlers.said import today
from handlers.turn import Press, Submit, Turn
from storage import checkpoints, drafts, goals_due
from storage import goals as storage
from views import errors as error_views
from views import forms, goals_told
from views import goals_form as views
from views.forms import Form, Values
from views.goals_words import Sides
from views.replies import Ask, Correct, Reply, Whisper

NUDGE = "n09"  # of the content pack: a goal that is not a pair
_PARTS = ("outcome", "process", "learning", "guard")


def open_new(turn: Turn) -> Reply:
    """With what was typed before and not sent, or one of the examples: whose goal, a slash, and which example."""
    subject = showing.named(turn) or turn.actor.person.id
    owner, _, chosen = subject.partition("/")
    sides = showing.require_side(turn, owner)
    if begun := next((from_pack(one, owner) for one in content.default().goals if one.id == chosen), None):
        return Ask(views.write(sides, begun, subject=owner))
    typed = drafts.find(turn.unit, turn.actor.org, turn.actor.person.id, _begun_as(owner))
    form = views.write(sides, None, subject=owner)
    return Ask(forms.filled(form, typed) if typed else form)


def new(turn: Turn) -> Reply:
    said = _submitted(turn)
    sides = showing.require_side(turn, said.subject)
    form = views.write(sides, None, subject=said.subject)
    if problems := forms.check(form, said.values):
        return Correct(forms.filled(form, said.values), tuple(problems.items()))
    goal = _goal(said.values, Goal(id=ids.new(turn.rng), owner=sides.owner.id, title="", due_on=_day_of(said.values)))
    if problems := views.errors(rules.problems(goal, None, today=today(turn))):
        return Correct(forms.filled(form, said.values), tuple(problems.items()))
    held = rules.begin(goal, turn.actor.person.id, alone=sides.lead is None)
    storage.add(turn.unit, turn.actor.org, held, now=turn.now)
    drafts.forget(turn.unit, turn.actor.org, turn.actor.person.id, _begun_as(said.subject))
    _begun(turn, State.DRAFT, held, sides)
    return _saved(turn, held, sides)


def open_edit(turn: Turn) -> Reply:
    """With what was typed before, when somebody else had been faster."""
    held = _to_write(turn, showing.named(turn))
    form = _edit_form(turn, held)
    typed = drafts.find(turn.unit, turn.actor.org, turn.actor.person.id, _kept_as(held))
    return Ask(forms.filled(form, typed) if typed else form)


def edit(turn: Turn) -> Reply:
    """A draft says it at once; what the other side has agreed to holds until they agree to the change, too."""
    said = _submitted(turn)
    held = _to_write(turn, said.subject)
    form, me = _edit_form(turn, held), turn.actor.person.id
    if said.version != held.goal.version:
        drafts.keep(turn.unit, turn.actor.org, me, _kept_as(held), said.values, turn.now)
        return Whisper(error_views.refused(StaleError()))
    sides = showing.sides(turn, held.goal.owner)
    if problems := forms.check(form, said.values):
        return Correct(forms.filled(form, said.values), tuple(problems.items()))
    changed = _goal(said.values, held.goal)
    if wrong := _wrong(turn, held, changed):
        return Correct(forms.filled(form, said.values), tuple(wrong.items()))
    after = rules.write(held, changed, me, alone=sides.lead is None)
    storage.save(turn.unit, turn.actor.org, after, was=held.goal.version, now=turn.now)
    drafts.forget(turn.unit, turn.actor.org, me, _kept_as(held))
    _begun(turn, held.goal.state, after, sides)
    return _saved(turn, after, sides)


def agree(turn: Turn) -> Reply:
    """To what was read: the button carries its version."""
    said = turn.request.said
    if not isinstance(said, Press):
        raise NotFoundError
    held, _ = storage.find_to_change(turn.unit, turn.actor, said.subject, now=turn.now)
    after = rules.agree(held, turn.actor.person.id, version=said.version)
    _begun(turn, held.goal.state, after, showing.sides(turn, held.goal.owner))
    return _settled(turn, held, after, "goal.agreed", goals_told.AGREED)


def keep(turn: Turn) -> Reply:
    """Leave a goal under way as it was, whoever of the two wanted it otherwise. Raises StaleError as agree does."""
    said = turn.request.said
    held, _ = storage.find_to_change(turn.unit, turn.actor, showing.named(turn), now=turn.now)
    if not isinstance(said, Press) or said.version != held.goal.version:
        raise StaleError
    return _settled(turn, held, rules.keep(held), "goal.kept", goals_told.KEPT)


def from_pack(one: PairedGoal, owner: str) -> Goal:
    """Return an example as a goal of somebody's; its days are for them to choose."""
    words = {name: getattr(one, name) for name in ("title", *_PARTS)}
    return Goal(id=one.id, owner=owner, due_on=date.min, **words)


# --- Pieces -------------------------------------------------------------------------------------------------------


def _saved(turn: Turn, held: Agreement, sides: Sides) -> Reply:
    """Ask the other side, or think of the author who has not finished."""
    nudge = pack.default().nudges[NUDGE]
    lacking = rules.lacks(held)
    goals_due.plan(turn.unit, turn.actor.org, held, cooldown_days=nudge.cooldown_days, now=turn.now)
    if rules.is_open(held):
        goals_telling.tell(turn, held, goals_told.asked)
    card = showing.card(turn, held, lead=goals_told.saved(held, sides, lacking, nudge.text))
    record(turn, "goal.written", held)
    return Whisper(card)


def _begun(turn: Turn, before: State, after: Agreement, sides: Sides) -> None:
    """A goal that starts is what both sides did: a checkpoint that asks either of them for one is done by it."""
    if before is State.ACTIVE or after.goal.state is not State.ACTIVE:
        return
    owner = sides.owner.id
    for by in (owner, *([sides.lead.id] if sides.lead else [])):
        checkpoints.done(turn.unit, turn.actor.org, Kind.GOAL_CHECK_IN, owner, by, turn.now)


def _settled(turn: Turn, before: Agreement, after: Agreement, action: str, lead: str) -> Reply:
    storage.save(turn.unit, turn.actor.org, after, was=before.goal.version, now=turn.now)
    if before.asked_by != turn.actor.person.id:
        told = goals_told.agreed if action == "goal.agreed" else goals_told.declined
        goals_telling.tell(turn, after, told)
    card = showing.card(turn, after, lead=lead)
    record(turn, action, after)
    return Whisper(card)


def record(turn: Turn, action: str, held: Agreement) -> None:
    """Who did what to which goal of whose, never its words."""
    audit.record(turn, action, held.goal.id, {"owner": held.goal.owner, "state": held.goal.state.value})


def _wrong(turn: Turn, held: Agreement, changed: Goal) -> Mapping[str, str]:
    before = held.change or held.goal
    if problems := rules.problems(changed, before, today=today(turn)):
        return views.errors(problems)
    lacking = goals.missing(changed) if held.asked_by is not None else ()
    return {field: line for part in lacking for field, line in views.lacks_part(part).items()}


def _to_write(turn: Turn, id: str) -> Agreement:
    """Whoever began a draft and leads its owner no more still reads it, and puts it to nobody."""
    held, _ = storage.find_to_change(turn.unit, turn.actor, id, now=turn.now)
    showing.require_side(turn, held.goal.owner)
    return held


def _edit_form(turn: Turn, held: Agreement) -> Form:
    """What waits for agreement is what one changes further."""
    sides = showing.sides(turn, held.goal.owner)
    return views.write(sides, held.change or held.goal, subject=held.goal.id, held=held)


def _goal(values: Values, before: Goal) -> Goal:
    learn_by = forms.text(values, "learn_by")
    return replace(
        before,
        title=text.harmless(forms.text(values, "title")),
        outcome=text.harmless(forms.text(values, "outcome")),
        process=text.harmless(forms.text(values, "process")),
        learning=text.harmless(forms.text(values, "learning")),
        guard=text.harmless(forms.text(values, "guard")),
        learn_by=date.fromisoformat(learn_by) if learn_by else None,
        due_on=_day_of(values),
    )


def _day_of(values: Values) -> date:
    return date.fromisoformat(forms.text(values, "due_on"))


def _submitted(turn: Turn) -> Submit:
    said = turn.request.said
    if not isinstance(said, Submit):
        raise NotFoundError
    return said


def _kept_as(held: Agreement) -> str:
    return f"goals.edit/{held.goal.id}"


def _begun_as(owner: str) -> str:
    return f"goals.new/{owner}"
