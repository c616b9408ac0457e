"""What a calibration session does by itself: it freezes its packets, and reminds whoever sits in it."""

from __future__ import annotations

from collections.abc import Collection

from domain import calibration as rules
from domain import calibration_lapse, calibration_reminders
from domain.calibration import AHEAD, LIVE, Session
from domain.calibration_reminders import Reminder
from storage import calibration, due, notices, people
from storage.due import Due
from storage.unit import Unit

FREEZE, REMIND, TIMER = "calibration.freeze", "calibration.remind", "calibration.timer"  # of due rows
LAPSE, DAILY = "calibration.lapse", "calibration.daily"


def plan(unit: Unit, org: str, session: Session, *, gone: Collection[str] = (), now: int) -> None:
    """Plan all of it anew: for when it is now, and for whoever sits in it now. `gone` had a seat before."""
    due.cancel_all(unit, org, REMIND, [_subject(session, one) for one in (*gone, *session.people)])
    _plan_lapse(unit, org, session, now)
    if session.state not in AHEAD:
        due.cancel(unit, org, FREEZE, session.id)
        return
    _remind(unit, org, session, session.people, now)
    _plan_freeze(unit, org, session, now)


def remind_anew(unit: Unit, org: str, *, now: int) -> None:
    """By everybody's clocks as they are now: some may have moved to other zones."""
    for session in calibration.ahead(unit, org):
        due.cancel_all(unit, org, REMIND, [_subject(session, one) for one in session.people])
        _remind(unit, org, session, session.people, now)


def named(subject: str) -> tuple[str, str]:
    """Return the session and the person that a due row's subject names."""
    session, _, person = subject.partition("/")
    return session, person


def _plan_freeze(unit: Unit, org: str, session: Session, now: int) -> None:
    if session.state is rules.State.READY:
        return
    at = max(now, rules.freezes_at(session, notices.calendar(unit, org, now)))
    step = f"{session.sequence:06}"  # what has happened is not planned again, so each plan of the session has its own
    due.replan(unit, org, FREEZE, session.id, [Due(org=org, kind=FREEZE, subject=session.id, step=step, due_at=at)])


def _plan_lapse(unit: Unit, org: str, session: Session, now: int) -> None:
    """Of this end, too: one that was reminded of and then moved is reminded of anew."""
    calendar = notices.calendar(unit, org, now)
    steps = [
        Due(
            org=org,
            kind=LAPSE,
            subject=session.id,
            step=f"{session.ends_at:015}/{step.value}",
            due_at=calibration_lapse.moment(step, session, calendar),
        )
        for step in calibration_lapse.Step
        if session.state in LIVE
    ]
    due.replan(unit, org, LAPSE, session.id, steps)


def _remind(unit: Unit, org: str, session: Session, those: Collection[str], now: int) -> None:
    calendar = notices.calendar(unit, org, now)
    for person in people.by_ids(unit, org, those).values():
        told = calibration_reminders.reminders(session.starts_at, person.zone, calendar, now=now)
        due.plan(unit, [_reminder(org, session, person.id, one) for one in told])


def _reminder(org: str, session: Session, person: str, one: Reminder) -> Due:
    """It is of this beginning: what was sent of an earlier one counts for nothing."""
    return Due(
        org=org,
        kind=REMIND,
        subject=_subject(session, person),
        step=f"{session.starts_at:015}/{one.step.value}",
        due_at=one.at,
        expires_at=session.starts_at,
    )


def _subject(session: Session, person: str) -> str:
    return f"{session.id}/{person}"
