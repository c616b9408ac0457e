"""A second person's approval of a broadcast, and what it asks of its readers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("broadcast", sa.Column("request", sa.LargeBinary(), nullable=True))
    op.create_table(
        "broadcast_approval",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("broadcast_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("by_id", sa.String(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "broadcast_id"],
            ["broadcast.org_id", "broadcast.id"],
            name="fk_broadcast_approval_org_id_broadcast_id",
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "by_id"], ["person.org_id", "person.id"], name="fk_broadcast_approval_org_id_by_id"
        ),
        sa.PrimaryKeyConstraint("org_id", "broadcast_id", "version", name="pk_broadcast_approval"),
    )
    op.create_table(
        "broadcast_answer",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("broadcast_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "broadcast_id"],
            ["broadcast.org_id", "broadcast.id"],
            name="fk_broadcast_answer_org_id_broadcast_id",
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"], ["person.org_id", "person.id"], name="fk_broadcast_answer_org_id_person_id"
        ),
        sa.PrimaryKeyConstraint("org_id", "broadcast_id", "person_id", name="pk_broadcast_answer"),
    )
    op.create_index("ix_broadcast_answer_org_id_person_id", "broadcast_answer", ["org_id", "person_id"])
    op.create_table(
        "broadcast_rule",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("over", sa.String(), nullable=False),
        sa.Column("following", sa.String(), nullable=False),
        sa.Column("from_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["org.id"], name="fk_broadcast_rule_org_id"),
        sa.PrimaryKeyConstraint("org_id", name="pk_broadcast_rule"),
    )


def downgrade() -> None:
    op.drop_table("broadcast_rule")
    op.drop_table("broadcast_answer")
    op.drop_table("broadcast_approval")
    op.drop_column("broadcast", "request")
