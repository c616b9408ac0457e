"""Messages of HR to many."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field

from storage.tables.row import Row, epoch_ms, sealed, to


class Broadcast(Row, table=True):
    """A message from HR to many. States: draft, waiting, discarded, sending, cancelled, sent.

    `teams` are ids, with commas. `day` and `at` are local to each reader. The counts are people; `stretch_*` is what
    the rate is taken from.
    `request` is what it asks of each reader, as JSON.
    """

    __tablename__ = "broadcast"
    __table_args__ = (to("author_id", table="person"), Index(None, "org_id", "created_at"))
    org_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    author_id: str
    title: bytes = Field(sa_column=sealed())
    message: bytes = Field(sa_column=sealed())
    audience: str
    teams: str = ""
    timing: str
    day: str = ""
    at: str = ""
    request: bytes | None = Field(default=None, sa_column=sealed(nullable=True))
    state: str = "draft"
    version: int = 1
    people: int = 0
    planned: int = 0
    no_account: int = 0
    away: int = 0
    left: int = 0
    sent: int = 0
    failed: int = 0
    dropped: int = 0
    stretch_since: int = Field(sa_column=epoch_ms())
    stretch_settled: int = 0
    created_at: int = Field(sa_column=epoch_ms())
    sent_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
    settled_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))


class BroadcastApproval(Row, table=True):
    """That others were asked to approve a broadcast as its `version` says it, and what came of it.

    Decisions: asked, approved, returned, void, lapsed. `asked` are ids, with commas; it covers up to `most` people.
    """

    __tablename__ = "broadcast_approval"
    __table_args__ = (to("broadcast_id", table="broadcast"), to("by_id", table="person"))
    org_id: str = Field(primary_key=True)
    broadcast_id: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    asked: str
    people: int
    most: int
    until: int = Field(sa_column=epoch_ms())
    decision: str = "asked"
    by_id: str | None = None
    decided_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
    reason: bytes | None = Field(default=None, sa_column=sealed(nullable=True))


class BroadcastAnswer(Row, table=True):
    """That a person has done what a broadcast asked of them."""

    __tablename__ = "broadcast_answer"
    __table_args__ = (
        to("broadcast_id", table="broadcast"),
        to("person_id", table="person"),
        Index(None, "org_id", "person_id"),
    )
    org_id: str = Field(primary_key=True)
    broadcast_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    at: int = Field(sa_column=epoch_ms())


class BroadcastRule(Row, table=True):
    """More people than `over` need a second person's approval; from `from_at` on, more than `following`.

    Each is a number, or "never"; "" is none.
    """

    __tablename__ = "broadcast_rule"
    __table_args__ = (ForeignKeyConstraint(["org_id"], ["org.id"]),)
    org_id: str = Field(primary_key=True)
    over: str
    following: str = ""
    from_at: int = Field(sa_column=epoch_ms())
