"""What people said of a thought they were given."""

from __future__ import annotations

from sqlmodel import Field

from storage.tables.row import Row, epoch_ms, to


class CoachingAnswer(Row, table=True):
    """The latest word of a person on one kind of thought: domain.coaching.Answer. Nobody else reads it."""

    __tablename__ = "coaching_answer"
    __table_args__ = (to("person_id", table="person"),)
    org_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    answer: str
    at: int = Field(sa_column=epoch_ms())
