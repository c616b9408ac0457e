"""Paired goals and their check-ins."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.row import Row, epoch_ms, sealed, to


class Goal(Row, table=True):
    """An outcome with its process and its learning milestone: `words` is sealed JSON. States: domain.goals.State.

    `asked_by` put it, or a change of it, to the other side: domain.goals_agreement.Agreement. `waits`: it was not
    agreed to yet.
    """

    __tablename__ = "goal"
    __table_args__ = (
        to("person_id", table="person"),
        to("author_id", table="person"),
        to("asked_by", table="person"),
        Index(None, "org_id", "person_id", "created_at"),
    )
    org_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    person_id: str
    author_id: str
    asked_by: str | None = None
    waits: bool = False
    state: str = "draft"
    words: bytes = Field(sa_column=sealed())
    ends_on: str
    version: int = 1
    created_at: int = Field(sa_column=epoch_ms())
    changed_at: int = Field(sa_column=epoch_ms())
    ended_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))


class GoalCheckin(Row, table=True):
    """What somebody said of one `part` of a goal: outcome, process or learning. `words` is sealed JSON."""

    __tablename__ = "goal_checkin"
    __table_args__ = (
        to("goal_id", table="goal"),
        to("person_id", table="person"),
        to("author_id", table="person"),
        Index(None, "org_id", "person_id"),
    )
    org_id: str = Field(primary_key=True)
    goal_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    person_id: str
    author_id: str
    part: str
    mood: str
    words: bytes = Field(sa_column=sealed())
    at: int = Field(sa_column=epoch_ms())
