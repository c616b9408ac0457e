"""What is done in a plan: a task is said to be done, a question is decided, owners are named."""

from __future__ import annotations

from collections.abc import Mapping

from domain import links
from domain.plan import NAMED, Auto, Decided, Decision, Owner, Tick
from handlers import audit
from handlers import plan_standing as standing
from handlers.turn import Submit, Turn
from storage import people
from storage import plan as storage
from views import forms, plan_form, plan_mine
from views import plan as views
from views.forms import Values
from views.replies import Ask, Correct, Reply, Whisper
from views.vocabulary import Option


def open_tick(turn: Turn) -> Reply:
    kept, plan = standing.meant(turn)
    task = standing.task(turn, kept, plan)
    shown_by = storage.last_shown(turn.unit, turn.actor.org, kept.cycle.id, task.id)
    return Ask(plan_form.tick(kept.cycle.id, task, shown_by))


def tick(turn: Turn) -> Reply:
    kept, plan = standing.meant(turn)
    task, values, cycle = standing.task(turn, kept, plan), _values(turn), kept.cycle.id
    form, shown_by = plan_form.tick(cycle, task), forms.text(values, "shown_by").strip()
    errors = forms.check(form, values)
    if not errors and task.auto is Auto.LINK_PRESENT and not links.is_link(shown_by):
        errors = {"shown_by": plan_form.LINK}
    if errors:
        return Correct(form, tuple(errors.items()))
    said = Tick(shown_by=shown_by, by=turn.actor.person.id, at=turn.now)
    storage.tick(turn.unit, turn.actor.org, cycle, task.id, said)
    audit.record(turn, "plan.ticked", cycle, {"task": task.id})
    return Whisper(plan_mine.ticked(cycle, task, said, by=turn.actor.person.name))


def untick(turn: Turn) -> Reply:
    """Whoever may say that it is done may take it back."""
    kept, plan = standing.meant(turn)
    task, cycle = standing.task(turn, kept, plan), kept.cycle.id
    storage.untick(turn.unit, turn.actor.org, cycle, task.id, by=turn.actor.person.id, at=turn.now)
    audit.record(turn, "plan.unticked", cycle, {"task": task.id})
    return Whisper(plan_mine.reopened(cycle, task))


def open_decide(turn: Turn) -> Reply:
    kept, plan = standing.meant(turn)
    gate = standing.gate(turn, kept, plan)
    held = storage.decisions(turn.unit, turn.actor.org, kept.cycle.id).get(gate.id)
    return Ask(plan_form.decide(kept.cycle.id, gate, held))


def decide(turn: Turn) -> Reply:
    kept, plan = standing.meant(turn)
    gate, values = standing.gate(turn, kept, plan), _values(turn)
    form = plan_form.decide(kept.cycle.id, gate)
    if errors := forms.check(form, values):
        return Correct(form, tuple(errors.items()))
    said = Decided(
        decision=Decision(forms.text(values, "decision")),
        reason=forms.text(values, "reason").strip(),
        by=turn.actor.person.id,
        at=turn.now,
    )
    storage.decide(turn.unit, turn.actor.org, kept.cycle.id, gate.id, said)
    audit.record(turn, "plan.decided", kept.cycle.id, {"question": gate.id, "decision": said.decision.value})
    return Whisper(views.decided(kept.cycle.id, gate, said))


def open_owners(turn: Turn) -> Reply:
    kept, _ = standing.meant(turn)
    standing.require_running(kept)
    return Ask(plan_form.owners(kept.cycle.id, _options(turn, kept.cycle.id)))


def name_owners(turn: Turn) -> Reply:
    kept, _ = standing.meant(turn)
    standing.require_running(kept)
    form, values = plan_form.owners(kept.cycle.id, _options(turn, kept.cycle.id)), _values(turn)
    if errors := forms.check(form, values):
        return Correct(form, tuple(errors.items()))
    chosen: dict[Owner, str] = {role: ids[0] for role in NAMED if (ids := forms.many(values, role.value))}
    known = people.by_ids(turn.unit, turn.actor.org, set(chosen.values())) if chosen else {}
    named = {role: id for role, id in chosen.items() if id in known}
    storage.name(turn.unit, turn.actor.org, kept.cycle.id, named)
    audit.record(turn, "plan.named", kept.cycle.id, {role.value: id for role, id in named.items()})
    return Whisper(views.named(kept.cycle.id, {role: known[id].name for role, id in named.items()}))


def _options(turn: Turn, cycle: str) -> Mapping[Owner, Option]:
    held = storage.owners(turn.unit, turn.actor.org, cycle)
    known = people.by_ids(turn.unit, turn.actor.org, set(held.values())) if held else {}
    return {role: Option(id, known[id].name) for role, id in held.items() if id in known}


def _values(turn: Turn) -> Values:
    said = turn.request.said
    return said.values if isinstance(said, Submit) else {}
