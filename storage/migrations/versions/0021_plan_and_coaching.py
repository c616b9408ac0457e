"""The plan of a cycle, and what people said of coaching"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cycle", sa.Column("paused_days", sa.Integer(), server_default=sa.text("0"), nullable=False))
    for column in ("beside_team", "beside_on"):
        op.add_column("cycle", sa.Column(column, sa.String(), nullable=True))
    for column in ("created_at", "author_id"):
        op.create_index(f"ix_postmortem_org_id_{column}", "postmortem", ["org_id", column])
    op.create_table(
        "plan_owner",
        *_of_cycle("plan_owner"),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        _to_person("plan_owner", "person_id"),
        sa.PrimaryKeyConstraint("org_id", "cycle_id", "role", name="pk_plan_owner"),
    )
    op.create_table(
        "plan_tick",
        *_of_cycle("plan_tick"),
        sa.Column("task_id", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by_id", sa.String(), nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.Column("shown_by", sa.Text(), nullable=False),
        _to_person("plan_tick", "by_id"),
        sa.PrimaryKeyConstraint("org_id", "cycle_id", "task_id", "at", "by_id", name="pk_plan_tick"),
    )
    op.create_table(
        "plan_decision",
        *_of_cycle("plan_decision"),
        sa.Column("gate_id", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by_id", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _to_person("plan_decision", "by_id"),
        sa.PrimaryKeyConstraint("org_id", "cycle_id", "gate_id", "at", "by_id", name="pk_plan_decision"),
    )
    op.create_table(
        "coaching_answer",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        _to_person("coaching_answer", "person_id"),
        sa.PrimaryKeyConstraint("org_id", "person_id", "kind", name="pk_coaching_answer"),
    )


def downgrade() -> None:
    for table in ("coaching_answer", "plan_decision", "plan_tick", "plan_owner"):
        op.drop_table(table)
    for column in ("author_id", "created_at"):
        op.drop_index(f"ix_postmortem_org_id_{column}", "postmortem")
    for column in ("beside_on", "beside_team", "paused_days"):
        op.drop_column("cycle", column)


def _of_cycle(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    there = ["cycle.org_id", "cycle.id"]
    return (
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("cycle_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["org_id", "cycle_id"], there, name=f"fk_{table}_org_id_cycle_id"),
    )


def _to_person(table: str, column: str) -> sa.ForeignKeyConstraint:
    there = ["person.org_id", "person.id"]
    return sa.ForeignKeyConstraint(["org_id", column], there, name=f"fk_{table}_org_id_{column}")
