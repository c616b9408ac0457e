"""Who led whom, and who was in which team, at any moment"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

FOREVER = 9_007_199_254_740_991


def upgrade() -> None:
    op.create_table(
        "reporting_line",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("manager_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"], ["person.org_id", "person.id"], name="fk_reporting_line_org_id_person_id"
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "manager_id"], ["person.org_id", "person.id"], name="fk_reporting_line_org_id_manager_id"
        ),
        sa.PrimaryKeyConstraint("org_id", "person_id", "starts_at", name="pk_reporting_line"),
    )
    op.create_index("ix_reporting_line_org_id_manager_id", "reporting_line", ["org_id", "manager_id"])
    op.create_table(
        "belonging",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"], ["person.org_id", "person.id"], name="fk_belonging_org_id_person_id"
        ),
        sa.ForeignKeyConstraint(["org_id", "team_id"], ["team.org_id", "team.id"], name="fk_belonging_org_id_team_id"),
        sa.PrimaryKeyConstraint("org_id", "person_id", "team_id", "starts_at", name="pk_belonging"),
    )
    op.create_index("ix_belonging_org_id_team_id", "belonging", ["org_id", "team_id"])
    _take_what_holds_now()


def downgrade() -> None:
    op.drop_table("belonging")
    op.drop_table("reporting_line")


def _take_what_holds_now() -> None:
    """As far as anybody knows, it has been so since the person came."""
    op.execute(
        "INSERT INTO reporting_line (org_id, person_id, starts_at, ends_at, manager_id) "
        f"SELECT org_id, id, created_at, {FOREVER}, manager_id FROM person WHERE manager_id IS NOT NULL"
    )
    op.execute(
        "INSERT INTO belonging (org_id, person_id, team_id, starts_at, ends_at) "
        f"SELECT m.org_id, m.person_id, m.team_id, p.created_at, {FOREVER} "
        "FROM membership m JOIN person p ON p.org_id = m.org_id AND p.id = m.person_id"
    )
