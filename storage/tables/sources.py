"""Where people come from: files that were imported, and an identity provider that tells by SCIM."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.row import Row, epoch_ms, sealed, to


class ImportColumn(Row, table=True):
    """What a column of a people file means ("" = nothing to us), as somebody said when we could not tell."""

    __tablename__ = "import_column"
    __table_args__ = (ForeignKeyConstraint(["org_id"], ["org.id"]),)
    org_id: str = Field(primary_key=True)
    title: str = Field(primary_key=True)
    field: str


class ImportRun(Row, table=True):
    """One people file. States: running, undoing (the last sign of life is `beat_at`), done, undone. Counts: people."""

    __tablename__ = "import_run"
    __table_args__ = (ForeignKeyConstraint(["org_id"], ["org.id"]), Index(None, "org_id", "began_at"))
    org_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    state: str
    began_at: int = Field(sa_column=epoch_ms())
    beat_at: int = Field(sa_column=epoch_ms())
    added: int = 0
    changed: int = 0
    leaving: int = 0


class ImportRow(Row, table=True):
    """What a people file changed about one person, each field as it was and as it became, so that it can be undone."""

    __tablename__ = "import_row"
    __table_args__ = (
        to("run_id", table="import_run"),
        to("person_id", table="person"),
        Index(None, "org_id", "person_id"),
    )
    org_id: str = Field(primary_key=True)
    run_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    at: int = Field(sa_column=epoch_ms())
    fields: bytes = Field(sa_column=sealed())


class ScimToken(Row, table=True):
    """A bearer token of an identity provider, as a keyed hash. At most two are good at once, for a rotation."""

    __tablename__ = "scim_token"
    __table_args__ = (ForeignKeyConstraint(["org_id"], ["org.id"]),)
    org_id: str = Field(primary_key=True)
    digest: str = Field(primary_key=True)
    name: str
    made_at: int = Field(sa_column=epoch_ms())
    used_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
    revoked_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))


class ScimUser(Row, table=True):
    """A person as the identity provider names them. `manager_ref` is whom it named as manager and we do not know yet.

    `deleted_at`: it has deleted them; they have left, and it may create them anew.
    """

    __tablename__ = "scim_user"
    __table_args__ = (
        to("person_id", table="person"),
        UniqueConstraint("org_id", "user_key"),
        Index(None, "org_id", "external_id"),
        Index(None, "org_id", "manager_ref"),
    )
    org_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    user_name: str
    user_key: str
    external_id: str = ""
    given_name: str = ""
    family_name: str = ""
    display_name: str = ""
    manager_ref: str = ""
    created_at: int = Field(sa_column=epoch_ms())
    changed_at: int = Field(sa_column=epoch_ms())
    deleted_at: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
