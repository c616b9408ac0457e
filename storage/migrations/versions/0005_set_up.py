"""How far set-up has come, for whom Vouchsafe is open, and what people prefer besides"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("preference", sa.Column("digest_day", sa.Integer(), nullable=True))
    op.add_column("preference", sa.Column("workspace_id", sa.String(), nullable=True))
    op.create_table(
        "set_up",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("reach", sa.String(), nullable=False),
        sa.Column("teams", sa.String(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["org.id"], name="fk_set_up_org_id"),
        sa.PrimaryKeyConstraint("org_id", name="pk_set_up"),
    )
    op.create_table(
        "set_up_step",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=True),
        sa.Column("saved_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["org_id"], ["org.id"], name="fk_set_up_step_org_id"),
        sa.ForeignKeyConstraint(
            ["org_id", "saved_by"], ["person.org_id", "person.id"], name="fk_set_up_step_org_id_saved_by"
        ),
        sa.PrimaryKeyConstraint("org_id", "step", name="pk_set_up_step"),
    )
    _of_a_person(
        "claim_try",
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
    )
    _of_a_person("introduction", sa.Column("at", sa.BigInteger(), nullable=False))


def downgrade() -> None:
    for name in ("introduction", "claim_try", "set_up_step", "set_up"):
        op.drop_table(name)
    op.drop_column("preference", "workspace_id")
    op.drop_column("preference", "digest_day")


def _of_a_person(name: str, *columns: sa.Column[int]) -> None:
    """One row for each person."""
    op.create_table(
        name,
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"], ["person.org_id", "person.id"], name=f"fk_{name}_org_id_person_id"
        ),
        sa.PrimaryKeyConstraint("org_id", "person_id", name=f"pk_{name}"),
    )
