"""What is kept about the store itself: the seal of its keys, and the audit chains."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Index
from sqlmodel import Field

from storage.tables.row import Row, epoch_ms, sealed


class SealCheck(Row, table=True):
    """One row that tells whether the keys given are the keys of this store."""

    __tablename__ = "seal_check"
    id: int = Field(primary_key=True)
    word: bytes = Field(sa_column=sealed())


class AuditHead(Row, table=True):
    """The end of one hash chain. An org has several, so that writers do not queue for one (docs/decisions/0007).

    Lines up to `pruned_seq` have grown too old and are gone; `pruned_mac` is that of the last of them.
    """

    __tablename__ = "audit_head"
    __table_args__ = (ForeignKeyConstraint(["org_id"], ["org.id"]),)
    org_id: str = Field(primary_key=True)
    chain: int = Field(primary_key=True)
    seq: int = Field(sa_column=epoch_ms())
    mac: bytes = Field(sa_column=sealed())
    pruned_seq: int | None = Field(default=None, sa_column=epoch_ms(nullable=True))
    pruned_mac: bytes | None = Field(default=None, sa_column=sealed(nullable=True))
    pruned_seal: bytes | None = Field(default=None, sa_column=sealed(nullable=True))


class Audit(Row, table=True):
    """One line of a chain. `digest` is of `detail`, which may be shredded: then a mark stands there in its place."""

    __tablename__ = "audit"
    __table_args__ = (ForeignKeyConstraint(["org_id"], ["org.id"]), Index(None, "org_id", "object"))
    org_id: str = Field(primary_key=True)
    chain: int = Field(primary_key=True)
    seq: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    at: int = Field(sa_column=epoch_ms())
    actor_id: str | None = None
    action: str
    object: str = ""
    detail: bytes = Field(sa_column=sealed())
    mac: bytes = Field(sa_column=sealed())
    digest: bytes | None = Field(default=None, sa_column=sealed(nullable=True))
