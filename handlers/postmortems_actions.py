"""What is done about a post-mortem: recommended, taken on, moved, done, and verified by somebody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from domain import ids, policy, text
from domain import postmortems_actions as rules
from domain.errors import NotFoundError
from domain.people import Person
from domain.postmortems import Postmortem
from domain.postmortems_actions import Action, Kind, OwnWorkError, Plan, State
from handlers import audit, telling
from handlers import postmortems_showing as showing
from handlers.said import named, submitted, today
from handlers.turn import Submit, Turn
from storage import checkpoints, people, postmortems_keepers
from storage import postmortems_actions as storage
from storage.postmortems_scoring import TOLD
from views import forms
from views import postmortems_actions as views
from views import postmortems_told as told
from views.forms import Form
from views.postmortems_actions import Page
from views.replies import Ask, Correct, Reply, Whisper
from views.vocabulary import Card

Opened = tuple[Submit, Action, Postmortem]


def show(turn: Turn) -> Reply:
    return Whisper(_card(turn, *_found(turn, named(turn))))


def open_recommend(turn: Turn) -> Reply:
    one = showing.found(turn, named(turn))
    _require(showing.writes(turn, one))
    return Ask(views.recommend(one.id, one.title))


def recommend(turn: Turn) -> Reply:
    said = submitted(turn)
    one = showing.found(turn, said.subject)
    _require(showing.writes(turn, one))
    form = views.recommend(one.id, one.title)
    if problems := forms.check(form, said.values):
        return Correct(forms.filled(form, said.values), tuple(problems.items()))
    action = Action(
        id=ids.new(turn.rng),
        postmortem=one.id,
        author=turn.actor.person.id,
        kind=Kind(forms.text(said.values, "kind")),
        words=text.harmless(forms.text(said.values, "words")),
    )
    rules.recommend(action, storage.of_one(turn.unit, turn.actor.org, one.id))
    storage.add(turn.unit, turn.actor.org, action, now=turn.now)
    hints = showing.hints(turn, one, action.words)
    card = views.card(_page(turn, action, one), lead="Saved. Who sees to it?", hints=hints)
    audit.record(turn, "postmortem.recommended", action.id, {"postmortem": one.id})
    return Whisper(card)


def open_take_on(turn: Turn) -> Reply:
    action, one = _found(turn, named(turn))
    _require(showing.writes(turn, one) and action.state is State.RECOMMENDED)
    return Ask(views.take_on(action, {}))


def take_on(turn: Turn) -> Reply:
    """With an owner, a date, its place in a tracker, and how one will know that it works."""
    said, action, one = _opened(turn, _writes)
    form = views.take_on(action, said.values)
    if problems := forms.check(form, said.values):
        return Correct(form, tuple(problems.items()))
    [chosen] = forms.many(said.values, "owner")
    plan = _plan(said, chosen)
    wrong = views.errors(rules.flaws(plan, today=today(turn)))
    if not _takes_part(turn, chosen):
        wrong |= views.NO_OWNER
    if wrong:
        return Correct(form, tuple(wrong.items()))
    after = rules.take_on(action, plan)
    _tell_owner(turn, after, told.given(after, turn.actor.person.name), "given")
    return _saved(turn, after, one, "taken_on")


def open_move(turn: Turn) -> Reply:
    return _open(turn, views.move, _decides, State.TAKEN_ON)


def move(turn: Turn) -> Reply:
    """To another date, with what has changed."""
    said, action, one = _opened(turn, _decides)
    form = views.move(action)
    if problems := forms.check(form, said.values):
        return Correct(forms.filled(form, said.values), tuple(problems.items()))
    day = date.fromisoformat(forms.text(said.values, "due_on"))
    if wrong := views.errors(rules.move_flaws(action, day, today=today(turn))):
        return Correct(forms.filled(form, said.values), tuple(wrong.items()))
    after = rules.move(action, day, text.harmless(forms.text(said.values, "why")), today=today(turn))
    _tell_owner(turn, after, told.moved(after, turn.actor.person.name), "moved")
    return _saved(turn, after, one, "moved")


def open_hand_over(turn: Turn) -> Reply:
    return _open(turn, views.hand_over, _writes, State.TAKEN_ON)


def hand_over(turn: Turn) -> Reply:
    """To another owner, by the same date: whoever had it and whoever has it hear of it."""
    said, action, one = _opened(turn, _writes)
    form = views.hand_over(action)
    if problems := forms.check(form, said.values):
        return Correct(form, tuple(problems.items()))
    [chosen] = forms.many(said.values, "owner")
    after = rules.hand_over(action, chosen)
    if not _takes_part(turn, chosen):
        return Correct(form, tuple(views.NO_OWNER.items()))
    me = turn.actor.person.name
    _tell_owner(turn, action, told.taken_off(after, me), "taken_off")
    _tell_owner(turn, after, told.given(after, me), "given")
    return _saved(turn, after, one, "handed_over")


def hand_back(turn: Turn) -> Reply:
    """Its owner can't see to it: it is a recommendation again, and whoever wrote the post-mortem hears of it."""
    action, one = _found(turn, named(turn))
    _require(_owns(turn.actor.person, action))
    after = rules.hand_back(action, today=today(turn))
    for who in _keepers(turn, one):
        _tell(turn, who, after, told.handed_back(after, turn.actor.person.name), "handed_back")
    return _saved(turn, after, one, "handed_back")


def open_finish(turn: Turn) -> Reply:
    return _open(turn, views.finish, _decides, State.TAKEN_ON)


def finish(turn: Turn) -> Reply:
    """Its owner says that it is done, or one who wrote the post-mortem; the others of these are asked to look."""
    said, action, one = _opened(turn, _decides)
    form = views.finish(action)
    if problems := forms.check(form, said.values):
        return Correct(forms.filled(form, said.values), tuple(problems.items()))
    me = turn.actor.person
    after = rules.finish(action, me.id, text.harmless(forms.text(said.values, "said")))
    for who in _verifiers(turn, after, one):
        _tell(turn, who, after, told.to_verify(after, me.name), "verify")
    _tell_owner(turn, after, told.finished(after, me.name), "finished")
    return _saved(turn, after, one, "done")


def open_verify(turn: Turn) -> Reply:
    return _open(turn, views.verify, _may_verify, State.DONE)


def verify(turn: Turn) -> Reply:
    """Neither its owner nor who said that it is done: it works, or it goes back with what was seen."""
    said, action, one = _opened(turn, _reads)
    if not _may_verify(turn, action, one):
        raise OwnWorkError
    form = views.verify(action)
    if problems := forms.check(form, said.values):
        return Correct(forms.filled(form, said.values), tuple(problems.items()))
    works = forms.text(said.values, "works") == views.WORKS
    saw = text.harmless(forms.text(said.values, "saw"))
    me = turn.actor.person
    after = rules.verify(action, me.id, saw, works=works, today=today(turn))
    card = told.verified(after, me.name) if works else told.sent_back(after, me.name)
    _tell_owner(turn, after, card, "looked_at")
    return _saved(turn, after, one, "verified" if works else "sent_back")


def open_decline(turn: Turn) -> Reply:
    return _open(turn, views.decline, _writes, State.RECOMMENDED, State.TAKEN_ON)


def decline(turn: Turn) -> Reply:
    said, action, one = _opened(turn, _writes)
    form = views.decline(action)
    if problems := forms.check(form, said.values):
        return Correct(forms.filled(form, said.values), tuple(problems.items()))
    after = rules.decline(action, text.harmless(forms.text(said.values, "why")), today=today(turn))
    _tell_owner(turn, after, told.declined(after, turn.actor.person.name), "declined")
    return _saved(turn, after, one, "declined")


# --- Pieces -------------------------------------------------------------------------------------------------------

_May = Callable[[Turn, Action, Postmortem], bool]


def _open(turn: Turn, form: Callable[[Action], Form], may: _May, *states: State) -> Reply:
    action, one = _found(turn, named(turn))
    _require(may(turn, action, one) and action.state in states)
    return Ask(form(action))


def _opened(turn: Turn, may: _May) -> Opened:
    """Who may not is told neither that it is there nor that it has changed."""
    said = submitted(turn)
    action, one = _found(turn, said.subject)
    _require(may(turn, action, one))
    showing.require_version(turn, action.version)
    return said, action, one


def _saved(turn: Turn, after: Action, one: Postmortem, deed: str) -> Reply:
    storage.save(turn.unit, turn.actor.org, after)
    id = after.plan.owner if after.plan else ""
    owner = people.by_ids(turn.unit, turn.actor.org, [id]).get(id)
    storage.watch(turn.unit, turn.actor.org, after, owner.zone if owner else "UTC", now=turn.now)
    card = _card(turn, after, one)
    audit.record(turn, f"postmortem.action.{deed}", after.id, {"postmortem": one.id})
    return Whisper(card)


def _found(turn: Turn, id: str) -> tuple[Action, Postmortem]:
    action = storage.find(turn.unit, turn.actor.org, id)
    return action, showing.found(turn, action.postmortem)


def _card(turn: Turn, action: Action, one: Postmortem) -> Card:
    return views.card(_page(turn, action, one))


def _page(turn: Turn, action: Action, one: Postmortem) -> Page:
    those = [id for id in (action.plan.owner if action.plan else None, action.done_by, action.verified_by) if id]
    return Page(
        action=action,
        title=one.title,
        names=showing.names(turn, those),
        today=today(turn),
        writes=showing.writes(turn, one),
        owns=_owns(turn.actor.person, action),
        verifies=rules.may_verify(action, turn.actor.person.id),
    )


def _plan(said: Submit, owner: str) -> Plan:
    return Plan(
        owner=owner,
        due_on=date.fromisoformat(forms.text(said.values, "due_on")),
        tracker=text.harmless(forms.text(said.values, "tracker")),
        check=text.harmless(forms.text(said.values, "check")),
    )


def _owns(person: Person, action: Action) -> bool:
    return action.plan is not None and action.plan.owner == person.id


def _decides(turn: Turn, action: Action, one: Postmortem) -> bool:
    return _owns(turn.actor.person, action) or showing.writes(turn, one)


def _may_verify(turn: Turn, action: Action, one: Postmortem) -> bool:
    return rules.may_verify(action, turn.actor.person.id)


def _reads(turn: Turn, action: Action, one: Postmortem) -> bool:
    """Everybody here reads an action, and so may be told that it is their own work."""
    return True


def _writes(turn: Turn, action: Action, one: Postmortem) -> bool:
    return showing.writes(turn, one)


def _keepers(turn: Turn, one: Postmortem) -> list[str]:
    return postmortems_keepers.keepers(turn.unit, turn.actor.org, one)


def _verifiers(turn: Turn, action: Action, one: Postmortem) -> list[str]:
    """Who sees to it but did not do it; where there is nobody else HR hears, or nobody would ever look."""
    others = [who for who in _keepers(turn, one) if rules.may_verify(action, who)]
    hr = () if others else checkpoints.administrators(turn.unit, turn.actor.org)
    return others or [person.id for person in hr if rules.may_verify(action, person.id)]


def _takes_part(turn: Turn, id: str) -> bool:
    found = people.by_ids(turn.unit, turn.actor.org, [id]).get(id)
    return found is not None and policy.takes_part(found)


def _require(may: bool) -> None:
    if not may:
        raise NotFoundError


def _tell(turn: Turn, person: str, action: Action, card: Card, step: str) -> None:
    if person != turn.actor.person.id:
        telling.leave(turn, [(person, TOLD, f"{action.id}/{step}/{action.version}", card)])


def _tell_owner(turn: Turn, action: Action, card: Card, step: str) -> None:
    if action.plan is not None:
        _tell(turn, action.plan.owner, action, card, step)
