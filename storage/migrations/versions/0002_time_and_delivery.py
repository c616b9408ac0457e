"""What happens by itself, and how fast it may be sent"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("org", sa.Column("held_at", sa.BigInteger(), nullable=True))
    op.create_table(
        "due",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["org_id"], ["org.id"], name="fk_due_org_id"),
        sa.PrimaryKeyConstraint("org_id", "kind", "subject", "step", name="pk_due"),
    )
    op.create_index("ix_due_org_id_state_due_at", "due", ["org_id", "state", "due_at"])
    op.create_table(
        "pace",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("opens_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "workspace_id"], ["workspace.org_id", "workspace.id"], name="fk_pace_org_id_workspace_id"
        ),
        sa.PrimaryKeyConstraint("org_id", "workspace_id", "key", name="pk_pace"),
    )
    op.create_index("ix_pace_org_id_opens_at", "pace", ["org_id", "opens_at"])
    op.create_table(
        "notice",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.Column("deadline", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"], ["person.org_id", "person.id"], name="fk_notice_org_id_person_id"
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name="pk_notice"),
        sa.UniqueConstraint("org_id", "person_id", "kind", "subject", name="uq_notice_org_id_person_id_kind_subject"),
    )
    op.create_index("ix_notice_org_id_person_id_state", "notice", ["org_id", "person_id", "state"])
    op.create_table(
        "preference",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("opens", sa.String(), nullable=False),
        sa.Column("closes", sa.String(), nullable=False),
        sa.Column("back_on", sa.String(), nullable=False),
        sa.Column("snoozed_until", sa.BigInteger(), nullable=False),
        sa.Column("stopped", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"], ["person.org_id", "person.id"], name="fk_preference_org_id_person_id"
        ),
        sa.PrimaryKeyConstraint("org_id", "person_id", name="pk_preference"),
    )


def downgrade() -> None:
    op.drop_table("preference")
    op.drop_index("ix_notice_org_id_person_id_state", table_name="notice")
    op.drop_table("notice")
    op.drop_index("ix_pace_org_id_opens_at", table_name="pace")
    op.drop_table("pace")
    op.drop_index("ix_due_org_id_state_due_at", table_name="due")
    op.drop_table("due")
    op.drop_column("org", "held_at")
