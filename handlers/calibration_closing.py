"""A session closes: what was decided is carried out, the gate is asked anew, and everybody sees that it is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain import calibration as rules
from domain import calibration_decisions
from domain import reviews as review_rules
from domain.calibration_decisions import Outcome, Ruling
from domain.errors import RefusalError, StaleError
from domain.ratings import Deed
from domain.ratings import State as Stands
from handlers import audit, reviews_telling
from handlers import calibration_rulings as rulings
from handlers import calibration_standing as standing
from handlers.calibration_room import led
from handlers.turn import Turn
from storage import calibration, calibration_report, calibration_reviews, calibration_room, people, reviews
from storage import calibration_rulings as storage
from storage.calibration import Kept
from views import calibration_log
from views import calibration_room as views
from views.replies import Reply, Whisper

_OPEN_AGAIN = "The review is not handed in any more."
_NOT_CARRIED = "The evidence does not carry it any more; the original stands."
Failed = dict[tuple[str, str], str]


def close(turn: Turn) -> Reply:
    """From now on it is final. What could not be carried out is said, and the original stands."""
    kept = led(turn)
    unit, org = turn.unit, turn.actor.org
    log = rulings.entries(turn, kept, {})
    decided = list(calibration_decisions.standing(storage.of_session(unit, org, kept.id)).values())
    failed = _carried_out(turn, kept, decided)
    over = replace(kept, session=rules.close(kept.session), closed_at=turn.now)
    calibration.save(unit, org, over, was=kept.session.version)
    calibration_report.plan(unit, org, kept.id, now=turn.now)
    changed = [one for one in decided if one.outcome is Outcome.CHANGED and _key(one) not in failed]
    last = views.over(standing.brief(turn, over), len(decided), len(changed))
    calibration_room.finish(unit, org, over, last, now=turn.now, rng=turn.rng)
    told = [replace(one, failed=failed.get(_key(one.ruling), "") if one.ruling.stands else "") for one in log]
    detail = {"decided": str(len(decided)), "changed": str(len(changed)), "failed": str(len(failed))}
    audit.record(turn, "calibration.closed", kept.id, detail)
    return Whisper(calibration_log.log(kept.id, told, is_open=False))


def _carried_out(turn: Turn, kept: Kept, decided: Sequence[Ruling]) -> Failed:
    """Change first, then give back: what goes back goes with what was changed in it."""
    failed: Failed = {}
    for subject in sorted({one.subject for one in decided}):
        people.lock(turn.unit, turn.actor.org, subject)
        theirs = [one for one in decided if one.subject == subject]
        for one in theirs:
            if one.outcome is Outcome.CHANGED and (why := _changed(turn, kept, one)):
                failed[_key(one)] = why
        returned = [one for one in theirs if one.outcome is Outcome.RETURNED]
        if returned and (why := _returned(turn, kept, returned)):
            failed.update({_key(one): why for one in returned})
    done = [one for one in decided if _key(one) not in failed]
    storage.applied(turn.unit, turn.actor.org, kept.id, done, now=turn.now)
    return failed


def _changed(turn: Turn, kept: Kept, one: Ruling) -> str:
    """Put it in the place of what was handed in, by the one way there is; return why not, if not."""
    now = calibration_reviews.stands(turn.unit, turn.actor.org, kept.session, one.subject, now=turn.now)
    decision = one.decision
    if now is None or decision is None:
        return _OPEN_AGAIN
    final = replace(decision, at=turn.now)
    try:
        holds = rulings.holds(now, one)
        reviews.calibrate(turn.unit, turn.actor.org, now.review, one.competency, final, holds=holds)
    except StaleError:
        return _OPEN_AGAIN
    except RefusalError:
        return _NOT_CARRIED
    return ""


def _returned(turn: Turn, kept: Kept, those: Sequence[Ruling]) -> str:
    """The review goes back as one matter, with every reason that was given."""
    unit, org = turn.unit, turn.actor.org
    now = calibration_reviews.stands(unit, org, kept.session, those[0].subject, now=turn.now)
    if now is None or now.review.state is not Stands.SUBMITTED:
        return _OPEN_AGAIN
    reason = "\n".join(one.reason for one in those)
    after = review_rules.take(now.review, Deed.RETURN, by=turn.actor.person.id, now=turn.now, reason=reason)
    reviews.save(unit, org, now.review, after, by=turn.actor.person.id, now=turn.now)
    reviews_telling.came_back(turn, after)
    return ""


def _key(one: Ruling) -> tuple[str, str]:
    return one.subject, one.competency
