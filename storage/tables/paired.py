"""What teams report of a month, and which systems post it."""

from __future__ import annotations

from sqlmodel import Field

from storage.tables.row import Row, epoch_ms, sealed, to


class TeamMonth(Row, table=True):
    """One month of one team, as domain.paired.Figures. `month` is like "2026-09"; `source` says how it came.

    `by_team` and `by_customers` are there together or not at all. Whoever entered it stands in the audit alone.
    """

    __tablename__ = "team_month"
    __table_args__ = (to("team_id", table="team"),)
    org_id: str = Field(primary_key=True)
    team_id: str = Field(primary_key=True)
    month: str = Field(primary_key=True)
    changes: int
    lead_minutes: int | None = None
    failed: int | None = None
    by_team: int | None = None
    by_customers: int | None = None
    source: str
    at: int = Field(sa_column=epoch_ms())


class FigureSender(Row, table=True):
    """A system that may post figures, by the name HR gave it. `token` is its secret: to check a signature takes it."""

    __tablename__ = "figure_sender"
    org_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    name: str
    token: bytes = Field(sa_column=sealed())
    made_at: int = Field(sa_column=epoch_ms())
    used_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
