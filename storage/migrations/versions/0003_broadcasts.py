"""Broadcasts, which long send a message is a part of, and the edits of a message by an index"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("batch", sa.String(), nullable=True))
    op.create_index(
        "ix_outbox_batch",
        "outbox",
        ["org_id", "batch", "state", "not_before"],
        sqlite_where=sa.text("batch IS NOT NULL"),
        postgresql_where=sa.text("batch IS NOT NULL"),
    )
    op.create_index(
        "ix_outbox_of",
        "outbox",
        ["org_id", "of", "state"],
        sqlite_where=sa.text('"of" IS NOT NULL'),
        postgresql_where=sa.text('"of" IS NOT NULL'),
    )
    op.create_table(
        "batch",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["org.id"], name="fk_batch_org_id"),
        sa.PrimaryKeyConstraint("org_id", "id", name="pk_batch"),
    )
    op.create_table(
        "broadcast",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("author_id", sa.String(), nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("teams", sa.String(), nullable=False),
        sa.Column("timing", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("planned", sa.Integer(), nullable=False),
        sa.Column("no_account", sa.Integer(), nullable=False),
        sa.Column("away", sa.Integer(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("dropped", sa.Integer(), nullable=False),
        sa.Column("stretch_since", sa.BigInteger(), nullable=False),
        sa.Column("stretch_settled", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "author_id"], ["person.org_id", "person.id"], name="fk_broadcast_org_id_author_id"
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name="pk_broadcast"),
    )
    op.create_index("ix_broadcast_org_id_created_at", "broadcast", ["org_id", "created_at"])


def downgrade() -> None:
    op.drop_index("ix_broadcast_org_id_created_at", table_name="broadcast")
    op.drop_table("broadcast")
    op.drop_table("batch")
    op.drop_index("ix_outbox_of", table_name="outbox")
    op.drop_index("ix_outbox_batch", table_name="outbox")
    op.drop_column("outbox", "batch")
