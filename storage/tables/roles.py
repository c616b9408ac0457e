"""Who holds which office besides what the organization chart says."""

from __future__ import annotations

from sqlmodel import Field

from storage.tables.row import Row, epoch_ms, to


class Appointment(Row, table=True):
    """A person holds an office from HR's appointment until it is taken back; the audit log keeps who did it.

    Of whom the HR office was taken it says since when, as the office "was_hr".
    """

    __tablename__ = "appointment"
    __table_args__ = (to("person_id", table="person"),)
    org_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    office: str = Field(primary_key=True)
    appointed_at: int = Field(sa_column=epoch_ms())
