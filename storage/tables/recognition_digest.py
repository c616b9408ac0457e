"""How often the org posts public thanks together, and which stood in which post."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field

from storage.tables.row import Row, epoch_ms


class RecognitionDigest(Row, table=True):
    """Without a row, never. `rhythm`: domain.recognition_digest.Rhythm."""

    __tablename__ = "recognition_digest"
    __table_args__ = (ForeignKeyConstraint(["org_id"], ["org.id"]),)
    org_id: str = Field(primary_key=True)
    rhythm: str
    changed_at: int = Field(sa_column=epoch_ms())


class RecognitionStory(Row, table=True):
    """That a kudos stood in the post of a day (ISO 8601): when it changes or goes, the post is drawn again.

    It points at nothing, because it has to be there still when the kudos is gone.
    """

    __tablename__ = "recognition_story"
    __table_args__ = (ForeignKeyConstraint(["org_id"], ["org.id"]), Index(None, "org_id", "kudos_id"))
    org_id: str = Field(primary_key=True)
    day: str = Field(primary_key=True)
    kudos_id: str = Field(primary_key=True)
    posted_at: int = Field(sa_column=epoch_ms())
