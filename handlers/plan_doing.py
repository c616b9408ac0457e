"""What is done in a plan: a task is said to be done, a question is decided, owners are named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from domain import links
from domain.cycles import Gate
from domain.errors import NotFoundError
from domain.plan import NAMED, Auto, Decided, Decision, Owner, Standing, Tick
from handlers import audit
from handlers import plan_standing as standing
from handlers.turn import Submit, Turn
from storage import people
from storage import plan as storage
from views import forms, plan_form, plan_mine
from views import plan as views
from views.forms import Values
from views.plan_words import Seen
from views.replies import Ask, Correct, Reply, Whisper
from views.vocabulary import Option


def open_tick(turn: Turn) -> Reply:
    seen = standing.seen(turn, *standing.meant(turn))
    found = standing.task(turn, seen)
    return Ask(plan_form.tick(seen.cycle, found.task, found.tick.shown_by if found.tick else ""))


def tick(turn: Turn) -> Reply:
    seen = standing.seen(turn, *standing.meant(turn))
    found, values = standing.task(turn, seen), _values(turn)
    form, shown_by = plan_form.tick(seen.cycle, found.task), forms.text(values, "shown_by").strip()
    errors = forms.check(form, values)
    if not errors and found.task.auto is Auto.LINK_PRESENT and not links.is_link(shown_by):
        errors = {"shown_by": plan_form.LINK}
    if errors:
        return Correct(form, tuple(errors.items()))
    said = Tick(shown_by=shown_by, by=turn.actor.person.id, at=turn.now)
    storage.tick(turn.unit, turn.actor.org, seen.cycle, found.task.id, said)
    audit.record(turn, "plan.ticked", seen.cycle, {"task": found.task.id})
    return Whisper(plan_mine.ticked(_with_me(turn, seen), replace(found, tick=said, standing=Standing.DONE)))


def untick(turn: Turn) -> Reply:
    """Whoever may say that it is done may take it back."""
    seen = standing.seen(turn, *standing.meant(turn))
    found = standing.task(turn, seen)
    storage.untick(turn.unit, turn.actor.org, seen.cycle, found.task.id)
    audit.record(turn, "plan.unticked", seen.cycle, {"task": found.task.id})
    return Whisper(plan_mine.ticked(seen, replace(found, tick=None)))


def open_decide(turn: Turn) -> Reply:
    kept, plan = standing.meant(turn)
    gate = _gate(plan.gate(standing.part(turn)))
    held = storage.decisions(turn.unit, turn.actor.org, kept.cycle.id).get(gate.id)
    return Ask(plan_form.decide(kept.cycle.id, gate, held))


def decide(turn: Turn) -> Reply:
    kept, plan = standing.meant(turn)
    gate, values = _gate(plan.gate(standing.part(turn))), _values(turn)
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
    return Whisper(views.decided(standing.seen(turn, kept, plan), gate, said))


def open_owners(turn: Turn) -> Reply:
    kept, _ = standing.meant(turn)
    return Ask(plan_form.owners(kept.cycle.id, _options(turn, kept.cycle.id)))


def name_owners(turn: Turn) -> Reply:
    kept, plan = standing.meant(turn)
    form, values = plan_form.owners(kept.cycle.id, _options(turn, kept.cycle.id)), _values(turn)
    if errors := forms.check(form, values):
        return Correct(form, tuple(errors.items()))
    chosen: dict[Owner, str] = {role: ids[0] for role in NAMED if (ids := forms.many(values, role.value))}
    known = people.by_ids(turn.unit, turn.actor.org, set(chosen.values())) if chosen else {}
    named = {role: id for role, id in chosen.items() if id in known}
    storage.name(turn.unit, turn.actor.org, kept.cycle.id, named)
    audit.record(turn, "plan.named", kept.cycle.id, {role.value: id for role, id in named.items()})
    return Whisper(views.named(standing.seen(turn, kept, plan), named))


def _options(turn: Turn, cycle: str) -> Mapping[Owner, Option]:
    held = storage.owners(turn.unit, turn.actor.org, cycle)
    known = people.by_ids(turn.unit, turn.actor.org, set(held.values())) if held else {}
    return {role: Option(id, known[id].name) for role, id in held.items() if id in known}


def _values(turn: Turn) -> Values:
    said = turn.request.said
    return said.values if isinstance(said, Submit) else {}


def _gate(found: Gate | None) -> Gate:
    if found is None:
        raise NotFoundError
    return found


def _with_me(turn: Turn, seen: Seen) -> Seen:
    me = turn.actor.person
    return replace(seen, names={**seen.names, me.id: me.name})
