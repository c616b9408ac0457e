"""What teams report of a month, which systems post it, and by what a team earns a reward"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "team_month",
        *_of_team("team_month"),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer()) for name in ("lead_minutes", "failed")),
        *(sa.Column(name, sa.Integer()) for name in ("by_team", "by_customers")),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "team_id", "month", name="pk_team_month"),
    )
    op.create_table(
        "figure_sender",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("org_id", "id", "name")),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("org_id", "id", name="pk_figure_sender"),
    )
    _create_rewards()


def _create_rewards() -> None:
    op.create_table(
        "reward_rule",
        *_of_team("reward_rule"),
        sa.Column("criteria", sa.String(), nullable=False),
        sa.Column("least_index", sa.Integer(), nullable=False),
        sa.Column("prize", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "team_id", name="pk_reward_rule"),
    )
    op.create_table(
        "reward_quarter",
        *_of_team("reward_quarter"),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("quarter", "outcome")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("prize", "verdict")),
        sa.Column("settled_at", sa.BigInteger(), nullable=False),
        sa.Column("given_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("org_id", "team_id", "quarter", name="pk_reward_quarter"),
    )
    op.create_table(
        "experiment",
        *_of_team("experiment"),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("id", "ending", "ended_on")),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name="pk_experiment"),
    )
    op.create_index("ix_experiment_org_id_team_id_ended_on", "experiment", ["org_id", "team_id", "ended_on"])


def downgrade() -> None:
    for table in ("experiment", "reward_quarter", "reward_rule", "figure_sender", "team_month"):
        op.drop_table(table)


def _of_team(table: str) -> tuple[sa.Column[str] | sa.ForeignKeyConstraint, ...]:
    there = ["team.org_id", "team.id"]
    return (
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["org_id", "team_id"], there, name=f"fk_{table}_org_id_team_id"),
    )
