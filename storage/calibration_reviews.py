"""How somebody's review stands now, for a session that compares it: the one place here that reads reviews."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain import calibration_packets as rules
from domain import reviews as review_rules
from domain import reviews_rounds
from domain.calibration import Session
from domain.calibration_packets import Rated
from domain.competencies import Level, Version
from domain.corroboration import File, Verdict
from domain.evidence import Item
from domain.reviews import Review
from storage import competencies, cycles, reviews, reviews_file, reviews_second
from storage.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """`items` are all pieces about the subject by id, `seconds` what a second rater read by competency."""

    review: Review
    framework: Version
    file: File
    verdicts: Mapping[str, Verdict]
    seconds: Mapping[str, Level]
    is_strict: bool

    @property
    def items(self) -> Mapping[str, Item]:
        return {one.id: one for one in self.file.items}

    @property
    def rated(self) -> tuple[Rated, ...]:
        return rules.frozen(self.review.ratings, self.verdicts, self.items, self.seconds)


def framework(unit: Unit, org: str, session: Session) -> Version:
    """Return the version of the competencies that the session's cycle has pinned."""
    cycle = cycles.find(unit, org, session.cycle)
    pinned = competencies.find(unit, org, cycle.framework_version) if cycle else None
    return pinned.version if pinned else competencies.current(unit, org)


def stands(unit: Unit, org: str, session: Session, subject: str, *, now: int) -> Now | None:
    """Return it, None when its cycle or its round is gone."""
    kept = cycles.found(unit, org, session.cycle)
    round = reviews_rounds.named(kept.cycle, session.round) if kept else None
    if kept is None or round is None:
        return None
    review = reviews.plain(unit, org, round, subject)
    file = reviews_file.file(unit, org, round, review, now=now, is_whole=True)
    second = reviews_second.of_people(unit, org, round, [subject]).get(subject)
    return Now(
        review=review,
        framework=framework(unit, org, session),
        file=file,
        verdicts=reviews_file.verdicts(review, file, is_strict=kept.is_strict),
        seconds={what: text.level for what, text in second.said.items() if text.level} if second else {},
        is_strict=kept.is_strict,
    )


def hands(unit: Unit, org: str, review: Review) -> frozenset[str]:
    """Return who wrote of the person or handed it in, also where nothing of it stands any more."""
    return review_rules.hands(review, [text for _, text in reviews.earlier(unit, org, review)])
