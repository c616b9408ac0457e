"""What a later release may add: a column with a default to tables in use, and a table that refers to them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage import opening

revision = "9998"
down_revision = max(one for one in opening.known() if one < revision)
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("kudos", sa.Column("warmth", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("outbox", sa.Column("tone", sa.String(), nullable=True))
    op.create_table(
        "warmth",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("kudos_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["org_id", "kudos_id"], ["kudos.org_id", "kudos.id"], name="fk_warmth_org_id_kudos_id"),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"], ["person.org_id", "person.id"], name="fk_warmth_org_id_person_id"
        ),
        sa.PrimaryKeyConstraint("org_id", "kudos_id", "person_id", name="pk_warmth"),
    )
    op.create_index("ix_warmth_org_id_person_id", "warmth", ["org_id", "person_id"])


def downgrade() -> None:
    op.drop_index("ix_warmth_org_id_person_id", table_name="warmth")
    op.drop_table("warmth")
    op.drop_column("outbox", "tone")
    op.drop_column("kudos", "warmth")
