"""Reminds an ombud of a dispute, and keeps what the role needs where evidence was missing for too long."""

from __future__ import annotations

from dataclasses import replace

from domain import reviews as rules
from domain import reviews_rounds
from domain.corroboration import Verdict
from domain.cycles import State
from domain.policy import Action
from domain.ratings import State as Stands
from domain.reviews import Review
from domain.reviews_rounds import Round
from domain.roles import Office
from schedules.schedule import Occasion
from storage import cycles, notices, people, reviews, reviews_due, reviews_file, roles
from storage.cycles import Kept
from storage.notices import Notice
from views import reviews_told as views

LAPSED, DISPUTED = "review.lapsed", "review.disputed"  # kinds of notices


def remind_ombuds(occasion: Occasion) -> None:
    """Before the answer is due, and when it is late."""
    unit, org, id = occasion.unit, occasion.due.org, occasion.due.subject
    met = _met(occasion)
    if met is None or met[0].state is not Stands.DISPUTED:
        return
    until = reviews_due.answer_by(unit, org, met[0], now=occasion.now)
    card, subject = views.still_waits(id, until), f"{id}/{occasion.due.step}"
    held = roles.holders(unit, org).of(Office.OMBUD)
    left = [
        Notice(person=one.id, kind=DISPUTED, subject=subject, card=card) for one in held if _decides(occasion, one.id)
    ]
    notices.leave(unit, org, left, now=occasion.now, rng=occasion.rng)


def lapse(occasion: Occasion) -> None:
    """The days in which evidence could be added are over: whoever leads the person is told what the draft says."""
    unit, org, id = occasion.unit, occasion.due.org, occasion.due.subject
    people.lock(unit, org, id.partition("/")[0])
    met = _met(occasion)
    if met is None or not rules.is_open(met[0], met[1].cycle) or met[1].cycle.state is State.PAUSED:
        return
    review = met[0]
    verdicts = _verdicts(occasion, *met)
    after = rules.keep_expected(review, verdicts, by=None, now=occasion.now)
    reviews.save(unit, org, review, replace(after, held_on=None), by=None, now=occasion.now)
    card, subject = views.lapsed(id), f"{id}/{occasion.due.step}"
    told = reviews.answering(unit, org, review, now=occasion.now)
    left = [Notice(person=one, kind=LAPSED, subject=subject, card=card) for one in told]
    notices.leave(unit, org, left, now=occasion.now, rng=occasion.rng)


def _met(occasion: Occasion) -> tuple[Review, Kept, Round] | None:
    unit, org = occasion.unit, occasion.due.org
    subject, cycle, which = occasion.due.subject.split("/")
    kept = cycles.found(unit, org, cycle)
    round = reviews_rounds.named(kept.cycle, which) if kept else None
    if kept is None or round is None:
        return None
    return reviews.plain(unit, org, round, subject), kept, round


def _verdicts(occasion: Occasion, review: Review, kept: Kept, round: Round) -> dict[str, Verdict]:
    file = reviews_file.file(occasion.unit, occasion.due.org, round, review, now=occasion.now)
    return dict(reviews_file.verdicts(review, file, is_strict=kept.is_strict))


def _decides(occasion: Occasion, ombud: str) -> bool:
    unit, org = occasion.unit, occasion.due.org
    reader = people.on_behalf_of(unit, org, ombud)
    found = reviews.meet(unit, reader, occasion.due.subject, now=occasion.now) if reader else None
    return found is not None and found.allows(Action.RESOLVE)
