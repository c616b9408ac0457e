"""What calibration sessions are found to have done"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calibration_report",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        _of_session("calibration_report"),
        sa.PrimaryKeyConstraint("org_id", "session_id", name="pk_calibration_report"),
    )
    op.create_table(
        "calibration_habit",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        _of_session("calibration_habit"),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"], ["person.org_id", "person.id"], name="fk_calibration_habit_org_id_person_id"
        ),
        sa.PrimaryKeyConstraint("org_id", "session_id", "person_id", name="pk_calibration_habit"),
    )
    op.create_index("ix_calibration_habit_org_id_person_id", "calibration_habit", ["org_id", "person_id"])


def downgrade() -> None:
    op.drop_table("calibration_habit")
    op.drop_table("calibration_report")


def _of_session(table: str) -> sa.ForeignKeyConstraint:
    there = ["calibration_session.org_id", "calibration_session.id"]
    return sa.ForeignKeyConstraint(["org_id", "session_id"], there, name=f"fk_{table}_org_id_session_id")
