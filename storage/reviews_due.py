"""What a review waits for: evidence that is missing, and an ombud's answer to a dispute; both on the org's calendar."""

from __future__ import annotations

from datetime import date, time, timedelta

from domain import local_time, ratings, working_days
from domain.ratings import Deed, last
from domain.reviews import Review
from storage import due, notices, people
from storage.due import Due
from storage.unit import Unit

HELD, ANSWER = "review.held", "review.answer"  # of due rows; the subject is the id of the review
REMINDED_DAYS = 2  # working days before the answer is due
_MORNING = time(8)


def answer_by(unit: Unit, org: str, review: Review, *, now: int) -> date:
    """Return the last day for it: counted on the calendar of the person who waits."""
    step = last(review.ratings[0], Deed.DISPUTE)
    at = step.at if step else now
    return ratings.answer_by(local_time.day_of(at, _zone(unit, org, review)), notices.calendar(unit, org, at))


def plan_answer(unit: Unit, org: str, review: Review, *, now: int) -> None:
    """The ombuds are reminded before it is due, and on the day after if it is late."""
    until, zone = answer_by(unit, org, review, now=now), _zone(unit, org, review)
    before = working_days.shifted(until, -REMINDED_DAYS, notices.calendar(unit, org, now))
    days = (before, until + timedelta(days=1))
    due.replan(unit, org, ANSWER, review.id, [_due(org, ANSWER, review, day, zone) for day in days])


def cancel_answer(unit: Unit, org: str, review: Review) -> None:
    due.cancel(unit, org, ANSWER, review.id)


def plan_held(unit: Unit, org: str, review: Review, until: date, zone: str) -> None:
    """Once: that it is tried again gives no more time."""
    due.plan_if_new(unit, _due(org, HELD, review, until + timedelta(days=1), zone))


def cancel_held(unit: Unit, org: str, review: Review) -> None:
    due.cancel(unit, org, HELD, review.id)


def _due(org: str, kind: str, review: Review, day: date, zone: str) -> Due:
    at = local_time.instant(day, _MORNING, zone)
    return Due(org=org, kind=kind, subject=review.id, step=day.isoformat(), due_at=at)


def _zone(unit: Unit, org: str, review: Review) -> str:
    known = people.by_ids(unit, org, [review.subject])
    return known[review.subject].zone if review.subject in known else "UTC"
