"""How far set-up has come, for whom Vouchsafe is open, who guessed at codes, and to whom it was introduced."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint
from sqlmodel import Field

from storage.tables.row import Row, epoch_ms, to


class SetUp(Row, table=True):
    """For whom Vouchsafe is open: hr, pilot or everyone. `teams` are the pilot's ids, with commas, kept for later.

    An org without a row is open to everyone. Groups of fewer than `threshold` people are never shown.
    """

    __tablename__ = "set_up"
    __table_args__ = (ForeignKeyConstraint(["org_id"], ["org.id"]),)
    org_id: str = Field(primary_key=True)
    reach: str = "everyone"
    teams: str = ""
    threshold: int = 5


class SetUpStep(Row, table=True):
    """A step of set-up that HR has dealt with (`done_at`), and the version of what was saved in it."""

    __tablename__ = "set_up_step"
    __table_args__ = (ForeignKeyConstraint(["org_id"], ["org.id"]), to("saved_by", table="person"))
    org_id: str = Field(primary_key=True)
    step: str = Field(primary_key=True)
    done_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
    version: int = 0
    saved_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
    saved_by: str | None = None


class ClaimTry(Row, table=True):
    """How many wrong codes a person has typed since a moment."""

    __tablename__ = "claim_try"
    __table_args__ = (to("person_id", table="person"),)
    org_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    since: int = Field(sa_column=epoch_ms())
    count: int = 0


class Introduction(Row, table=True):
    """That Vouchsafe has been introduced to a person, once."""

    __tablename__ = "introduction"
    __table_args__ = (to("person_id", table="person"),)
    org_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    at: int = Field(sa_column=epoch_ms())
