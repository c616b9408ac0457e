"""Messages of HR to many."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.row import Row, epoch_ms, sealed, to


class Broadcast(Row, table=True):
    """A message from HR to many. States: draft, discarded, sending, cancelled, sent. `teams` are ids, with commas.

    `day` and `at` are local to each reader. The counts are people; `stretch_*` is what the rate is taken from.
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
