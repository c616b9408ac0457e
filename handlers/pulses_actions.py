"""Doing something about results: propose, vote, choose with an owner and a date, and say what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from domain import ids, policy, text
from domain import pulses_actions as rules
from domain.errors import NotFoundError, StaleError
from domain.pulses_actions import Action, Side, State
from domain.pulses_groups import Group, Level
from domain.pulses_wave import Wave
from handlers import audit, pulses_results
from handlers.said import today
from handlers.turn import Submit, Turn
from storage import notices, people, pulses_readers
from storage import pulses_actions as storage
from storage.notices import Notice
from views import forms
from views import pulses_actions as views
from views import pulses_actions_told as told
from views.pulses_actions import Page
from views.replies import Ask, Correct, Reply, Whisper


def show(turn: Turn) -> Reply:
    wave, group = pulses_results.readable(turn, *pulses_results.named(turn))
    return _doing(turn, wave, group)


def open_propose(turn: Turn) -> Reply:
    wave, group = pulses_results.readable(turn, *pulses_results.named(turn))
    return Ask(views.propose(wave, group, _name(turn, group)))


def propose(turn: Turn) -> Reply:
    submit = _submit(turn)
    wave_id, _, group_id = submit.subject.partition("/")
    wave, group = pulses_results.readable(turn, wave_id, group_id)
    form = views.propose(wave, group, _name(turn, group))
    if errors := forms.check(form, submit.values):
        return Correct(forms.filled(form, submit.values), tuple(errors.items()))
    others = storage.of_group(turn.unit, turn.actor.org, wave.id, group.id)
    words = text.harmless(forms.text(submit.values, "words"))
    action = Action(id=ids.new(turn.rng), wave=wave.id, group=group.id, words=words, author=turn.actor.person.id)
    storage.add(turn.unit, turn.actor.org, rules.propose(action, others, _side(turn, wave, group)), now=turn.now)
    audit.record(turn, "pulse.action.proposed", action.id, {})
    return _doing(turn, wave, group)


def vote(turn: Turn) -> Reply:
    """For it, or no longer. No line of the audit says who."""
    action, wave, group = _found(turn, pulses_results.said(turn))
    rules.require_vote(action, _side(turn, wave, group))
    storage.toggle(turn.unit, turn.actor.org, action.id, turn.actor.person.id)
    return _doing(turn, wave, group)


def open_choose(turn: Turn) -> Reply:
    action, wave, group = _found(turn, pulses_results.said(turn))
    _require_choice(turn, action, wave, group)
    return Ask(views.choose(action, group, _name(turn, group), {}))


def choose(turn: Turn) -> Reply:
    """Decide who sees to it and by when; the vote has to be for it."""
    submit = _submit(turn)
    action, wave, group = _found(turn, submit.subject)
    _require_choice(turn, action, wave, group)
    _require_unchanged(action, submit)
    form = views.choose(action, group, _name(turn, group), submit.values)
    if errors := forms.check(form, submit.values) or _flaws(turn, submit, wave, group):
        return Correct(form, tuple(errors.items()))
    owner, due_on = _chosen(submit)
    decided = rules.chosen(action, owner, due_on)
    storage.save(turn.unit, turn.actor.org, decided)
    storage.watch(turn.unit, turn.actor.org, decided, people.by_ids(turn.unit, turn.actor.org, [owner])[owner].zone)
    audit.record(turn, "pulse.action.chosen", action.id, {"due_on": due_on.isoformat()})
    _tell(turn, decided, group)
    return _doing(turn, wave, group)


def open_done(turn: Turn) -> Reply:
    return _open_end(turn, State.DONE)


def open_drop(turn: Turn) -> Reply:
    return _open_end(turn, State.DROPPED)


def done(turn: Turn) -> Reply:
    return _end(turn, State.DONE)


def drop(turn: Turn) -> Reply:
    return _end(turn, State.DROPPED)


# --- Pieces -------------------------------------------------------------------------------------------------------


def _open_end(turn: Turn, state: State) -> Reply:
    action, wave, group = _found(turn, pulses_results.said(turn))
    rules.ended(action, state, "", _side(turn, wave, group))
    return Ask(views.end(action, state, group, _name(turn, group)))


def _end(turn: Turn, state: State) -> Reply:
    submit = _submit(turn)
    action, wave, group = _found(turn, submit.subject)
    outcome = text.harmless(forms.text(submit.values, "outcome"))
    ended = rules.ended(action, state, outcome, _side(turn, wave, group))
    _require_unchanged(action, submit)
    form = views.end(action, state, group, _name(turn, group))
    if errors := forms.check(form, submit.values):
        return Correct(forms.filled(form, submit.values), tuple(errors.items()))
    storage.save(turn.unit, turn.actor.org, ended)
    storage.unwatch(turn.unit, turn.actor.org, action.id)
    audit.record(turn, f"pulse.action.{state.value}", action.id, {})
    return _doing(turn, wave, group)


def _chosen(submit: Submit) -> tuple[str, date]:
    [owner] = forms.many(submit.values, "owner")
    return owner, date.fromisoformat(forms.text(submit.values, "due_on"))


def _flaws(turn: Turn, submit: Submit, wave: Wave, group: Group) -> dict[str, str]:
    owner, due_on = _chosen(submit)
    return views.errors(rules.flaws(owner, due_on, _owners(turn, wave, group), today=today(turn)))


def _doing(turn: Turn, wave: Wave, group: Group) -> Reply:
    org = turn.actor.org
    actions = storage.of_group(turn.unit, org, wave.id, group.id)
    page = Page(
        wave=wave,
        group=group,
        name=_name(turn, group),
        side=_side(turn, wave, group),
        actions=actions,
        votes=storage.votes(turn.unit, org, actions),
        mine=storage.voted(turn.unit, org, turn.actor.person.id),
        names=_owner_names(turn, actions),
    )
    return Whisper(views.doing(page))


def _found(turn: Turn, id: str) -> tuple[Action, Wave, Group]:
    """Raises NotFoundError for what the person may not read."""
    action = storage.find(turn.unit, turn.actor.org, id)
    if action is None:
        raise NotFoundError
    wave, group = pulses_results.readable(turn, action.wave, action.group)
    return action, wave, group


def _require_unchanged(action: Action, submit: Submit) -> None:
    """Asked last: whoever may not decide is not told either that it changed. Raises StaleError."""
    if submit.version != action.version:
        raise StaleError


def _require_choice(turn: Turn, action: Action, wave: Wave, group: Group) -> None:
    proposed = [
        one for one in storage.of_group(turn.unit, turn.actor.org, wave.id, group.id) if one.state is State.PROPOSED
    ]
    rules.require_choice(action, storage.votes(turn.unit, turn.actor.org, proposed), _side(turn, wave, group))


def _side(turn: Turn, wave: Wave, group: Group) -> Side:
    me, org = turn.actor.person.id, turn.actor.org
    belongs = group.id in pulses_readers.counts_in(turn.unit, org, wave.id, me)
    is_lead = pulses_readers.leads(turn.unit, org, wave.id).get(group.id) == me
    return Side(person=me, belongs=belongs, leads=is_lead or (group.level is Level.COMPANY and turn.actor.is_hr))


def _owners(turn: Turn, wave: Wave, group: Group) -> list[str]:
    """Return who can see to something: whoever counts in the group or leads it and still takes part, and HR itself for
    the company.
    """
    org = turn.actor.org
    lead = pulses_readers.leads(turn.unit, org, wave.id).get(group.id)
    own = [turn.actor.person.id] if group.level is Level.COMPANY else []
    those = [*pulses_readers.asked(turn.unit, org, wave.id, group.id), *([lead] if lead else []), *own]
    known = people.by_ids(turn.unit, org, those)
    return [one for one in those if one in known and policy.takes_part(known[one])]


def _tell(turn: Turn, action: Action, group: Group) -> None:
    """Its team hears what was chosen; wider groups read it with their results, its owner hears of it anyway."""
    org = turn.actor.org
    team = pulses_readers.asked(turn.unit, org, action.wave, group.id) if group.level is Level.TEAM else []
    readers = sorted({*team, *([action.owner] if action.owner else [])} - {turn.actor.person.id})
    card = told.chosen(action, _owner_names(turn, [action]))
    left = [Notice(person=one, kind=storage.TOLD, subject=f"chosen/{action.id}", card=card) for one in readers]
    notices.leave(turn.unit, org, left, now=turn.now, rng=turn.rng)


def _owner_names(turn: Turn, actions: list[Action]) -> Mapping[str, str]:
    owners = people.by_ids(turn.unit, turn.actor.org, {one.owner for one in actions if one.owner})
    return {id: person.name for id, person in owners.items()}


def _name(turn: Turn, group: Group) -> str:
    return pulses_readers.names(turn.unit, turn.actor.org, [group])[group.id]


def _submit(turn: Turn) -> Submit:
    said = turn.request.said
    if not isinstance(said, Submit):
        raise NotFoundError
    return said
