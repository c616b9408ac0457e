"""What is asked of calibration sessions again and again: which one is meant, who asks, and how it looks to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain import calibration as rules
from domain import policy
from domain.calibration import Case, Caution, Seat, Session
from domain.calibration_conflicts import Conflict
from domain.errors import NotFoundError, StaleError
from domain.people import Person
from domain.policy import Permission
from handlers.turn import Press, Submit, Turn
from storage import calibration, calibration_packets, cycles, notices, people
from storage.calibration import Kept
from views import calibration as views
from views.calibration import Seen
from views.forms import Values


def named(turn: Turn) -> list[str]:
    """Return what the press or the form is about: the session, and what stands behind it."""
    said = turn.request.said
    if isinstance(said, Press):
        return (said.value or said.subject).split("/")
    return said.subject.split("/") if isinstance(said, Submit) else [""]


def values(turn: Turn) -> Values:
    said = turn.request.said
    return said.values if isinstance(said, Submit) else {}


def plans(turn: Turn) -> bool:
    """HR plans sessions."""
    return policy.may(turn.actor, Permission.HR)


def meant(turn: Turn) -> Kept:
    """Return the session that is meant to whoever has a seat in it or plans it. Raises NotFoundError."""
    return _open_to(turn, calibration.found(turn.unit, turn.actor.org, named(turn)[0]))


def locked(turn: Turn) -> Kept:
    """The same; nobody else decides on it until this turn is over."""
    return _open_to(turn, calibration.locked(turn.unit, turn.actor.org, named(turn)[0]))


def to_change(turn: Turn) -> Kept:
    """The same, for whoever plans it. Raises NotFoundError, or StaleError when it changed since it was drawn."""
    kept, said = locked(turn), turn.request.said
    if not plans(turn) or not isinstance(said, Press | Submit):
        raise NotFoundError
    if kept.session.version != said.version:
        raise StaleError
    return kept


def seat(turn: Turn, kept: Kept) -> Seat | None:
    return kept.session.seat(turn.actor.person.id)


def require_seat(turn: Turn, kept: Kept, *seats: Seat) -> None:
    """Raises NotFoundError unless the actor has one of these seats."""
    if seat(turn, kept) not in seats:
        raise NotFoundError


def seen(turn: Turn, kept: Kept) -> Seen:
    """Return the session as whoever asks sees it; what keeps it from going well, to whoever plans it."""
    unit, org, session = turn.unit, turn.actor.org, kept.session
    cases = calibration.cases(unit, org, session, now=turn.now)
    known = people.by_ids(unit, org, {*session.people, *(one.subject for one in cases)})
    is_ahead = session.state in rules.AHEAD and plans(turn)
    return replace(
        brief(turn, kept),
        people=known,
        cases=len(cases),
        flaws=rules.flaws(session, cases, now=turn.now) if is_ahead else (),
        cautions=_cautions(turn, session, cases) if is_ahead else (),
        conflicts=_conflicts(turn, session, cases, known) if is_ahead else (),
    )


def brief(turn: Turn, kept: Kept) -> Seen:
    """The same for a list or a message: without what has to be looked up for each case."""
    cycle = cycles.find(turn.unit, turn.actor.org, kept.session.cycle)
    return Seen(
        session=kept.session,
        cycle=views.cycle_name(cycle),
        round=views.round_title(cycle, kept.session.round),
        people=people.by_ids(turn.unit, turn.actor.org, kept.session.people),
        seat=seat(turn, kept),
        plans=plans(turn),
    )


def _open_to(turn: Turn, kept: Kept | None) -> Kept:
    if kept is None or not (plans(turn) or kept.session.seat(turn.actor.person.id)):
        raise NotFoundError
    return kept


def _cautions(turn: Turn, session: Session, cases: Sequence[Case]) -> tuple[Caution, ...]:
    unit, org = turn.unit, turn.actor.org
    calendar, others = notices.calendar(unit, org, turn.now), calibration.ahead(unit, org)
    return rules.cautions(session, cases, calendar, others, now=turn.now)


def _conflicts(
    turn: Turn, session: Session, cases: Sequence[Case], known: Mapping[str, Person]
) -> tuple[tuple[str, str, Conflict], ...]:
    """Who has no say on whom. That managers rate their own people is no news."""
    found = []
    named = [people.on_behalf_of(turn.unit, turn.actor.org, id) for id in session.people]
    for one in (each for each in named if each is not None):
        for case in cases:
            if case.manager != one.person.id and case.subject in known:
                _, why = calibration_packets.standing(turn.unit, one, session, case.subject, now=turn.now)
                found += [(one.person.name, known[case.subject].name, why)] if why else []
    return tuple(found)
