"""Every table. `org_id` leads every key; times are UTC epoch milliseconds; enums are stored by value.

Without an org in front: workspace (platform, tenant), by which a request finds its org, and seal_check.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    MetaData,
    Table,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Row(SQLModel):
    metadata = MetaData(naming_convention=NAMES)


def _epoch_ms(nullable: bool = False) -> Column[int]:
    return Column(BigInteger, nullable=nullable)


def _sealed(nullable: bool = False) -> Column[bytes]:
    return Column(LargeBinary, nullable=nullable)


def _to(*columns: str, table: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["org_id", *columns], [f"{table}.org_id", f"{table}.id"])


# --- Who ----------------------------------------------------------------------------------------------------------


class Org(Row, table=True):
    """`weekdays` are the ISO weekdays that are worked; the holidays are those of `country`, such as "ES" or "DE-BE".

    `held_at` is since when nothing owed is sent, on an operator's word; None is as usual.
    """

    __tablename__ = "org"
    id: str = Field(primary_key=True)
    name: str
    zone: str = "UTC"
    country: str = ""
    weekdays: str = "12345"
    held_at: int | None = Field(default=None, sa_column=_epoch_ms(nullable=True))
    created_at: int = Field(sa_column=_epoch_ms())


class Workspace(Row, table=True):
    """A Slack workspace, an Entra tenant or a rehearsal room that belongs to the org.

    `recognition_channel` is the platform's id of the channel for public kudos ("" = none chosen: kudos stay private).
    """

    __tablename__ = "workspace"
    __table_args__ = (
        ForeignKeyConstraint(["org_id"], ["org.id"]),
        UniqueConstraint("platform", "tenant"),
    )
    org_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    platform: str
    tenant: str
    name: str = ""
    state: str = "active"
    token: bytes | None = Field(default=None, sa_column=_sealed(nullable=True))
    bot: str = ""
    service_url: str = ""
    recognition_channel: str = ""
    recognition_channel_name: str = ""
    created_at: int = Field(sa_column=_epoch_ms())


class Person(Row, table=True):
    __tablename__ = "person"
    __table_args__ = (
        ForeignKeyConstraint(["org_id"], ["org.id"]),
        _to("manager_id", table="person"),
        UniqueConstraint("org_id", "email"),
        Index(None, "org_id", "manager_id"),
    )
    org_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    name: str
    email: str | None = None
    title: str = ""
    kind: str = "full"
    active: bool = True
    zone: str = "UTC"
    manager_id: str | None = None
    is_hr: bool = False
    version: int = 1
    created_at: int = Field(sa_column=_epoch_ms())


class Account(Row, table=True):
    """A person on one workspace. `external` is the Slack user id, the Entra object id or the room's own id.

    `alias` is what the platform calls the account in mentions, when that is not `external` itself (a Teams 29: id).
    `address` is where a direct message goes, when that is not `external` itself (a Teams conversation id).
    """

    __tablename__ = "account"
    __table_args__ = (
        _to("workspace_id", table="workspace"),
        _to("person_id", table="person"),
        Index(None, "org_id", "person_id"),
        Index(None, "org_id", "workspace_id", "alias"),
    )
    org_id: str = Field(primary_key=True)
    workspace_id: str = Field(primary_key=True)
    external: str = Field(primary_key=True)
    person_id: str
    handle: str = ""
    alias: str = ""
    address: str = ""
    kind: str = "full"
    active: bool = True
    seen_at: int = Field(default=0, sa_column=_epoch_ms())


class Team(Row, table=True):
    __tablename__ = "team"
    __table_args__ = (ForeignKeyConstraint(["org_id"], ["org.id"]), UniqueConstraint("org_id", "name"))
    org_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    name: str
    created_at: int = Field(sa_column=_epoch_ms())


class Membership(Row, table=True):
    __tablename__ = "membership"
    __table_args__ = (
        _to("team_id", table="team"),
        _to("person_id", table="person"),
        Index(None, "org_id", "person_id"),
    )
    org_id: str = Field(primary_key=True)
    team_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)


class ReportingLine(Row, table=True):
    """Who led a person from a moment until just before another; FOREVER for what holds now.

    `manager_id` None: nobody. What holds now also stands in person.manager_id, and is changed together with it.
    """

    __tablename__ = "reporting_line"
    __table_args__ = (
        _to("person_id", table="person"),
        _to("manager_id", table="person"),
        Index(None, "org_id", "manager_id"),
    )
    org_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    starts_at: int = Field(sa_column=Column(BigInteger, primary_key=True))
    ends_at: int = Field(sa_column=_epoch_ms())
    manager_id: str | None = None


class Belonging(Row, table=True):
    """That a person was in a team from a moment until just before another; what holds now is in membership, too."""

    __tablename__ = "belonging"
    __table_args__ = (
        _to("person_id", table="person"),
        _to("team_id", table="team"),
        Index(None, "org_id", "team_id"),
    )
    org_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    team_id: str = Field(primary_key=True)
    starts_at: int = Field(sa_column=Column(BigInteger, primary_key=True))
    ends_at: int = Field(sa_column=_epoch_ms())


class ClaimCode(Row, table=True):
    """A one-time code that makes its bearer an HR administrator. Only its keyed hash is stored."""

    __tablename__ = "claim_code"
    __table_args__ = (ForeignKeyConstraint(["org_id"], ["org.id"]),)
    org_id: str = Field(primary_key=True)
    digest: str = Field(primary_key=True)
    expires_at: int = Field(sa_column=_epoch_ms())
    used_by: str | None = None


class SealCheck(Row, table=True):
    """One row that tells whether the keys given are the keys of this store."""

    __tablename__ = "seal_check"
    id: int = Field(primary_key=True)
    word: bytes = Field(sa_column=_sealed())


# --- Reliability --------------------------------------------------------------------------------------------------


class Claim(Row, table=True):
    """Each inbound delivery, once, with the sealed answer it got, so that a duplicate hears the same again."""

    __tablename__ = "claim"
    __table_args__ = (Index(None, "org_id", "at"),)
    org_id: str = Field(primary_key=True)
    source: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    at: int = Field(sa_column=_epoch_ms())
    answer: bytes | None = Field(default=None, sa_column=_sealed(nullable=True))


class Outbox(Row, table=True):
    """Each message owed to anyone but the asker. States: queued, sending, sent, failed, ambiguous, dropped.

    `lane` keeps order (one per channel or person), the more urgent first. `promise` says what becomes of a message that
    may or may not have been sent. `of` names the message an edit changes, by its dedupe_key. `card` is sealed.
    `batch` is the long send it is a part of; then its own `card` is empty. From `not_after` on it is not begun.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        _to("workspace_id", table="workspace"),
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
    seq: int = Field(sa_column=_epoch_ms())
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
    card: bytes = Field(sa_column=_sealed())
    not_before: int = Field(sa_column=_epoch_ms())
    not_after: int | None = Field(default=None, sa_column=_epoch_ms(nullable=True))
    state: str = "queued"
    attempts: int = 0
    started_at: int = Field(default=0, sa_column=_epoch_ms())
    lease_until: int = Field(default=0, sa_column=_epoch_ms())
    lease_token: str = ""
    platform_ref: str = ""
    error: str = ""
    created_at: int = Field(sa_column=_epoch_ms())
    sent_at: int | None = Field(default=None, sa_column=_epoch_ms(nullable=True))


class Batch(Row, table=True):
    """A long send: the one card of all its messages. How far it is, is counted from ix_outbox_batch alone.

    Once it is closed, nothing more of it is begun.
    """

    __tablename__ = "batch"
    __table_args__ = (ForeignKeyConstraint(["org_id"], ["org.id"]),)
    org_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    card: bytes = Field(sa_column=_sealed())
    closed_at: int | None = Field(default=None, sa_column=_epoch_ms(nullable=True))


class Pace(Row, table=True):
    """From when the next message may go: one row for each bucket of a workspace and for each lane that was used."""

    __tablename__ = "pace"
    __table_args__ = (_to("workspace_id", table="workspace"), Index(None, "org_id", "opens_at"))
    org_id: str = Field(primary_key=True)
    workspace_id: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    opens_at: int = Field(sa_column=_epoch_ms())


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
    due_at: int = Field(sa_column=_epoch_ms())
    expires_at: int | None = Field(default=None, sa_column=_epoch_ms(nullable=True))
    state: str = "planned"
    attempts: int = 0
    reason: str = ""
    settled_at: int | None = Field(default=None, sa_column=_epoch_ms(nullable=True))


class Notice(Row, table=True):
    """Something to tell a person unasked, until a moment when it is welcome. States: waiting, sent, dropped.

    Those sent at one moment were one message; the moments are what the person's budget counts.
    """

    __tablename__ = "notice"
    __table_args__ = (
        _to("person_id", table="person"),
        UniqueConstraint("org_id", "person_id", "kind", "subject"),
        Index(None, "org_id", "person_id", "state"),
    )
    org_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    person_id: str
    kind: str
    subject: str
    card: bytes = Field(sa_column=_sealed())
    deadline: int | None = Field(default=None, sa_column=_epoch_ms(nullable=True))
    state: str = "waiting"
    sent_at: int | None = Field(default=None, sa_column=_epoch_ms(nullable=True))
    created_at: int = Field(sa_column=_epoch_ms())


class Preference(Row, table=True):
    """When a person may be written to unasked, and of what. Times are local, "HH:MM"; `stopped` are kinds."""

    __tablename__ = "preference"
    __table_args__ = (_to("person_id", table="person"),)
    org_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    opens: str = "09:00"
    closes: str = "18:00"
    back_on: str = ""
    snoozed_until: int = Field(default=0, sa_column=_epoch_ms())
    stopped: str = ""


class AuditHead(Row, table=True):
    """The end of one hash chain. An org has several, so that writers do not queue for one (docs/decisions/0007)."""

    __tablename__ = "audit_head"
    __table_args__ = (ForeignKeyConstraint(["org_id"], ["org.id"]),)
    org_id: str = Field(primary_key=True)
    chain: int = Field(primary_key=True)
    seq: int = Field(sa_column=_epoch_ms())
    mac: bytes = Field(sa_column=_sealed())


class Audit(Row, table=True):
    __tablename__ = "audit"
    __table_args__ = (ForeignKeyConstraint(["org_id"], ["org.id"]), Index(None, "org_id", "object"))
    org_id: str = Field(primary_key=True)
    chain: int = Field(primary_key=True)
    seq: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    at: int = Field(sa_column=_epoch_ms())
    actor_id: str | None = None
    action: str
    object: str = ""
    detail: bytes = Field(sa_column=_sealed())
    mac: bytes = Field(sa_column=_sealed())


class Draft(Row, table=True):
    """What a person had typed into a form that was not accepted, until they send it or 30 days pass."""

    __tablename__ = "draft"
    __table_args__ = (_to("person_id", table="person"),)
    org_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    form: str = Field(primary_key=True)
    content: bytes = Field(sa_column=_sealed())
    at: int = Field(sa_column=_epoch_ms())


# --- Kudos --------------------------------------------------------------------------------------------------------


class Kudos(Row, table=True):
    """A recognition. `state`: given, undone (within 30 s, nobody saw it) or withdrawn (later)."""

    __tablename__ = "kudos"
    __table_args__ = (
        _to("giver_id", table="person"),
        Index(None, "org_id", "giver_id", "given_at"),
    )
    org_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    giver_id: str
    badge: str
    note: bytes = Field(sa_column=_sealed())
    correction: bytes | None = Field(default=None, sa_column=_sealed(nullable=True))
    audience: str
    state: str = "given"
    edited: bool = False
    version: int = 1
    given_at: int = Field(sa_column=_epoch_ms())


class KudosReceiver(Row, table=True):
    """One receiver of one kudos, and what they decided: wider sharing, use as evidence, their name on the post."""

    __tablename__ = "kudos_receiver"
    __table_args__ = (
        _to("kudos_id", table="kudos"),
        _to("person_id", table="person"),
        Index(None, "org_id", "person_id", "given_at"),
    )
    org_id: str = Field(primary_key=True)
    kudos_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    given_at: int = Field(sa_column=_epoch_ms())
    shared: bool = False
    evidence: bool = False
    named: bool = True


class KudosEndorsement(Row, table=True):
    __tablename__ = "kudos_endorsement"
    __table_args__ = (_to("kudos_id", table="kudos"), _to("person_id", table="person"))
    org_id: str = Field(primary_key=True)
    kudos_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    at: int = Field(sa_column=_epoch_ms())


# --- Broadcasts ---------------------------------------------------------------------------------------------------


class Broadcast(Row, table=True):
    """A message from HR to many. States: draft, discarded, sending, cancelled, sent. `teams` are ids, with commas.

    `day` and `at` are local to each reader. The counts are people; `stretch_*` is what the rate is taken from.
    """

    __tablename__ = "broadcast"
    __table_args__ = (_to("author_id", table="person"), Index(None, "org_id", "created_at"))
    org_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    author_id: str
    title: bytes = Field(sa_column=_sealed())
    message: bytes = Field(sa_column=_sealed())
    audience: str
    teams: str = ""
    timing: str
    day: str = ""
    at: str = ""
    state: str = "draft"
    version: int = 1
    people: int = 0
    planned: int = 0
    no_account: int = 0
    away: int = 0
    left: int = 0
    sent: int = 0
    failed: int = 0
    dropped: int = 0
    stretch_since: int = Field(sa_column=_epoch_ms())
    stretch_settled: int = 0
    created_at: int = Field(sa_column=_epoch_ms())
    sent_at: int | None = Field(default=None, sa_column=_epoch_ms(nullable=True))
    settled_at: int | None = Field(default=None, sa_column=_epoch_ms(nullable=True))


# --- The rehearsal room -------------------------------------------------------------------------------------------


class RoomMessage(Row, table=True):
    """What stands in the rehearsal room, as a platform would keep it: a person's text (`author`) or our card ("")."""

    __tablename__ = "room_message"
    __table_args__ = (
        _to("workspace_id", table="workspace"),
        Index("ix_room_message_place", "org_id", "workspace_id", "place", "seq"),
    )
    org_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    workspace_id: str
    place: str
    seq: int = Field(sa_column=_epoch_ms())
    author: str = ""
    body: bytes = Field(sa_column=_sealed())
    edited: bool = False
    removed: bool = False
    at: int = Field(sa_column=_epoch_ms())


def table(row: type[SQLModel]) -> Table:
    """Return the Core table, for the hot paths."""
    found: Table = row.__table__  # type: ignore[attr-defined]  # SQLModel sets it on table classes only
    return found
