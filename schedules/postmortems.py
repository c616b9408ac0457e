"""Post-mortems by themselves: owners are reminded of dates, and whoever was to score and has left is replaced."""

from __future__ import annotations

from domain import local_time, policy
from domain import postmortems_actions as rules
from domain.errors import NotFoundError
from domain.local_time import DAY_MS
from domain.postmortems_actions import Action, State
from schedules.schedule import Occasion
from storage import notices, people, postmortems, postmortems_actions, postmortems_keepers, postmortems_scoring
from storage.notices import Notice
from storage.postmortems_actions import AGAIN_DAYS, DUE
from views import postmortems_told as views

DAILY = "postmortem.daily"


def remind(occasion: Occasion) -> int | None:
    """The owner, while the date can still be moved; once it has passed weekly, until something is said.

    Where the owner has left, whoever sees to the post-mortem is asked who sees to it now.
    """
    unit, org = occasion.unit, occasion.due.org
    action = _under_way(occasion)
    if action is None or action.plan is None:
        return None
    owner = people.by_ids(unit, org, [action.plan.owner]).get(action.plan.owner)
    today = local_time.day_of(occasion.now, owner.zone if owner else "UTC")
    subject = f"{action.id}/{action.version}/{today.isoformat()}"
    if owner is not None and policy.takes_part(owner):
        left = [Notice(person=owner.id, kind=DUE, subject=subject, card=views.due(action, today=today))]
    else:
        card = views.left_alone(action)
        left = [Notice(person=who, kind=DUE, subject=subject, card=card) for who in _keepers(occasion, action)]
    notices.leave(unit, org, left, now=occasion.now, rng=occasion.rng)
    return occasion.now + AGAIN_DAYS * DAY_MS if rules.is_late(action, today=today) else None


def look_for_scorers(occasion: Occasion) -> None:
    """Who is slow is reminded; in the place of whoever has left, or was erased, somebody else is drawn and asked."""
    remind_scorers(occasion)
    tell_stand_ins(occasion)
    unit, org = occasion.unit, occasion.due.org
    for id in postmortems_scoring.lacking(unit, org):
        one = postmortems.find_locked(unit, org, id)
        drawn = postmortems_scoring.replace_departed(unit, org, one, now=occasion.now, rng=occasion.rng)
        subject = f"{one.id}/{one.round}/asked/{one.version}"
        card = views.asked(one)
        left = [Notice(person=who, kind=postmortems_scoring.ASKED, subject=subject, card=card) for who in drawn]
        notices.leave(unit, org, left, now=occasion.now, rng=occasion.rng)


def remind_scorers(occasion: Occasion) -> None:
    """A week after they were asked, and once more a week after that."""
    unit, org = occasion.unit, occasion.due.org
    for id, person, week in postmortems_scoring.slow(unit, org, now=occasion.now):
        one = postmortems.find_locked(unit, org, id)
        kind, subject = postmortems_scoring.ASKED, f"{id}/{one.round}/again/{week}"
        left = [Notice(person=person, kind=kind, subject=subject, card=views.still_asked(one))]
        notices.leave(unit, org, left, now=occasion.now, rng=occasion.rng)


def tell_stand_ins(occasion: Occasion) -> None:
    """What lacks a fact is told once to whoever sees to it when the last who wrote it has left."""
    unit, org = occasion.unit, occasion.due.org
    for one in postmortems.reopened(unit, org):
        those = [who for who in postmortems_keepers.keepers(unit, org, one) if who not in one.writers]
        subject, card = f"{one.id}/{one.round}/stands_in", views.missing(one)
        left = [Notice(person=who, kind=postmortems_scoring.TOLD, subject=subject, card=card) for who in those]
        notices.leave(unit, org, left, now=occasion.now, rng=occasion.rng)


def _keepers(occasion: Occasion, action: Action) -> list[str]:
    one = postmortems.find(occasion.unit, occasion.due.org, action.postmortem)
    return postmortems_keepers.keepers(occasion.unit, occasion.due.org, one) if one else []


def _under_way(occasion: Occasion) -> Action | None:
    try:
        found = postmortems_actions.find(occasion.unit, occasion.due.org, occasion.due.subject)
    except NotFoundError:
        return None
    return found if found.state is State.TAKEN_ON else None
