"""Calibration sessions: who sits in them, the packets they read, and what is said and decided there."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.row import Row, epoch_ms, sealed, to


class CalibrationSession(Row, table=True):
    """`day` is an ISO date and `at` an ISO time on the clocks of `zone`. States: domain.calibration.State.

    `segment` is that of the script that runs, since `segment_at`. The scores of the cases everybody rated were shown to
    the room at `revealed_at`.
    """

    __tablename__ = "calibration_session"
    __table_args__ = (
        to("cycle_id", table="cycle"),
        to("author_id", table="person"),
        Index(None, "org_id", "state"),
        Index(None, "org_id", "cycle_id"),
    )
    org_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    cycle_id: str
    round_id: str
    day: str
    at: str
    zone: str
    minutes: int
    state: str
    sequence: int
    segment: int | None = None
    segment_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
    revealed_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
    author_id: str
    version: int = 1
    created_at: int = Field(sa_column=epoch_ms())
    frozen_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
    opened_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
    closed_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))


class CalibrationSeat(Row, table=True):
    """Somebody with a seat: domain.calibration.Seat. `form` is the set of cases a manager begins with."""

    __tablename__ = "calibration_seat"
    __table_args__ = (
        to("session_id", table="calibration_session"),
        to("person_id", table="person"),
        Index(None, "org_id", "person_id"),
    )
    org_id: str = Field(primary_key=True)
    session_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    seat: str
    place: int
    form: str = ""


class CalibrationAnchor(Row, table=True):
    """How a manager read one of the written cases, before or after the session: domain.calibration_script.Moment."""

    __tablename__ = "calibration_anchor"
    __table_args__ = (
        to("session_id", table="calibration_session"),
        to("person_id", table="person"),
        Index(None, "org_id", "person_id"),
    )
    org_id: str = Field(primary_key=True)
    session_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    moment: str = Field(primary_key=True)
    case_id: str = Field(primary_key=True)
    level: str
    at: int = Field(sa_column=epoch_ms())


class CalibrationPacket(Row, table=True):
    """What the session reads about one person, as it was at `frozen_at`; `words` is sealed JSON.

    `place` is where the case comes in the session, None when it is not talked about.
    """

    __tablename__ = "calibration_packet"
    __table_args__ = (
        to("session_id", table="calibration_session"),
        to("subject_id", table="person"),
        to("manager_id", table="person"),
        Index(None, "org_id", "subject_id"),
        Index(None, "org_id", "manager_id"),
    )
    org_id: str = Field(primary_key=True)
    session_id: str = Field(primary_key=True)
    subject_id: str = Field(primary_key=True)
    manager_id: str
    words: bytes = Field(sa_column=sealed())
    place: int | None = None
    frozen_at: int = Field(sa_column=epoch_ms())
    begun_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))


class CalibrationView(Row, table=True):
    """What one manager says of one packet, before and in the session; `words` is sealed JSON."""

    __tablename__ = "calibration_view"
    __table_args__ = (
        to("session_id", table="calibration_session"),
        to("subject_id", table="person"),
        to("person_id", table="person"),
        Index(None, "org_id", "subject_id"),
        Index(None, "org_id", "person_id"),
    )
    org_id: str = Field(primary_key=True)
    session_id: str = Field(primary_key=True)
    subject_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    words: bytes = Field(sa_column=sealed())
    at: int = Field(sa_column=epoch_ms())


class CalibrationDecision(Row, table=True):
    """What the session decided on one rating, each time it did; the latest counts. `words` is sealed JSON.

    Outcomes: domain.calibration_decisions.Outcome. One that was taken back has `undone_at`, one that was carried out
    when the session closed has `applied_at`.
    """

    __tablename__ = "calibration_decision"
    __table_args__ = (
        to("session_id", table="calibration_session"),
        to("subject_id", table="person"),
        to("by_id", table="person"),
        Index(None, "org_id", "subject_id"),
    )
    org_id: str = Field(primary_key=True)
    session_id: str = Field(primary_key=True)
    subject_id: str = Field(primary_key=True)
    competency: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    outcome: str
    by_id: str
    words: bytes = Field(sa_column=sealed())
    at: int = Field(sa_column=epoch_ms())
    undone_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
    applied_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
