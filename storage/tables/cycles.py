"""Review cycles, who takes part, and their checkpoints. Days are ISO dates in the org's zone."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Index, Integer, Text, text
from sqlmodel import Field

from storage.tables.row import Row, epoch_ms, to

_STILL: Any = {f"{dialect}_where": text("ends_at IS NULL") for dialect in ("sqlite", "postgresql")}


class Cycle(Row, table=True):
    """A review cycle on version `framework` of the competencies. States: domain.cycles.State.

    `is_strict`: two pieces of evidence for every level. `paused_on` is an ISO date,
    `paused_days` what it lost in pauses that are over. `beside_team` is the id of the team that HR named to be compared
    with, since the day `beside_on`; it points at no row, so that a team may go.
    """

    __tablename__ = "cycle"
    __table_args__ = (to("author_id", table="person"), Index(None, "org_id", "state"))
    org_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    title: str
    template: str
    framework: int
    state: str = "draft"
    starts_on: str
    ends_on: str
    is_strict: bool = False
    paused_on: str | None = None
    paused_days: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default=text("0")))
    beside_team: str | None = None
    beside_on: str | None = None
    author_id: str
    version: int = 1
    created_at: int = Field(sa_column=epoch_ms())
    launched_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
    closed_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))


class CycleTeam(Row, table=True):
    __tablename__ = "cycle_team"
    __table_args__ = (to("cycle_id", table="cycle"), to("team_id", table="team"))
    org_id: str = Field(primary_key=True)
    cycle_id: str = Field(primary_key=True)
    team_id: str = Field(primary_key=True)
    joined_at: int = Field(sa_column=epoch_ms())


class Participant(Row, table=True):
    """Somebody who is reviewed in a cycle. Who reviews them is asked of the org chart when it matters."""

    __tablename__ = "participant"
    __table_args__ = (
        to("cycle_id", table="cycle"),
        to("person_id", table="person"),
        Index(None, "org_id", "person_id"),
    )
    org_id: str = Field(primary_key=True)
    cycle_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    joined_at: int = Field(sa_column=epoch_ms())
    left_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))


class Checkpoint(Row, table=True):
    """Some days of a cycle in which something of `kind` is asked. `content` is JSON: prompt, audience and ladder."""

    __tablename__ = "checkpoint"
    __table_args__ = (to("cycle_id", table="cycle"),)
    org_id: str = Field(primary_key=True)
    cycle_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    kind: str
    title: str
    opens_on: str
    due_on: str
    content: str = Field(sa_column=Column(Text, nullable=False))


class CheckpointDone(Row, table=True):
    """That what a checkpoint asks about a person was done, and by whom."""

    __tablename__ = "checkpoint_done"
    __table_args__ = (
        to("cycle_id", table="cycle"),
        to("person_id", table="person"),
        to("by_id", table="person"),
        Index(None, "org_id", "person_id"),
    )
    org_id: str = Field(primary_key=True)
    cycle_id: str = Field(primary_key=True)
    checkpoint_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    by_id: str
    at: int = Field(sa_column=epoch_ms())


class Delegation(Row, table=True):
    """For this cycle somebody acts for a manager who is away, until `ends_at` (UTC epoch ms; None: still)."""

    __tablename__ = "delegation"
    __table_args__ = (
        to("cycle_id", table="cycle"),
        to("away_id", table="person"),
        to("acting_id", table="person"),
        Index("ix_delegation_still", "org_id", "cycle_id", "away_id", unique=True, **_STILL),
    )
    org_id: str = Field(primary_key=True)
    cycle_id: str = Field(primary_key=True)
    away_id: str = Field(primary_key=True)
    acting_id: str
    since: int = Field(sa_column=Column(BigInteger, primary_key=True))
    ends_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
