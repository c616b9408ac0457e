"""Calibration sprints: who practices for a month on which competencies, and how each manager read the written cases."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.row import Row, epoch_ms, to


class CalibrationSprint(Row, table=True):
    """`ends_at` is when its last week closes."""

    __tablename__ = "calibration_sprint"
    __table_args__ = (
        to("author_id", table="person"),
        to("facilitator_id", table="person"),
        Index(None, "org_id", "ends_at"),
    )
    org_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    author_id: str
    facilitator_id: str | None = None
    created_at: int = Field(sa_column=epoch_ms())
    ends_at: int = Field(sa_column=epoch_ms())
    stopped_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))


class CalibrationSprintWeek(Row, table=True):
    """The competency of a week, counted from 1; it closes as the next one opens.

    `readers` counts who read its cases in time, and keeps counting whoever is erased after it closed.
    """

    __tablename__ = "calibration_sprint_week"
    __table_args__ = (to("sprint_id", table="calibration_sprint"),)
    org_id: str = Field(primary_key=True)
    sprint_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    competency: str
    opens_at: int = Field(sa_column=epoch_ms())
    readers: int


class CalibrationSprintSeat(Row, table=True):
    """A manager who takes part, in the order in which they were named."""

    __tablename__ = "calibration_sprint_seat"
    __table_args__ = (
        to("sprint_id", table="calibration_sprint"),
        to("person_id", table="person"),
        Index(None, "org_id", "person_id"),
    )
    org_id: str = Field(primary_key=True)
    sprint_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    place: int


class CalibrationSprintReading(Row, table=True):
    """How a manager read one case of a week, for good."""

    __tablename__ = "calibration_sprint_reading"
    __table_args__ = (
        to("sprint_id", table="calibration_sprint"),
        to("person_id", table="person"),
        Index(None, "org_id", "person_id"),
    )
    org_id: str = Field(primary_key=True)
    sprint_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    week: int = Field(primary_key=True)
    case_id: str = Field(primary_key=True)
    level: str
    knew: bool
    at: int = Field(sa_column=epoch_ms())
