"""A session that nobody closes: whoever leads it hears so once, and then it ends by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain import calibration as rules
from domain import calibration_decisions, calibration_lapse, policy
from domain.calibration import LIVE
from domain.calibration_decisions import Failure
from domain.calibration_lapse import Step
from domain.people import Person
from schedules.schedule import Occasion
from storage import (
    audit,
    broadcasts_approval,
    calibration,
    calibration_due,
    calibration_room,
    calibration_rulings,
    notices,
    people,
)
from storage import calibration_told as told
from storage.calibration import Kept
from storage.notices import Notice
from views import calibration_lapse as views
from views.calibration import Seen
from views.vocabulary import Card


def end(occasion: Occasion) -> int | None:
    """Remind, or end it; a session that was moved ends when its new day says so."""
    unit, org, now = occasion.unit, occasion.due.org, occasion.now
    kept = calibration.locked(unit, org, occasion.due.subject)
    if kept is None or kept.session.state not in LIVE:
        return None
    step, calendar = Step(occasion.due.step.rpartition("/")[2]), notices.calendar(unit, org, now)
    at = calibration_lapse.moment(step, kept.session, calendar)
    if at > now:
        return at
    if step is Step.LAPSE:
        _lapse(occasion, kept)
    else:
        _remind(occasion, kept, calibration_lapse.moment(Step.LAPSE, kept.session, calendar))
    return None


def _remind(occasion: Occasion, kept: Kept, ends_at: int) -> None:
    leads, seen = _leads(occasion, kept), _seen(occasion, kept)
    if leads is not None:
        _leave(occasion, kept, Step.NUDGE, [leads], views.not_closed(seen, ends_at=ends_at))
        return
    hr = broadcasts_approval.hr(occasion.unit, occasion.due.org)
    _leave(occasion, kept, Step.NUDGE, hr, views.nobody_leads(seen, ends_at=ends_at))


def _lapse(occasion: Occasion, kept: Kept) -> None:
    """What it decided holds nobody up any more, and the log says why nothing came of it."""
    unit, org, now = occasion.unit, occasion.due.org, occasion.now
    decided = calibration_decisions.standing(calibration_rulings.of_session(unit, org, kept.id)).values()
    missed = [replace(one, failed=Failure.NOT_CLOSED) for one in decided]
    calibration_rulings.failed(unit, org, kept.id, missed)
    over = replace(kept, session=rules.lapse(kept.session))
    calibration.save(unit, org, over, was=kept.session.version)
    calibration_due.plan(unit, org, over.session, now=now)
    seen, leads = _seen(occasion, over), _leads(occasion, over)
    calibration_room.finish(unit, org, over, views.room_lapsed(seen), now=now, rng=occasion.rng)
    those = {one.id: one for one in (*([leads] if leads else ()), *broadcasts_approval.hr(unit, org))}
    _leave(occasion, over, Step.LAPSE, list(those.values()), views.lapsed(seen))
    detail = {"decided": str(len(missed))}
    audit.record(
        unit, org=org, actor=None, action="calibration.lapsed", object=kept.id, detail=detail, now=now, rng=occasion.rng
    )


def _leads(occasion: Occasion, kept: Kept) -> Person | None:
    """Return who leads it, or could take it over."""
    session = kept.session
    known = people.by_ids(occasion.unit, occasion.due.org, session.people)
    named = [known[one] for one in (session.facilitator, session.monitor or "") if one in known]
    return next((one for one in named if policy.takes_part(one)), None)


def _seen(occasion: Occasion, kept: Kept) -> Seen:
    scene = calibration_room.scene(occasion.unit, occasion.due.org, kept, now=occasion.now)
    return calibration_room.seen_by(scene, kept.session.facilitator)


def _leave(occasion: Occasion, kept: Kept, step: Step, those: Sequence[Person], card: Card) -> None:
    subject = told.subject(kept.session, step.value)
    left = [Notice(person=one.id, kind=told.LEFT, subject=subject, card=card) for one in those]
    notices.leave(occasion.unit, occasion.due.org, left, now=occasion.now, rng=occasion.rng)
