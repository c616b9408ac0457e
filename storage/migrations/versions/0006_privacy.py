"""Legal holds, erasures, downloads and for how long data is kept; audit lines whose words can go; who has left when"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("left_at", sa.BigInteger(), nullable=True))
    op.add_column("audit", sa.Column("digest", sa.LargeBinary(), nullable=True))
    for name, kind in _PRUNED:
        op.add_column("audit_head", sa.Column(name, kind, nullable=True))
    op.create_table("legal_hold", *_HOLD, _key("legal_hold", "id"), _person("legal_hold"))
    op.create_index("ix_legal_hold_org_id_person_id", "legal_hold", ["org_id", "person_id"])
    op.create_table("erasure", *_ERASURE, _key("erasure", "id"), _person("erasure"))
    op.create_index("ix_erasure_org_id_person_id", "erasure", ["org_id", "person_id"])
    op.create_index("ix_erasure_org_id_state", "erasure", ["org_id", "state"])
    of_erasure = sa.ForeignKeyConstraint(
        ["org_id", "erasure_id"], ["erasure.org_id", "erasure.id"], name="fk_barred_org_id_erasure_id"
    )
    op.create_table("barred", *_BARRED, _key("barred", "digest"), of_erasure)
    op.create_table("download", *_DOWNLOAD, _key("download", "digest"), _person("download"))
    op.create_index("ix_download_org_id_person_id", "download", ["org_id", "person_id"])
    of_org = sa.ForeignKeyConstraint(["org_id"], ["org.id"], name="fk_retention_org_id")
    op.create_table("retention", *_RETENTION, _key("retention", "data_class"), of_org)


def downgrade() -> None:
    for name in ("retention", "download", "barred", "erasure", "legal_hold"):
        op.drop_table(name)
    for name, _ in _PRUNED:
        op.drop_column("audit_head", name)
    op.drop_column("audit", "digest")
    op.drop_column("person", "left_at")


def _key(table: str, column: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("org_id", column, name=f"pk_{table}")


def _person(table: str) -> sa.ForeignKeyConstraint:
    there = ["person.org_id", "person.id"]
    return sa.ForeignKeyConstraint(["org_id", "person_id"], there, name=f"fk_{table}_org_id_person_id")


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _at(name: str, *, nullable: bool = True) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


_PRUNED = (("pruned_seq", sa.BigInteger()), ("pruned_mac", sa.LargeBinary()), ("pruned_seal", sa.LargeBinary()))
_HOLD = (
    _text("org_id"),
    _text("id"),
    _text("person_id"),
    sa.Column("reason", sa.LargeBinary(), nullable=False),
    _text("placed_by", nullable=True),
    _at("placed_at", nullable=False),
    _text("lifted_by", nullable=True),
    _at("lifted_at"),
)
_ERASURE: tuple[sa.Column[Any], ...] = (
    _text("org_id"),
    _text("id"),
    _text("person_id"),
    _text("state"),
    _text("asked_by", nullable=True),
    _at("asked_at", nullable=False),
    _text("approved_by", nullable=True),
    *(_at(name) for name in ("approved_at", "shredded_at", "verified_at", "listed_at")),
    sa.Column("names", sa.LargeBinary(), nullable=True),
)
_BARRED = (_text("org_id"), _text("digest"), _text("erasure_id"))
_DOWNLOAD = (_text("org_id"), _text("digest"), _text("person_id"), _at("expires_at", nullable=False), _at("used_at"))
_RETENTION = (
    _text("org_id"),
    _text("data_class"),
    sa.Column("days", sa.Integer(), nullable=False),
    sa.Column("asked_days", sa.Integer(), nullable=True),
    _text("asked_by", nullable=True),
    _at("changed_at", nullable=False),
)
