"""The promise that results lead to something: owners are reminded, and whoever leads hears that nothing is chosen."""

from __future__ import annotations

from dataclasses import replace

from domain import local_time, policy
from domain import pulses_actions as rules
from domain.local_time import DAY_MS
from domain.pulses_actions import State
from domain.pulses_groups import Group
from domain.pulses_wave import Wave
from schedules import fan_out
from schedules.schedule import Occasion
from storage import due, notices, people, pulses, pulses_asked, pulses_readers, pulses_release
from storage import pulses_actions as storage
from storage.notices import Notice
from storage.pulses_actions import TOLD
from views import pulses_actions_told as views
from views.pulses_results_words import group_words

SINCE_CHUNK = "pulse.since.chunk"
PEOPLE = 500  # a chunk
AGAIN_MS = 7 * DAY_MS  # until something late is reminded of again


def remind(occasion: Occasion) -> int | None:
    """Its owner, once a week, until it is done or let go, or its owner has left."""
    unit, org = occasion.unit, occasion.due.org
    action = storage.find(unit, org, occasion.due.subject)
    owner = people.by_ids(unit, org, [action.owner]).get(action.owner) if action and action.owner else None
    if action is None or owner is None or not policy.takes_part(owner) or action.state is not State.CHOSEN:
        return None
    today = local_time.day_of(occasion.now, owner.zone)
    if not rules.is_overdue(action, today=today):  # the owner has moved west since
        return occasion.now + DAY_MS
    subject = f"overdue/{action.id}/{today.isoformat()}"
    left = [Notice(person=owner.id, kind=TOLD, subject=subject, card=views.overdue(action))]
    notices.leave(unit, org, left, now=occasion.now, rng=occasion.rng)
    return occasion.now + AGAIN_MS


def look_for_undecided(occasion: Occasion) -> None:
    """On the day that was promised: whoever leads a group that was shown results and has chosen nothing."""
    unit, org, id = occasion.unit, occasion.due.org, occasion.due.subject
    kept = pulses.sound(unit, org, id)
    if kept is None or not pulses_release.is_released(unit, org, id):
        return
    decided, leads = storage.decided_groups(unit, org, id), pulses_readers.leads(unit, org, id)
    open_ones = [group for group in pulses_asked.groups(unit, org, id) if group.id in leads and group.id not in decided]
    names = pulses_readers.names(unit, org, open_ones)
    left = [
        Notice(
            person=leads[group.id],
            kind=TOLD,
            subject=f"undecided/{id}/{group.id}",
            card=views.undecided(kept.wave, group.id, group_words(group, names[group.id])),
        )
        for group in open_ones
        if _is_shown(occasion, group)
    ]
    notices.leave(unit, org, left, now=occasion.now, rng=occasion.rng)


def begin_since(occasion: Occasion) -> None:
    """A wave opens: plan, in chunks, that people hear what came of the last one."""
    before = _before(occasion)
    if before is None:
        return
    readers = pulses_asked.everybody(occasion.unit, occasion.due.org, before.id)
    due.plan(occasion.unit, fan_out.chunks(replace(occasion.due, kind=SINCE_CHUNK), readers, size=PEOPLE))


def tell_since(occasion: Occasion) -> None:
    """Each hears of their own groups, if anything was chosen there."""
    unit, org, before = occasion.unit, occasion.due.org, _before(occasion)
    if before is None:
        return
    decided = storage.decided_groups(unit, org, before.id)
    owners = people.by_ids(unit, org, {one.owner for actions in decided.values() for one in actions if one.owner})
    names = {id: person.name for id, person in owners.items()}
    those = pulses_asked.between(unit, org, before.id, fan_out.ends(occasion.due))
    theirs = pulses_readers.groups_of(unit, org, before.id, those)
    left = [
        Notice(person=one, kind=TOLD, subject=f"since/{occasion.due.subject}", card=views.since(before, actions, names))
        for one in those
        if (actions := [action for group in theirs[one] for action in decided.get(group, ())])
    ]
    notices.leave(unit, org, left, now=occasion.now, rng=occasion.rng)


def _is_shown(occasion: Occasion, group: Group) -> bool:
    cells = pulses_release.cells(occasion.unit, occasion.due.org, occasion.due.subject, group.id)
    return any(cell.shown for cell in cells.values())


def _before(occasion: Occasion) -> Wave | None:
    """Return the wave that was released last before this one opened, none where its contract is broken."""
    unit, org = occasion.unit, occasion.due.org
    ids = [id for id in pulses_release.released(unit, org) if id != occasion.due.subject]
    kept = pulses.sound(unit, org, ids[0]) if ids else None
    return kept.wave if kept else None
