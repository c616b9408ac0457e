"""What came in, what is owed to anyone, and what happens by itself."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from storage.tables.row import Row, epoch_ms, sealed, to


class Claim(Row, table=True):
    """Each inbound delivery, once, with the sealed answer it got, so that a duplicate hears the same again."""

    __tablename__ = "claim"
    __table_args__ = (Index(None, "org_id", "at"),)
    org_id: str = Field(primary_key=True)
    source: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    at: int = Field(sa_column=epoch_ms())
    answer: bytes | None = Field(default=None, sa_column=sealed(nullable=True))


class Outbox(Row, table=True):
    """Each message owed to anyone but the asker. States: queued, sending, sent, failed, ambiguous, dropped.

    `lane` keeps order (one per channel or person), the more urgent first. `promise` says what becomes of a message that
    may or may not have been sent. `of` names the message an edit changes, by its dedupe_key. `card` is sealed.
    `batch` is the long send it is a part of; then its own `card` is empty. From `not_after` on it is not begun.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        to("workspace_id", table="workspace"),
        UniqueConstraint("org_id", "dedupe_key"),
        Index("ix_outbox_due", "org_id", "state", "not_before"),
        Index("ix_outbox_lane", "org_id", "lane", "state", "seq"),
        Index("ix_outbox_turn", "org_id", "workspace_id", "state", "urgency", "not_before", "seq"),
        Index(
            "ix_outbox_batch",
            *("org_id", "batch", "state", "not_before", "not_after"),
            sqlite_where=text("batch IS NOT NULL"),
            postgresql_where=text("batch IS NOT NULL"),
        ),
        Index(
            "ix_outbox_of",
            *("org_id", "of", "state"),
            sqlite_where=text('"of" IS NOT NULL'),
            postgresql_where=text('"of" IS NOT NULL'),
        ),
    )
    org_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    seq: int = Field(sa_column=epoch_ms())
    workspace_id: str
    kind: str
    lane: str
    urgency: int
    promise: str
    address: str
    reader_id: str | None = None
    dedupe_key: str
    of: str | None = None
    batch: str | None = None
    card: bytes = Field(sa_column=sealed())
    not_before: int = Field(sa_column=epoch_ms())
    not_after: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
    state: str = "queued"
    attempts: int = 0
    started_at: int = Field(default=0, sa_column=epoch_ms())
    lease_until: int = Field(default=0, sa_column=epoch_ms())
    lease_token: str = ""
    platform_ref: str = ""
    error: str = ""
    created_at: int = Field(sa_column=epoch_ms())
    sent_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))


class Batch(Row, table=True):
    """A long send: the one card of all its messages. How far it is, is counted from ix_outbox_batch alone.

    Once it is closed, nothing more of it is begun.
    """

    __tablename__ = "batch"
    __table_args__ = (ForeignKeyConstraint(["org_id"], ["org.id"]),)
    org_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    card: bytes = Field(sa_column=sealed())
    closed_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))


class Pace(Row, table=True):
    """From when the next message may go: one row for each bucket of a workspace and for each lane that was used."""

    __tablename__ = "pace"
    __table_args__ = (to("workspace_id", table="workspace"), Index(None, "org_id", "opens_at"))
    org_id: str = Field(primary_key=True)
    workspace_id: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    opens_at: int = Field(sa_column=epoch_ms())


class Due(Row, table=True):
    """Something that happens by itself, once. States: planned, done, superseded, expired, failed.

    `subject` is what it is about (our id, or ""), `step` which of its occurrences (a local date, a chunk, "T-1").
    """

    __tablename__ = "due"
    __table_args__ = (
        ForeignKeyConstraint(["org_id"], ["org.id"]),
        Index(None, "org_id", "state", "due_at"),
    )
    org_id: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    step: str = Field(primary_key=True)
    due_at: int = Field(sa_column=epoch_ms())
    expires_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
    state: str = "planned"
    attempts: int = 0
    reason: str = ""
    settled_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))


class Notice(Row, table=True):
    """Something to tell a person unasked, until a moment when it is welcome. States: waiting, sent, dropped.

    Those sent at one moment were one message; the moments are what the person's budget counts.
    `about_id`: somebody it tells their manager about.
    """

    __tablename__ = "notice"
    __table_args__ = (
        to("person_id", table="person"),
        UniqueConstraint("org_id", "person_id", "kind", "subject"),
        Index(None, "org_id", "person_id", "state"),
    )
    org_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    person_id: str
    kind: str
    subject: str
    card: bytes = Field(sa_column=sealed())
    deadline: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
    about_id: str | None = None
    state: str = "waiting"
    sent_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
    created_at: int = Field(sa_column=epoch_ms())


class Preference(Row, table=True):
    """When a person may be written to unasked, and of what. Times are local, "HH:MM"; `stopped` are kinds.

    `digest_day` is the ISO weekday for what can wait, `workspace_id` where they are written to first.
    """

    __tablename__ = "preference"
    __table_args__ = (to("person_id", table="person"),)
    org_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    opens: str = "09:00"
    closes: str = "18:00"
    back_on: str = ""
    snoozed_until: int = Field(default=0, sa_column=epoch_ms())
    stopped: str = ""
    digest_day: int | None = None
    workspace_id: str | None = None


class Draft(Row, table=True):
    """What a person had typed into a form that was not accepted, until they send it or 30 days pass."""

    __tablename__ = "draft"
    __table_args__ = (to("person_id", table="person"),)
    org_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    form: str = Field(primary_key=True)
    content: bytes = Field(sa_column=sealed())
    at: int = Field(sa_column=epoch_ms())
