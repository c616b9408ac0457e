"""A session closes: what was decided is carried out, the gate is asked anew, and everybody sees that it is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain import calibration as rules
from domain import calibration_decisions
from domain import reviews as review_rules
from domain.calibration_decisions import Failure, Outcome, Ruling
from domain.errors import RefusalError
from domain.ratings import Deed
from domain.ratings import State as Stands
from handlers import audit, reviews_telling
from handlers import calibration_log as log
from handlers import calibration_rulings as rulings
from handlers import calibration_standing as standing
from handlers.calibration_room import led
from handlers.turn import Turn
from storage import (
    calibration,
    calibration_due,
    calibration_log,
    calibration_report,
    calibration_reviews,
    calibration_room,
    people,
    reviews,
)
from storage import calibration_rulings as storage
from storage.calibration import Kept
from storage.calibration_reviews import Now
from views import calibration_log as log_views
from views import calibration_room as views
from views.replies import Reply, Whisper

Failed = dict[tuple[str, str], Failure]


def close(turn: Turn) -> Reply:
    """From now on it is final. What could not be carried out is said and kept, and what was handed in stands."""
    kept = led(turn)
    unit, org = turn.unit, turn.actor.org
    decided = list(calibration_decisions.standing(storage.of_session(unit, org, kept.id)).values())
    failed = _carried_out(turn, kept, decided)
    told = calibration_log.of_session(unit, turn.actor, kept, now=turn.now)
    over = replace(kept, session=rules.close(kept.session), closed_at=turn.now)
    calibration.save(unit, org, over, was=kept.session.version)
    calibration_due.plan(unit, org, over.session, now=turn.now)
    calibration_report.plan(unit, org, kept.id, now=turn.now)
    changed = [one for one in decided if one.outcome is Outcome.CHANGED and _key(one) not in failed]
    last = views.over(standing.brief(turn, over))
    calibration_room.finish(unit, org, over, last, now=turn.now, rng=turn.rng)
    detail = {"decided": str(len(decided)), "changed": str(len(changed)), "failed": str(len(failed))}
    audit.record(turn, "calibration.closed", kept.id, detail)
    return Whisper(log_views.log(standing.brief(turn, over), log.entries(turn, over, told)))


def _carried_out(turn: Turn, kept: Kept, decided: Sequence[Ruling]) -> Failed:
    """Review by review; in one of them ratings are changed, or it goes back."""
    failed: Failed = {}
    for subject in sorted({one.subject for one in decided}):
        people.lock(turn.unit, turn.actor.org, subject)
        theirs = [one for one in decided if one.subject == subject]
        failed |= _all_changed(turn, kept, [one for one in theirs if one.outcome is Outcome.CHANGED])
        failed |= _returned(turn, kept, [one for one in theirs if one.outcome is Outcome.RETURNED])
    done = [one for one in decided if _key(one) not in failed]
    storage.applied(turn.unit, turn.actor.org, kept.id, done, now=turn.now)
    missed = [replace(one, failed=failed[_key(one)]) for one in decided if _key(one) in failed]
    storage.failed(turn.unit, turn.actor.org, kept.id, missed)
    return failed


def _all_changed(turn: Turn, kept: Kept, those: Sequence[Ruling]) -> Failed:
    """Whoever answers for the review hears of it once."""
    found = {_key(one): why for one in those if (why := _changed(turn, kept, one))}
    now = _now(turn, kept, those[0]) if len(found) < len(those) else None
    if now is not None:
        reviews_telling.calibrated(turn, now.review)
    return found


def _changed(turn: Turn, kept: Kept, one: Ruling) -> Failure | None:
    """Put it in the place of what was handed in, by the one way there is; return why not, if not."""
    now = _now(turn, kept, one)
    decision = one.decision
    if now is None or decision is None:
        return Failure.NOT_HANDED_IN
    if not _is_as_decided(now, one):
        return Failure.CHANGED
    try:
        final, holds = replace(decision, at=turn.now), rulings.holds(now, one)
        reviews.calibrate(turn.unit, turn.actor.org, now.review, one.competency, final, holds=holds)
    except RefusalError:
        return Failure.NOT_CARRIED
    return None


def _returned(turn: Turn, kept: Kept, those: Sequence[Ruling]) -> Failed:
    """The review goes back as one matter, with every reason that still is about what it says."""
    now = _now(turn, kept, those[0]) if those else None
    if now is None:
        return {_key(one): Failure.NOT_HANDED_IN for one in those}
    about = [one for one in those if _is_as_decided(now, one)]
    if about:
        reason, me = "\n".join(one.reason for one in about), turn.actor.person.id
        after = review_rules.take(now.review, Deed.RETURN, by=me, now=turn.now, reason=reason)
        reviews.save(turn.unit, turn.actor.org, now.review, after, by=me, now=turn.now)
        reviews_telling.came_back(turn, after)
    return {_key(one): Failure.CHANGED for one in those if one not in about}


def _now(turn: Turn, kept: Kept, one: Ruling) -> Now | None:
    """Return how the review stands, None unless it is handed in."""
    now = calibration_reviews.stands(turn.unit, turn.actor.org, kept.session, one.subject, now=turn.now)
    return now if now and now.review.state is Stands.SUBMITTED else None


def _is_as_decided(now: Now, one: Ruling) -> bool:
    rating = now.review.rating(one.competency)
    return rating is not None and one.is_about(rating.text)


def _key(one: Ruling) -> tuple[str, str]:
    return one.subject, one.competency
