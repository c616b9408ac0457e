"""Sends what waits for one person, as one message, at a moment when it is welcome."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from domain import contact, policy
from domain.coaching import TALK
from schedules.schedule import Occasion
from storage import (
    broadcasts_answers,
    calibration_sprint_due,
    calibration_told,
    checkpoints,
    checkpoints_told,
    coaching,
    competencies,
    delegations,
    direct,
    evidence,
    feedback,
    goals_due,
    nominations_notices,
    notices,
    outbox,
    people,
    pilot,
    postmortems_actions,
    postmortems_scoring,
    preferences,
    pulses_messages,
    rewards_settling,
)
from storage.notices import Notice, State
from storage.outbox import Promise, Urgency
from storage.unit import Unit
from views import notices as views

LOOK_AGAIN_MS = 86_400_000
_Asking = Mapping[str, Callable[[Unit, str, str, Sequence[Notice]], Sequence[Notice]]]
# Kinds of which it is asked again, as they are sent, which of them still hold.
ASKED_AGAIN: _Asking = {
    broadcasts_answers.NOTICE: broadcasts_answers.worth_telling,
    calibration_told.INVITED: calibration_told.worth_telling,
    calibration_told.SOON: calibration_told.worth_telling,
    calibration_told.LEFT: calibration_told.worth_telling,
    calibration_sprint_due.KIND: calibration_sprint_due.worth_telling,
    checkpoints.ASK: checkpoints_told.worth_telling,
    checkpoints.LATE: checkpoints_told.worth_telling,
    checkpoints.MOVED: checkpoints_told.worth_moving,
    TALK.kind: coaching.talks_are_near,
    competencies.ASKED: competencies.still_asked,
    delegations.ACTING: delegations.still_acting,
    feedback.ASKED: feedback.worth_telling,
    goals_due.KIND: goals_due.still_lacking,
    goals_due.READY: goals_due.latest,
    nominations_notices.DECIDE: nominations_notices.still_decided,
    nominations_notices.RECEIVED: nominations_notices.still_unanswered,
    postmortems_actions.DUE: postmortems_actions.still_due,
    postmortems_scoring.ASKED: postmortems_scoring.still_owed,
    pulses_messages.REMINDER: pulses_messages.worth_reminding,
    rewards_settling.TOLD: rewards_settling.worth_telling,
}
# Kinds of which some wait longer, however late it gets for them.
HELD: _Asking = dict.fromkeys((checkpoints.ASK, checkpoints.LATE, checkpoints.MOVED), checkpoints_told.paused)
# Kinds of which some are told after their deadline, too.
KEPT: _Asking = {checkpoints.LATE: checkpoints_told.outlasting}
# Kinds of which something counts from when the person was told, or would have been, had they not stopped it.
TOLD: Mapping[str, Callable[[Unit, str, str, int], None]] = {evidence.ADDED: evidence.tell}


def send(occasion: Occasion) -> int | None:
    """Ask again whether it is welcome: hours, days off or the budget may have changed since it was planned."""
    unit, org, person, now = occasion.unit, occasion.due.org, occasion.due.subject, occasion.now
    people.lock(unit, org, person)
    if not pilot.invited(unit, org, [person]):
        return now + LOOK_AGAIN_MS  # it waits until Vouchsafe is open to them, by whatever way they join
    ready = _worth_telling(occasion)
    moment = notices.next_moment(unit, org, person, ready, now=now) if ready else None
    if moment is None or moment > now:
        return moment
    reach = people.nearest_reach(unit, org, person)
    if reach is None:
        return None  # whoever cannot be reached is told when something new is left for them
    message = direct.message(
        reach,
        views.delivered([(one.kind, one.card) for one in ready], moment=now),
        key=notices.key(person, now),
        not_before=now,
        urgency=Urgency.BULK,
        promise=Promise.AT_MOST_ONCE,
    )
    outbox.owe(unit, org, [message], now=now, rng=occasion.rng)
    notices.mark(unit, org, ready, State.SENT, now=now)
    _tell(occasion, ready)
    notices.plan_rest(unit, org, person, now=now)
    return None


def send_at_once(occasion: Occasion, notice: Notice) -> None:
    """What is worth nothing later: an appointment within the hour. It goes now or not at all.

    Whoever stopped its kind, is away or not in their hours gets nothing; no digest and no budget keeps it, and it
    counts in the budget like any other (docs/decisions/0025-an-hour-before-does-not-wait.md).
    """
    unit, org, person, now = occasion.unit, occasion.due.org, notice.person, occasion.now
    people.lock(unit, org, person)
    wishes = preferences.find(unit, org, person)
    is_welcome = contact.is_welcome(now, wishes, notices.calendar(unit, org, now))
    reach = people.nearest_reach(unit, org, person)
    if notice.kind in wishes.stopped or not is_welcome or reach is None or not pilot.invited(unit, org, [person]):
        return
    card = views.delivered([(notice.kind, notice.card)], moment=now)
    message = direct.message(
        reach,
        card,
        key=notices.key(person, now),
        not_before=now,
        not_after=notice.deadline,
        promise=Promise.AT_MOST_ONCE,
    )
    outbox.owe(unit, org, [message], now=now, rng=occasion.rng)
    notices.leave_sent(unit, org, notice, now=now, rng=occasion.rng)


def _worth_telling(occasion: Occasion) -> list[Notice]:
    """Drop what is too late, what the person has stopped since, and what is not so any more."""
    unit, org, person = occasion.unit, occasion.due.org, occasion.due.subject
    stopped = preferences.find(unit, org, person).stopped
    known = views.KINDS  # what a newer replica left of another kind waits for it
    waiting = [one for one in notices.waiting(unit, org, person) if one.kind in known]
    wanted = [one for one in waiting if one.kind not in stopped]
    _tell(occasion, [one for one in waiting if one.kind in stopped])
    held = _answer(occasion, HELD, wanted)
    free = [one for one in wanted if one not in held]
    kept = _answer(occasion, KEPT, free)
    timely = [one for one in free if one.deadline is None or one.deadline > occasion.now or one in kept]
    led = _led(occasion, timely)
    ready = _still_so(occasion, [one for one in timely if one.about is None or one.about in led])
    notices.mark(
        unit, org, (one for one in waiting if one not in ready and one not in held), State.DROPPED, now=occasion.now
    )
    return ready[: views.SHOWN]


def _tell(occasion: Occasion, those: Sequence[Notice]) -> None:
    for kind in {one.kind for one in those} & TOLD.keys():
        TOLD[kind](occasion.unit, occasion.due.org, occasion.due.subject, occasion.now)


def _still_so(occasion: Occasion, notices: Sequence[Notice]) -> list[Notice]:
    """Leave out what the feature that left it would not tell any more."""
    still = _answer(occasion, ASKED_AGAIN, notices)
    return [one for one in notices if one.kind not in ASKED_AGAIN or one in still]


def _answer(occasion: Occasion, asking: _Asking, notices: Sequence[Notice]) -> list[Notice]:
    """Return those that the features that left them name."""
    unit, org, person = occasion.unit, occasion.due.org, occasion.due.subject
    by_kind = {kind: [one for one in notices if one.kind == kind] for kind in asking}
    return [one for kind, those in by_kind.items() if those for one in asking[kind](unit, org, person, those)]


def _led(occasion: Occasion, waiting: Iterable[Notice]) -> set[str]:
    """Whom of those they are about the reader leads at this moment."""
    about = {one.about for one in waiting if one.about}
    known = people.by_ids(occasion.unit, occasion.due.org, about) if about else {}
    return {one.id for one in known.values() if one.manager == occasion.due.subject and policy.takes_part(one)}
