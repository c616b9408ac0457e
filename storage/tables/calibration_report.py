"""What calibration sessions are found to have done: figures of the room, and of each manager apart from them."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.row import Row, epoch_ms, sealed, to


class CalibrationReport(Row, table=True):
    """The figures of one session, without names: `words` is sealed JSON of domain.calibration_report.Room."""

    __tablename__ = "calibration_report"
    __table_args__ = (to("session_id", table="calibration_session"),)
    org_id: str = Field(primary_key=True)
    session_id: str = Field(primary_key=True)
    words: bytes = Field(sa_column=sealed())
    at: int = Field(sa_column=epoch_ms())


class CalibrationHabit(Row, table=True):
    """How one manager rated in it: `words` is sealed JSON of domain.calibration_report.Habit."""

    __tablename__ = "calibration_habit"
    __table_args__ = (
        to("session_id", table="calibration_session"),
        to("person_id", table="person"),
        Index(None, "org_id", "person_id"),
    )
    org_id: str = Field(primary_key=True)
    session_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    words: bytes = Field(sa_column=sealed())
    at: int = Field(sa_column=epoch_ms())
