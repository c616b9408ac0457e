"""Recognition, and who received or endorsed it."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.row import Row, epoch_ms, sealed, to


class Kudos(Row, table=True):
    """A recognition. `state`: given, undone (within 30 s, nobody saw it) or withdrawn (later)."""

    __tablename__ = "kudos"
    __table_args__ = (
        to("giver_id", table="person"),
        Index(None, "org_id", "giver_id", "given_at"),
    )
    org_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    giver_id: str
    badge: str
    note: bytes = Field(sa_column=sealed())
    correction: bytes | None = Field(default=None, sa_column=sealed(nullable=True))
    audience: str
    state: str = "given"
    edited: bool = False
    version: int = 1
    given_at: int = Field(sa_column=epoch_ms())


class KudosReceiver(Row, table=True):
    """One receiver of one kudos, and what they decided: wider sharing, use as evidence, their name on the post."""

    __tablename__ = "kudos_receiver"
    __table_args__ = (
        to("kudos_id", table="kudos"),
        to("person_id", table="person"),
        Index(None, "org_id", "person_id", "given_at"),
    )
    org_id: str = Field(primary_key=True)
    kudos_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    given_at: int = Field(sa_column=epoch_ms())
    shared: bool = False
    evidence: bool = False
    named: bool = True


class KudosEndorsement(Row, table=True):
    __tablename__ = "kudos_endorsement"
    __table_args__ = (to("kudos_id", table="kudos"), to("person_id", table="person"))
    org_id: str = Field(primary_key=True)
    kudos_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    at: int = Field(sa_column=epoch_ms())
