"""What people are told unasked of calibration sessions: who has heard of one, and what is not so any more."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from domain.calibration import AHEAD, LIVE, Session
from domain.calibration import State as Stands
from domain.calibration_lapse import Step
from storage import calibration, tables
from storage.notices import Notice, State
from storage.prepared import Prepared
from storage.unit import Unit

INVITED, SOON = "calibration.invited", "calibration.soon"  # kinds of notices
LEFT = "calibration.left"  # nobody closed it
_notice = tables.table(tables.Notice)
_person = tables.table(tables.Person)


def subject(session: Session, step: str = "") -> str:
    """Name what is told of the session as it is planned now: each change of it is news."""
    return f"{session.id}/{session.sequence}" + (f"/{step}" if step else "")


def soon(session: Session, person: str, step: str = "") -> str:
    """Name a reminder: of this beginning and the person's seat. Who else got another seat changes nothing in it."""
    return f"{session.id}/{session.starts_at}/{session.seat(person)}" + (f"/{step}" if step else "")


def heard(unit: Unit, org: str, session: str) -> frozenset[str]:
    """Return who was told of the session."""
    return _invited(unit, org, session, State.SENT)


def waits(unit: Unit, org: str, session: str) -> frozenset[str]:
    """Return for whom something waits that tells of the session as it was: it would be told no more."""
    return _invited(unit, org, session, State.WAITING)


def _invited(unit: Unit, org: str, session: str, state: State) -> frozenset[str]:
    rows = unit.rows(_INVITED, {"org": org, "kind": INVITED, "prefix": f"{session}/", "state": state.value})
    return frozenset(row["person_id"] for row in rows)


def mail(unit: Unit, org: str, person: str) -> str:
    """Return the address by which a calendar knows the person, "" when there is none."""
    row = unit.first(_MAIL, {"org": org, "person": person})
    return row["email"] or "" if row else ""


def worth_telling(unit: Unit, org: str, person: str, waiting: Sequence[Notice]) -> list[Notice]:
    """Return what is of sessions as they are planned now; a reminder, while its time and the reader's seat stay.

    Of one that nobody closed, as long as it is open; that it ended by itself, at any time.
    """
    found = {one.subject.partition("/")[0] for one in waiting}
    kept = {id: calibration.found(unit, org, id) for id in found}
    now = {id: one.session for id, one in kept.items() if one is not None}
    return [one for one in waiting if _holds(one, now.get(one.subject.partition("/")[0]), person)]


def _holds(one: Notice, session: Session | None, person: str) -> bool:
    if session is None:
        return False
    if one.kind == SOON:
        return session.state in AHEAD and one.subject.startswith(f"{soon(session, person)}/")
    if not f"{one.subject}/".startswith(f"{subject(session)}/"):
        return False
    if one.kind == LEFT:
        has_ended = one.subject.endswith(f"/{Step.LAPSE.value}")
        return session.state is Stands.LAPSED if has_ended else session.state in LIVE
    return True


_MAIL = Prepared(
    select(_person.c.email).where(_person.c.org_id == bindparam("org"), _person.c.id == bindparam("person"))
)
_INVITED = Prepared(
    select(_notice.c.person_id)
    .distinct()
    .where(
        _notice.c.org_id == bindparam("org"),
        _notice.c.kind == bindparam("kind"),
        _notice.c.subject.startswith(bindparam("prefix")),
        _notice.c.state == bindparam("state"),
    )
)
