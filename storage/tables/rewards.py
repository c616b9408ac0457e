"""By what a team earns a reward, what it tried out, and what became of each quarter."""

from __future__ import annotations

from sqlalchemy import Column, Index, Text
from sqlmodel import Field

from storage.tables.row import Row, epoch_ms, sealed, to


class RewardRule(Row, table=True):
    """A team's rule, as domain.rewards.Rule; `criteria` are its words, separated by commas."""

    __tablename__ = "reward_rule"
    __table_args__ = (to("team_id", table="team"),)
    org_id: str = Field(primary_key=True)
    team_id: str = Field(primary_key=True)
    criteria: str
    least_index: int
    prize: str = Field(sa_column=Column(Text, nullable=False))
    version: int
    written_at: int = Field(sa_column=epoch_ms())


class RewardQuarter(Row, table=True):
    """The ledger: how a quarter, like "2026-Q3", was settled. `verdict` is JSON, as storage.rewards writes it."""

    __tablename__ = "reward_quarter"
    __table_args__ = (to("team_id", table="team"),)
    org_id: str = Field(primary_key=True)
    team_id: str = Field(primary_key=True)
    quarter: str = Field(primary_key=True)
    outcome: str
    prize: str = Field(sa_column=Column(Text, nullable=False))
    verdict: str = Field(sa_column=Column(Text, nullable=False))
    settled_at: int = Field(sa_column=epoch_ms())
    given_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))


class Experiment(Row, table=True):
    """What a team tried out (`title`, sealed) and how it ended, on an ISO date; `link` is "" until it is published."""

    __tablename__ = "experiment"
    __table_args__ = (to("team_id", table="team"), Index(None, "org_id", "team_id", "ended_on"))
    org_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    team_id: str
    title: bytes = Field(sa_column=sealed())
    ending: str
    ended_on: str
    link: str = Field(sa_column=Column(Text, nullable=False))
    told_at: int = Field(sa_column=epoch_ms())
