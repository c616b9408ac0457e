"""Ratings, on what they rest, and the review that holds a person's ratings of one round of a cycle.

`round_id` names its rating checkpoint, "" where a cycle without one is a round as a whole: a cycle writes its
checkpoints anew when a date moves, so that no key refers to them.
"""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.row import Row, epoch_ms, sealed, to


class Review(Row, table=True):
    """All ratings of one person in one round, as one matter. States: domain.ratings.State. `words` is sealed JSON."""

    __tablename__ = "review"
    __table_args__ = (
        to("cycle_id", table="cycle"),
        to("subject_id", table="person"),
        to("manager_id", table="person"),
        Index(None, "org_id", "subject_id"),
        Index(None, "org_id", "manager_id"),
        Index(None, "org_id", "state"),
    )
    org_id: str = Field(primary_key=True)
    cycle_id: str = Field(primary_key=True)
    round_id: str = Field(primary_key=True)
    subject_id: str = Field(primary_key=True)
    manager_id: str | None = None
    state: str = "draft"
    words: bytes | None = Field(default=None, sa_column=sealed(nullable=True))
    version: int = 1
    changed_at: int = Field(sa_column=epoch_ms())
    submitted_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
    release_asked_by: str | None = None
    released_by: str | None = None
    released_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
    answered_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
    disputed_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
    resolved_by: str | None = None
    resolved_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))


class Rating(Row, table=True):
    """A level in one competency. `part`: manager, second (a second rater) or self. `words` is sealed JSON."""

    __tablename__ = "rating"
    __table_args__ = (
        to("cycle_id", table="cycle"),
        to("subject_id", table="person"),
        to("rater_id", table="person"),
        Index(None, "org_id", "subject_id"),
        Index(None, "org_id", "rater_id"),
    )
    org_id: str = Field(primary_key=True)
    cycle_id: str = Field(primary_key=True)
    round_id: str = Field(primary_key=True)
    subject_id: str = Field(primary_key=True)
    competency: str = Field(primary_key=True)
    part: str = Field(primary_key=True)
    rater_id: str
    level: str = ""
    words: bytes = Field(sa_column=sealed())
    version: int = 1
    changed_at: int = Field(sa_column=epoch_ms())


class RatingCitation(Row, table=True):
    """A piece of evidence that was chosen for a rating; `against`: it points the other way."""

    __tablename__ = "rating_citation"
    __table_args__ = (
        to("cycle_id", table="cycle"),
        to("evidence_id", table="evidence"),
        to("subject_id", table="person"),
        Index(None, "org_id", "evidence_id"),
        Index(None, "org_id", "subject_id"),
    )
    org_id: str = Field(primary_key=True)
    cycle_id: str = Field(primary_key=True)
    round_id: str = Field(primary_key=True)
    subject_id: str = Field(primary_key=True)
    competency: str = Field(primary_key=True)
    part: str = Field(primary_key=True)
    evidence_id: str = Field(primary_key=True)
    against: bool = False


class RatingChange(Row, table=True):
    """What a rating was before it became `version`, by whom (None: by itself); `words` is sealed JSON."""

    __tablename__ = "rating_change"
    __table_args__ = (
        to("cycle_id", table="cycle"),
        to("subject_id", table="person"),
        to("by_id", table="person"),
        Index(None, "org_id", "subject_id"),
    )
    org_id: str = Field(primary_key=True)
    cycle_id: str = Field(primary_key=True)
    round_id: str = Field(primary_key=True)
    subject_id: str = Field(primary_key=True)
    competency: str = Field(primary_key=True)
    part: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    by_id: str | None = None
    level: str
    words: bytes = Field(sa_column=sealed())
    at: int = Field(sa_column=epoch_ms())


class SecondRater(Row, table=True):
    """Who rates somebody's masked file a second time, at a checkpoint; it becomes a rating of the part `second`."""

    __tablename__ = "second_rater"
    __table_args__ = (
        to("cycle_id", table="cycle"),
        to("subject_id", table="person"),
        to("rater_id", table="person"),
        Index(None, "org_id", "cycle_id", "checkpoint_id", "rater_id"),
        Index(None, "org_id", "subject_id"),
        Index(None, "org_id", "rater_id"),
    )
    org_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    cycle_id: str
    checkpoint_id: str
    round_id: str
    subject_id: str
    rater_id: str
    drawn_at: int = Field(sa_column=epoch_ms())


class ReviewConcern(Row, table=True):
    """Something about a review that an ombud, not the manager, is asked to look at. `words` is sealed JSON."""

    __tablename__ = "review_concern"
    __table_args__ = (
        to("cycle_id", table="cycle"),
        to("subject_id", table="person"),
        to("settled_by", table="person"),
        Index(None, "org_id", "subject_id"),
    )
    org_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    cycle_id: str
    round_id: str
    subject_id: str
    kind: str
    words: bytes = Field(sa_column=sealed())
    raised_at: int = Field(sa_column=epoch_ms())
    settled_by: str | None = None
    settled_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
