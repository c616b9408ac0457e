"""Evidence about people, what became of each piece, and what colleagues were asked for."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.row import Row, epoch_ms, sealed, to


class Evidence(Row, table=True):
    """One piece of evidence, as domain.evidence.Item. `words` and `side` are sealed JSON.

    `words` are its author's; `side` is what the subject says of it, why they contest it, and why it was decided as it
    was. `link_key` is the keyed hash of the link without what does not matter of it, by which the same document is
    known. `artifact_authors` are ids, with commas. `quote`: what became of the question whether it may be quoted.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        to("subject_id", table="person"),
        to("author_id", table="person"),
        to("resolved_by", table="person"),
        Index(None, "org_id", "subject_id", "occurred_on"),
        Index(None, "org_id", "author_id", "recorded_at"),
        Index(None, "org_id", "state"),
    )
    org_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    subject_id: str
    author_id: str
    competency: str
    direction: str
    source: str
    occurred_on: str
    recorded_on: str
    recorded_at: int = Field(sa_column=epoch_ms())
    words: bytes = Field(sa_column=sealed())
    link_key: str = ""
    link_works: bool = False
    artifact_authors: str = ""
    voice: str = ""
    hints_open: bool = False
    shown_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
    state: str = "standing"
    side: bytes | None = Field(default=None, sa_column=sealed(nullable=True))
    contested_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
    resolved_by: str | None = None
    resolved_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
    quote: str = ""
    kudos_id: str | None = None
    request_id: str | None = None
    version: int = 1


class EvidenceChange(Row, table=True):
    """What a piece of evidence said before it was changed into `version`, sealed JSON; nothing where it only moved."""

    __tablename__ = "evidence_change"
    __table_args__ = (
        to("evidence_id", table="evidence"),
        to("subject_id", table="person"),
        to("by_id", table="person"),
        Index(None, "org_id", "subject_id"),
    )
    org_id: str = Field(primary_key=True)
    evidence_id: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    subject_id: str
    by_id: str
    change: str
    at: int = Field(sa_column=epoch_ms())
    before: bytes | None = Field(default=None, sa_column=sealed(nullable=True))


class FeedbackRequest(Row, table=True):
    """A colleague was asked to say what they saw of somebody. States: asked, given, declined, withdrawn, lapsed."""

    __tablename__ = "feedback_request"
    __table_args__ = (
        to("subject_id", table="person"),
        to("asked_id", table="person"),
        to("by_id", table="person"),
        Index(None, "org_id", "subject_id"),
        Index(None, "org_id", "asked_id", "state"),
        Index(None, "org_id", "by_id"),
    )
    org_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    subject_id: str
    asked_id: str
    by_id: str
    competency: str = ""
    question: bytes | None = Field(default=None, sa_column=sealed(nullable=True))
    due_on: str
    state: str = "asked"
    created_at: int = Field(sa_column=epoch_ms())
    settled_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
