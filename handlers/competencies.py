"""What good looks like: everybody reads the current version, HR looks after drafts until a second one approves."""

from __future__ import annotations

from content import reviews
from domain import competencies as rules
from domain import policy
from domain.competencies import Competency, Status
from domain.errors import NotFoundError, StaleError
from domain.policy import Permission
from handlers import audit
from handlers.turn import Press, Submit, Turn
from storage import checkpoints, notices, people
from storage import competencies as storage
from storage.competencies import Kept
from storage.notices import Notice
from views import competencies as views
from views import competencies_hr, roles
from views.competencies_hr import Held
from views.replies import Replace, Reply, Whisper


def show(turn: Turn) -> Reply:
    version = storage.current(turn.unit, turn.actor.org)
    return Whisper(views.current(version, is_hr=policy.may(turn.actor, Permission.HR)))


def read(turn: Turn) -> Reply:
    """One competency, of a version that everybody may read."""
    number = _number(turn)
    kept = storage.find(turn.unit, turn.actor.org, number)
    version = kept.version if kept else storage.current(turn.unit, turn.actor.org)
    is_open = version.status is not Status.DRAFT if kept else version.number == number
    if not is_open and (kept is None or not policy.may(turn.actor, Permission.HR)):
        raise NotFoundError
    return Whisper(views.competency(competency(turn, version), reviews.default().source_labels))


def versions(turn: Turn) -> Reply:
    return Whisper(competencies_hr.versions([held(turn, kept) for kept in storage.every(turn.unit, turn.actor.org)]))


def version(turn: Turn) -> Reply:
    return Whisper(competencies_hr.version(held(turn, meant(turn))))


def draft(turn: Turn) -> Reply:
    """Open the draft there is; else begin one from what the org goes by now."""
    every = storage.every(turn.unit, turn.actor.org)
    found = next((kept for kept in every if kept.version.status is Status.DRAFT), None)
    if found is None:
        begun = rules.next_draft(storage.current(turn.unit, turn.actor.org), 0)
        found = storage.add(turn.unit, turn.actor.org, begun, by=turn.actor.person.id, now=turn.now)
        _record(turn, "framework.drafted", found)
    return Whisper(competencies_hr.version(held(turn, found)))


def ask(turn: Turn) -> Reply:
    """Ask the others of HR to approve it."""
    kept = to_change(turn)
    me = turn.actor.person
    others = [one.id for one in checkpoints.administrators(turn.unit, turn.actor.org) if one.id != me.id]
    if not others:
        return Whisper(roles.second_needed("Approving competencies"))
    card = competencies_hr.please_approve(kept.version, me.name)
    subject = f"{kept.version.number}/{kept.edition}"
    left = [Notice(person=one, kind=storage.ASKED, subject=subject, card=card) for one in others]
    notices.leave(turn.unit, turn.actor.org, left, now=turn.now, rng=turn.rng)
    return Whisper(competencies_hr.asked(kept.version, len(others)))


def approve(turn: Turn) -> Reply:
    """Raises domain.competencies.SecondPersonError for whoever changed it last, or NotReadyError."""
    kept = to_change(turn)
    rules.require_second(changed_by=kept.changed_by, by=turn.actor.person.id)
    approved = rules.approve(kept.version, by=turn.actor.person.id, now=turn.now)
    saved = storage.save(turn.unit, turn.actor.org, kept, approved, by=turn.actor.person.id, now=turn.now)
    _record(turn, "framework.approved", saved)
    return Replace(competencies_hr.approved(saved.version))


def retire(turn: Turn) -> Reply:
    """No new cycle takes it; those that have it keep it."""
    kept = to_change(turn)
    retired = rules.retire(kept.version)
    saved = storage.save(turn.unit, turn.actor.org, kept, retired, by=turn.actor.person.id, now=turn.now)
    _record(turn, "framework.retired", saved)
    return Replace(competencies_hr.version(held(turn, saved)))


def drop(turn: Turn) -> Reply:
    kept = to_change(turn)
    storage.drop(turn.unit, turn.actor.org, kept)
    _record(turn, "framework.dropped", kept)
    return Replace(competencies_hr.dropped(kept.version.number))


# --- Pieces, also for handlers.competencies_draft -----------------------------------------------------------------


def meant(turn: Turn) -> Kept:
    """Raises NotFoundError."""
    kept = storage.find(turn.unit, turn.actor.org, _number(turn))
    if kept is None:
        raise NotFoundError
    return kept


def to_change(turn: Turn) -> Kept:
    """The same. Raises StaleError when it changed since it was drawn."""
    kept, said = meant(turn), turn.request.said
    if isinstance(said, Press | Submit) and said.version != kept.edition:
        raise StaleError
    return kept


def subject(turn: Turn) -> list[str]:
    """Return number, competency and level, as far as they are said."""
    said = turn.request.said
    told = (said.value or said.subject) if isinstance(said, Press) else said.subject if isinstance(said, Submit) else ""
    return told.split("/")


def competency(turn: Turn, version: rules.Version) -> Competency:
    """Raises NotFoundError."""
    said = subject(turn)
    found = version.competency(said[1]) if len(said) > 1 else None
    if found is None:
        raise NotFoundError
    return found


def held(turn: Turn, kept: Kept) -> Held:
    known = people.by_ids(turn.unit, turn.actor.org, [kept.changed_by])
    return Held(
        version=kept.version,
        edition=kept.edition,
        changed_by=known[kept.changed_by].name if kept.changed_by in known else "somebody",
        is_mine=kept.changed_by == turn.actor.person.id,
        problems=rules.problems(kept.version) if kept.version.status is Status.DRAFT else (),
    )


def _number(turn: Turn) -> int:
    said = subject(turn)[0]
    return int(said) if said.isdecimal() and len(said) < 9 else 0


def _record(turn: Turn, action: str, kept: Kept) -> None:
    audit.record(turn, action, str(kept.version.number), {"edition": str(kept.edition)})
