"""Who there is: the org, its workspaces, people and their accounts, teams, and who leads whom."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.row import Row, epoch_ms, sealed, to


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
    held_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
    created_at: int = Field(sa_column=epoch_ms())


class Workspace(Row, table=True):
    """A Slack workspace, an Entra tenant or a rehearsal room that belongs to the org.

    `recognition_channel` is the platform's id of the channel for public kudos ("" = none chosen: kudos stay private).
    `heard_at` is when it last said something of its people.
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
    token: bytes | None = Field(default=None, sa_column=sealed(nullable=True))
    bot: str = ""
    service_url: str = ""
    recognition_channel: str = ""
    recognition_channel_name: str = ""
    created_at: int = Field(sa_column=epoch_ms())
    heard_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))


class Person(Row, table=True):
    """`left_at` is when it was first seen that an inactive person is; whoever comes back has not left.

    `sources` says who told each field, as domain.sources writes it.
    """

    __tablename__ = "person"
    __table_args__ = (
        ForeignKeyConstraint(["org_id"], ["org.id"]),
        to("manager_id", table="person"),
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
    created_at: int = Field(sa_column=epoch_ms())
    left_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
    sources: str | None = None


class Account(Row, table=True):
    """A person on one workspace. `external` is the Slack user id, the Entra object id or the room's own id.

    `alias` is what the platform calls the account in mentions, when that is not `external` itself (a Teams 29: id).
    `address` is where a direct message goes, when that is not `external` itself (a Teams conversation id).
    """

    __tablename__ = "account"
    __table_args__ = (
        to("workspace_id", table="workspace"),
        to("person_id", table="person"),
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
    seen_at: int = Field(default=0, sa_column=epoch_ms())


class Team(Row, table=True):
    __tablename__ = "team"
    __table_args__ = (ForeignKeyConstraint(["org_id"], ["org.id"]), UniqueConstraint("org_id", "name"))
    org_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    name: str
    created_at: int = Field(sa_column=epoch_ms())


class Membership(Row, table=True):
    __tablename__ = "membership"
    __table_args__ = (
        to("team_id", table="team"),
        to("person_id", table="person"),
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
        to("person_id", table="person"),
        to("manager_id", table="person"),
        Index(None, "org_id", "manager_id"),
    )
    org_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    starts_at: int = Field(sa_column=Column(BigInteger, primary_key=True))
    ends_at: int = Field(sa_column=epoch_ms())
    manager_id: str | None = None


class Belonging(Row, table=True):
    """That a person was in a team from a moment until just before another; what holds now is in membership, too."""

    __tablename__ = "belonging"
    __table_args__ = (
        to("person_id", table="person"),
        to("team_id", table="team"),
        Index(None, "org_id", "team_id"),
    )
    org_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    team_id: str = Field(primary_key=True)
    starts_at: int = Field(sa_column=Column(BigInteger, primary_key=True))
    ends_at: int = Field(sa_column=epoch_ms())


class ClaimCode(Row, table=True):
    """A one-time code that makes its bearer an HR administrator. Only its keyed hash is stored."""

    __tablename__ = "claim_code"
    __table_args__ = (ForeignKeyConstraint(["org_id"], ["org.id"]),)
    org_id: str = Field(primary_key=True)
    digest: str = Field(primary_key=True)
    expires_at: int = Field(sa_column=epoch_ms())
    used_by: str | None = None
