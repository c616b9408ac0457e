"""What people decide about what is kept of them, and the records of it."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKeyConstraint, Index, String, text
from sqlmodel import Field

from storage.tables.row import Row, epoch_ms, sealed, to


class LegalHold(Row, table=True):
    """While it stands, nothing about the person is erased or grows too old. `placed_by` None: the operator."""

    __tablename__ = "legal_hold"
    __table_args__ = (to("person_id", table="person"), Index(None, "org_id", "person_id"))
    org_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    person_id: str
    reason: bytes = Field(sa_column=sealed())
    placed_by: str | None = None
    placed_at: int = Field(sa_column=epoch_ms())
    lifted_by: str | None = None
    lifted_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))


class Erasure(Row, table=True):
    """A wish to have all about a person erased: requested, withdrawn, declined, approved, shredded or verified.

    `asked_by` and `approved_by` None: the operator. `names` is what is looked for in other people's texts, until it is
    verified. `listed_at`: since when it also stands outside the database, for whoever restores a backup.
    """

    __tablename__ = "erasure"
    __table_args__ = (
        to("person_id", table="person"),
        Index(None, "org_id", "person_id"),
        Index(None, "org_id", "state"),
    )
    org_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    person_id: str
    state: str = "requested"
    asked_by: str | None = None
    asked_at: int = Field(sa_column=epoch_ms())
    approved_by: str | None = None
    approved_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
    shredded_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
    verified_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
    listed_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
    names: bytes | None = Field(default=None, sa_column=sealed(nullable=True))


class Barred(Row, table=True):
    """An account or address of somebody erased, as a keyed hash, so that no directory brings it back."""

    __tablename__ = "barred"
    __table_args__ = (to("erasure_id", table="erasure"),)
    org_id: str = Field(primary_key=True)
    digest: str = Field(primary_key=True)
    erasure_id: str


class Download(Row, table=True):
    """A link to a file for a person, good once. Only the keyed hash of its secret is stored.

    `of` is the kind of file, and `about` what it is of; "" is what is kept about the person.
    """

    __tablename__ = "download"
    __table_args__ = (to("person_id", table="person"), Index(None, "org_id", "person_id"))
    org_id: str = Field(primary_key=True)
    digest: str = Field(primary_key=True)
    person_id: str
    of: str = Field(default="", sa_column=Column(String, nullable=False, server_default=text("''")))
    about: str = Field(default="", sa_column=Column(String, nullable=False, server_default=text("''")))
    expires_at: int = Field(sa_column=epoch_ms())
    used_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))


class Retention(Row, table=True):
    """For how many days a class of data is kept, where that is not the default, and what waits for approval."""

    __tablename__ = "retention"
    __table_args__ = (ForeignKeyConstraint(["org_id"], ["org.id"]),)
    org_id: str = Field(primary_key=True)
    data_class: str = Field(primary_key=True)
    days: int
    asked_days: int | None = None
    asked_by: str | None = None
    changed_at: int = Field(sa_column=epoch_ms())
