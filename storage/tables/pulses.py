"""Pulses: the waves, who is asked, and what came in. What came in has no time, no person and no order.

Rows of answers stand by a random token, in tables without row ids: nothing in them or around them says whose they are,
or when they came (docs/decisions/0026).
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Text
from sqlmodel import Field

from storage.tables.row import Row, epoch_ms, sealed, to

_NO_ROW_IDS = {"sqlite_with_rowid": False}


class PulseItem(Row, table=True):
    """An item of the org's own. `content` is JSON as domain.pulses says it; it is never changed, only retired."""

    __tablename__ = "pulse_item"
    __table_args__ = (to("author_id", table="person"),)
    org_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    content: str = Field(sa_column=Column(Text, nullable=False))
    author_id: str
    created_at: int = Field(sa_column=epoch_ms())
    retired_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))


class PulseWave(Row, table=True):
    """One wave. `contract` is canonical JSON, `digest` its SHA-256: "" in a draft, and never changed once it is there.

    `closes_at` and `forget_at` follow from it. States: domain.pulses_wave.State.
    """

    __tablename__ = "pulse_wave"
    __table_args__ = (to("author_id", table="person"), Index(None, "org_id", "state"))
    org_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    title: str
    template: str
    number: int
    contract: str = Field(sa_column=Column(Text, nullable=False))
    digest: str = ""
    state: str = "draft"
    closes_at: int = Field(sa_column=epoch_ms())
    forget_at: int = Field(sa_column=epoch_ms())
    author_id: str
    version: int = 1
    created_at: int = Field(sa_column=epoch_ms())
    launched_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))


class PulseGroup(Row, table=True):
    """A group that a wave is counted in. The id says of which team, or who heads the department (domain.pulses_roster).

    `invited` are the people who were asked in it and below it.
    """

    __tablename__ = "pulse_group"
    __table_args__ = (to("wave_id", table="pulse_wave"), to("head_id", table="person"))
    org_id: str = Field(primary_key=True)
    wave_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    level: str
    parent_id: str | None = None
    head_id: str | None = None
    invited: int


class PulseInvitation(Row, table=True):
    """That somebody was asked, and in which group they count. Whether they answered stands nowhere."""

    __tablename__ = "pulse_invitation"
    __table_args__ = (
        to("wave_id", table="pulse_wave"),
        to("person_id", table="person"),
        Index(None, "org_id", "person_id"),
    )
    org_id: str = Field(primary_key=True)
    wave_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    group_id: str


class PulseBallot(Row, table=True):
    """That a ballot was handed in: a keyed hash of the person, under the key of the wave. Goes when it closes."""

    __tablename__ = "pulse_ballot"
    __table_args__ = (to("wave_id", table="pulse_wave"), _NO_ROW_IDS)
    org_id: str = Field(primary_key=True)
    wave_id: str = Field(primary_key=True)
    ballot: str = Field(primary_key=True)


class PulseSheet(Row, table=True):
    """The answers of one ballot, and where they count. While the wave is open they are sealed by its key, then, until
    it is released, by the key ring. The release deletes them.
    """

    __tablename__ = "pulse_sheet"
    __table_args__ = (to("wave_id", table="pulse_wave"), _NO_ROW_IDS)
    org_id: str = Field(primary_key=True)
    wave_id: str = Field(primary_key=True)
    token: str = Field(primary_key=True)
    answers: bytes = Field(sa_column=sealed())


class PulseComment(Row, table=True):
    """One comment, on the item with this id, sealed and deleted like sheets; nothing joins it to the same ballot's."""

    __tablename__ = "pulse_comment"
    __table_args__ = (to("wave_id", table="pulse_wave"), _NO_ROW_IDS)
    org_id: str = Field(primary_key=True)
    wave_id: str = Field(primary_key=True)
    token: str = Field(primary_key=True)
    item_id: str
    words: bytes = Field(sa_column=sealed())
