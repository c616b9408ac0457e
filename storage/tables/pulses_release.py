"""What was released of pulses, once and for good, and what teams mean to do about it."""

from __future__ import annotations

from sqlalchemy import Column, Index, Text
from sqlmodel import Field

from storage.tables.row import Row, epoch_ms, sealed, to


class PulseRelease(Row, table=True):
    """That a wave was released. `teams_differ`: the percentage of all differences that lies between teams."""

    __tablename__ = "pulse_release"
    __table_args__ = (to("wave_id", table="pulse_wave"),)
    org_id: str = Field(primary_key=True)
    wave_id: str = Field(primary_key=True)
    released_at: int = Field(sa_column=epoch_ms())
    teams_differ: int | None = None


class PulseFigure(Row, table=True):
    """One figure of one group. `content` is JSON as storage.pulses_release writes it, "" for one that is not shown.

    `n` answered; it is for the next wave's comparison and is never shown, and 0 where no figure is: how many skipped a
    question in a group of few would be what somebody did. `trend`: domain.pulses_published.Trend.
    """

    __tablename__ = "pulse_figure"
    __table_args__ = (to("wave_id", table="pulse_wave"),)
    org_id: str = Field(primary_key=True)
    wave_id: str = Field(primary_key=True)
    group_id: str = Field(primary_key=True)
    question_id: str = Field(primary_key=True)
    n: int
    content: str = Field(sa_column=Column(Text, nullable=False))
    trend: str = ""


class PulseStanding(Row, table=True):
    """What is told of a group besides its figures, in words: domain.pulses_published.Standing."""

    __tablename__ = "pulse_standing"
    __table_args__ = (to("wave_id", table="pulse_wave"),)
    org_id: str = Field(primary_key=True)
    wave_id: str = Field(primary_key=True)
    group_id: str = Field(primary_key=True)
    is_asked: bool
    turnout: str = ""
    agreement: str = ""


class PulseRemark(Row, table=True):
    """A comment that is shown, under a token of chance, in the one group in which it is read."""

    __tablename__ = "pulse_remark"
    __table_args__ = (to("wave_id", table="pulse_wave"), {"sqlite_with_rowid": False})
    org_id: str = Field(primary_key=True)
    wave_id: str = Field(primary_key=True)
    token: str = Field(primary_key=True)
    group_id: str
    item_id: str
    words: bytes = Field(sa_column=sealed())


class PulseAction(Row, table=True):
    """Something a group may do about its results. Proposed, then chosen with an owner and a date, then done or dropped.

    `due_on` is an ISO date. `outcome` is what came of it, which the next wave opens with.
    """

    __tablename__ = "pulse_action"
    __table_args__ = (
        to("wave_id", table="pulse_wave"),
        to("author_id", table="person"),
        to("owner_id", table="person"),
        Index(None, "org_id", "wave_id", "group_id"),
    )
    org_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    wave_id: str
    group_id: str
    words: str = Field(sa_column=Column(Text, nullable=False))
    author_id: str
    owner_id: str | None = None
    due_on: str = ""
    state: str
    outcome: str = Field(sa_column=Column(Text, nullable=False))
    version: int
    created_at: int = Field(sa_column=epoch_ms())


class PulseVote(Row, table=True):
    """That somebody is for doing it."""

    __tablename__ = "pulse_vote"
    __table_args__ = (
        to("action_id", table="pulse_action"),
        to("person_id", table="person"),
        Index(None, "org_id", "person_id"),
    )
    org_id: str = Field(primary_key=True)
    action_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
