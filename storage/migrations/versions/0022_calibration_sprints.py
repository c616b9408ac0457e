"""Calibration sprints, with how managers read their cases"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calibration_sprint",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("author_id", sa.String(), nullable=False),
        sa.Column("facilitator_id", sa.String(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("stopped_at", sa.BigInteger(), nullable=True),
        _to_person("calibration_sprint", "author_id"),
        _to_person("calibration_sprint", "facilitator_id"),
        sa.PrimaryKeyConstraint("org_id", "id", name="pk_calibration_sprint"),
    )
    op.create_index("ix_calibration_sprint_org_id_ends_at", "calibration_sprint", ["org_id", "ends_at"])
    op.create_table(
        "calibration_sprint_week",
        *_of_sprint("calibration_sprint_week"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("competency", sa.String(), nullable=False),
        sa.Column("opens_at", sa.BigInteger(), nullable=False),
        sa.Column("readers", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "sprint_id", "number", name="pk_calibration_sprint_week"),
    )
    op.create_table(
        "calibration_sprint_seat",
        *_of_sprint("calibration_sprint_seat"),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        _to_person("calibration_sprint_seat", "person_id"),
        sa.PrimaryKeyConstraint("org_id", "sprint_id", "person_id", name="pk_calibration_sprint_seat"),
    )
    op.create_table(
        "calibration_sprint_reading",
        *_of_sprint("calibration_sprint_reading"),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("knew", sa.Boolean(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        _to_person("calibration_sprint_reading", "person_id"),
        sa.PrimaryKeyConstraint(
            "org_id", "sprint_id", "person_id", "week", "case_id", name="pk_calibration_sprint_reading"
        ),
    )
    for table in ("calibration_sprint_seat", "calibration_sprint_reading"):
        op.create_index(f"ix_{table}_org_id_person_id", table, ["org_id", "person_id"])


def downgrade() -> None:
    for table in ("reading", "seat", "week"):
        op.drop_table(f"calibration_sprint_{table}")
    op.drop_table("calibration_sprint")


def _of_sprint(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    there = ["calibration_sprint.org_id", "calibration_sprint.id"]
    return (
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("sprint_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["org_id", "sprint_id"], there, name=f"fk_{table}_org_id_sprint_id"),
    )


def _to_person(table: str, column: str) -> sa.ForeignKeyConstraint:
    there = ["person.org_id", "person.id"]
    return sa.ForeignKeyConstraint(["org_id", column], there, name=f"fk_{table}_org_id_{column}")
