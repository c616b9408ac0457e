"""People with a role: HR sees who is an HR administrator or an ombud, and appoints and dismisses them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain import policy
from domain import roles as rules
from domain.errors import NotFoundError, StaleError
from domain.people import Person
from domain.roles import Change, Holders, Office, Problem
from handlers import audit
from handlers.turn import Submit, Turn
from storage import notices, people
from storage import roles as storage
from storage.notices import Notice
from views import forms
from views import roles as views
from views.forms import Values
from views.replies import Ask, Correct, Reply, Whisper

TOLD = "roles.changed"


def open_form(turn: Turn) -> Reply:
    """Also by `/vouchsafe roles`."""
    return Ask(views.form(storage.holders(turn.unit, turn.actor.org)))


def save(turn: Turn) -> Reply:
    """Make the offices what the form says. Raises StaleError when they changed since it was opened."""
    said = turn.request.said
    if not isinstance(said, Submit):
        raise NotFoundError
    held = storage.holders_to_change(turn.unit, turn.actor.org)
    if not _is_still(turn, held):
        raise NotFoundError
    if said.version != held.version:
        raise StaleError
    form, wished = views.form(held), _wished(turn, said.values)
    if errors := forms.check(form, said.values) or views.errors(_problems(turn, held, wished)):
        return Correct(form, tuple(errors.items()))
    changes = rules.changes(held, wished)
    storage.change(turn.unit, turn.actor.org, changes, now=turn.now)
    _tell(turn, changes)
    for change in changes:
        audit.record(turn, _ACTIONS[change.appointed], change.person.id, {"office": change.office.value})
    return Whisper(views.saved(changes, wished))


def is_alone(turn: Turn) -> bool:
    """Say whether nobody else runs HR who could approve what the asker asks for (decision 0023)."""
    me, held = turn.actor.person, storage.holders(turn.unit, turn.actor.org)
    return not any(policy.takes_part(one) and one.id != me.id for one in held.hr)


def _problems(turn: Turn, held: Holders, wished: Holders) -> Mapping[Office, Problem]:
    return rules.problems(held, wished, by=turn.actor.person.id)


_ACTIONS = {True: "role.given", False: "role.taken"}


def _is_still(turn: Turn, held: Holders) -> bool:
    """Whoever lost the office while this waited for its turn changes nothing any more."""
    return any(person.id == turn.actor.person.id for person in held.hr)


def _wished(turn: Turn, values: Values) -> Holders:
    chosen = {office: tuple(dict.fromkeys(forms.many(values, office.value))) for office in Office}
    everybody = {id for ids in chosen.values() for id in ids}
    known = people.by_ids(turn.unit, turn.actor.org, everybody) if everybody else {}
    found = {office: tuple(known[id] for id in ids if id in known) for office, ids in chosen.items()}
    return Holders(hr=found[Office.HR], ombud=found[Office.OMBUD])


def _tell(turn: Turn, changes: Sequence[Change]) -> None:
    """Leave word for each of them but the one who did it."""
    me: Person = turn.actor.person
    left = [
        Notice(
            person=change.person.id,
            kind=TOLD,
            subject=f"{change.office}/{turn.now}",
            card=views.told(change, me.name),
        )
        for change in changes
        if change.person.id != me.id and policy.takes_part(change.person)
    ]
    notices.leave(turn.unit, turn.actor.org, left, now=turn.now, rng=turn.rng)
