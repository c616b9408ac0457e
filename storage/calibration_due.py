"""What a calibration session does by itself: it freezes its packets, and reminds whoever sits in it."""

from __future__ import annotations

from collections.abc import Collection

from domain import calibration as rules
from domain import calibration_reminders
from domain.calibration import AHEAD, Session
from storage import due, notices, people
from storage.due import Due
from storage.unit import Unit

FREEZE, REMIND, TIMER = "calibration.freeze", "calibration.remind", "calibration.timer"  # of due rows


def plan(unit: Unit, org: str, session: Session, *, gone: Collection[str] = (), now: int) -> None:
    """Plan all of it anew: for when it is now, and for whoever sits in it now. `gone` had a seat before."""
    due.cancel_all(unit, org, REMIND, [_subject(session, one) for one in (*gone, *session.people)])
    if session.state not in AHEAD:
        due.cancel(unit, org, FREEZE, session.id)
        return
    known = people.by_ids(unit, org, session.people)
    due.plan(unit, [one for id in known for one in _reminders(org, session, id, known[id].zone, now)])
    _plan_freeze(unit, org, session, now)


def named(subject: str) -> tuple[str, str]:
    """Return the session and the person that a due row's subject names."""
    session, _, person = subject.partition("/")
    return session, person


def _plan_freeze(unit: Unit, org: str, session: Session, now: int) -> None:
    if session.state is rules.State.READY:
        return
    at = max(now, rules.freezes_at(session, notices.calendar(unit, org, now)))
    due.replan(unit, org, FREEZE, session.id, [Due(org=org, kind=FREEZE, subject=session.id, step="", due_at=at)])


def _reminders(org: str, session: Session, person: str, zone: str, now: int) -> list[Due]:
    """Each is of this beginning: what was sent of an earlier one counts for nothing."""
    return [
        Due(
            org=org,
            kind=REMIND,
            subject=_subject(session, person),
            step=f"{session.starts_at:015}/{one.step.value}",
            due_at=one.at,
            expires_at=session.starts_at,
        )
        for one in calibration_reminders.reminders(session.starts_at, zone, now=now)
    ]


def _subject(session: Session, person: str) -> str:
    return f"{session.id}/{person}"
