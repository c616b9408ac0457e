"""Reminds who has not done what a broadcast asks, and ends the waiting for an approval that never came."""

from __future__ import annotations

from dataclasses import replace

from domain import broadcasts_request as rules
from domain.broadcasts import Broadcast, State
from domain.broadcasts_approval import Decision
from schedules import fan_out
from schedules.schedule import Occasion
from storage import audit, due, notices, outbox, people
from storage import broadcasts as storage
from storage import broadcasts_answers as answers
from storage import broadcasts_asking as asking
from storage import broadcasts_sending as sending
from storage.notices import Notice
from views import broadcasts_progress as progress
from views import broadcasts_request as views

CHUNK = "broadcast.remind.chunk"
PEOPLE = 200  # a chunk: each is planned for by themselves


def remind(occasion: Occasion) -> None:
    """Plan, in chunks, that whoever has it and has not done it is reminded; tell its author how many have done it."""
    unit, org, one = occasion.unit, occasion.due.org, occasion.due
    found = storage.locked(unit, org, one.subject)
    if found is None or found.state not in (State.SENDING, State.SENT):
        return
    if one.step.partition(".")[0] != rules.END:
        due.plan(unit, fan_out.chunks(replace(one, kind=CHUNK), answers.all_sent(unit, org, found), size=PEOPLE))
    if found.settled_at is not None:
        _tell_author(occasion, found)


def remind_chunk(occasion: Occasion) -> None:
    """Leave a notice for each: it comes within their hours and their budget, and they may put it off or stop it."""
    unit, org = occasion.unit, occasion.due.org
    found = storage.find(unit, org, occasion.due.subject)
    if found is None or found.state not in (State.SENDING, State.SENT):
        return
    missing = answers.missing(unit, org, found, fan_out.ends(occasion.due))
    zones = {person.id: person.zone for person in people.by_ids(unit, org, missing).values()}
    step = occasion.due.step.partition("/")[0]
    left = [_notice(found, person, step, zone) for person, zone in sorted(zones.items())]
    notices.leave(unit, org, left, now=occasion.now, rng=occasion.rng)


def lapse(occasion: Occasion) -> None:
    """Nobody approved it in time: it is a draft again, and its author hears of it."""
    unit, org, now, rng = occasion.unit, occasion.due.org, occasion.now, occasion.rng
    waiting = storage.locked(unit, org, occasion.due.subject)
    if waiting is None or waiting.state is not State.WAITING or occasion.due.step != f"{waiting.version:06}":
        return
    approval = asking.conclude(unit, org, waiting, Decision.LAPSED, None, now=now, rng=rng)
    draft = storage.back_to_draft(unit, org, waiting, now=now)
    asking.give_back(unit, org, draft, approval, now=now, rng=rng)
    detail = {"version": str(approval.version), "people": str(approval.people)}
    audit.record(unit, org=org, actor=None, action="broadcast.lapsed", object=draft.id, detail=detail, now=now, rng=rng)


def _tell_author(occasion: Occasion, found: Broadcast) -> None:
    unit, org, now = occasion.unit, occasion.due.org, occasion.now
    counted = answers.with_confirmed(unit, org, found)
    card = progress.over(counted, sending.reasons(unit, org, counted), now=now)
    outbox.amend(unit, org, sending.progress_key(counted), card, now=now, rng=occasion.rng)


def _notice(found: Broadcast, person: str, step: str, zone: str) -> Notice:
    return Notice(
        person=person,
        kind=answers.NOTICE,
        subject=f"{found.id}/{step}",
        card=views.reminder(found),
        deadline=rules.ends_at(found.wish.request, zone),
    )
