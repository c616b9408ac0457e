"""Nominations: windows, who sits on a committee, what comes in by secret ballot, and who received what.

Ballots and slips have no time, no person and no order, and SQLite numbers no row of them (docs/decisions/0026).
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Text
from sqlmodel import Field

from storage.tables.row import Row, epoch_ms, sealed, to

_NO_ROW_IDS = {"sqlite_with_rowid": False}


class NominationWindow(Row, table=True):
    """One window. `terms` is JSON as storage.nominations says it, and never changes. `state`: domain.nominations."""

    __tablename__ = "nomination_window"
    __table_args__ = (to("author_id", table="person"), Index(None, "org_id", "state"))
    org_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    title: str
    terms: str = Field(sa_column=Column(Text, nullable=False))
    state: str = "open"
    closes_at: int = Field(sa_column=epoch_ms())
    decides_at: int = Field(sa_column=epoch_ms())
    author_id: str
    version: int = 1
    created_at: int = Field(sa_column=epoch_ms())


class NominationSeat(Row, table=True):
    """That somebody sits on the committee of a window."""

    __tablename__ = "nomination_seat"
    __table_args__ = (
        to("window_id", table="nomination_window"),
        to("person_id", table="person"),
        Index(None, "org_id", "person_id"),
    )
    org_id: str = Field(primary_key=True)
    window_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)


class NominationBallot(Row, table=True):
    """That a ballot was handed in: a keyed hash of person and category, under the key of its stage."""

    __tablename__ = "nomination_ballot"
    __table_args__ = (to("window_id", table="nomination_window"), _NO_ROW_IDS)
    org_id: str = Field(primary_key=True)
    window_id: str = Field(primary_key=True)
    stage: str = Field(primary_key=True)
    ballot: str = Field(primary_key=True)


class NominationSlip(Row, table=True):
    """A nomination or a vote. While its stage is open it is sealed by the key of that, nominations then by the key ring
    until they are decided on.
    """

    __tablename__ = "nomination_slip"
    __table_args__ = (to("window_id", table="nomination_window"), _NO_ROW_IDS)
    org_id: str = Field(primary_key=True)
    window_id: str = Field(primary_key=True)
    stage: str = Field(primary_key=True)
    token: str = Field(primary_key=True)
    words: bytes = Field(sa_column=sealed())


class NominationResult(Row, table=True):
    """Who received a category. `story`: the reasons colleagues gave. `consent`: what the winner said to telling it."""

    __tablename__ = "nomination_result"
    __table_args__ = (
        to("window_id", table="nomination_window"),
        to("person_id", table="person"),
        Index(None, "org_id", "person_id"),
    )
    org_id: str = Field(primary_key=True)
    window_id: str = Field(primary_key=True)
    category: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    story: bytes = Field(sa_column=sealed())
    consent: str = "asked"
    decided_at: int = Field(sa_column=epoch_ms())
