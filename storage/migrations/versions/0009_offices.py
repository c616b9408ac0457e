"""Offices that HR gives, and whom a notice to a manager is about"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "appointment",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("appointed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"], ["person.org_id", "person.id"], name="fk_appointment_org_id_person_id"
        ),
        sa.PrimaryKeyConstraint("org_id", "person_id", "office", name="pk_appointment"),
    )
    op.add_column("notice", sa.Column("about_id", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("notice", "about_id")
    op.drop_table("appointment")
