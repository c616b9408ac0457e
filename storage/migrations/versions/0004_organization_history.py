"""Who led whom, and who was in which team, at any moment"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

FOREVER = 9_007_199_254_740_991
_SINCE = ("org_id", "person_id", "starts_at", "ends_at")


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
    person = sa.table("person", *(sa.column(name) for name in ("org_id", "id", "created_at", "manager_id")))
    membership = sa.table("membership", *(sa.column(name) for name in ("org_id", "person_id", "team_id")))
    line = sa.table("reporting_line", *(sa.column(name) for name in (*_SINCE, "manager_id")))
    belonging = sa.table("belonging", *(sa.column(name) for name in (*_SINCE, "team_id")))
    since = (person.c.org_id, person.c.id, person.c.created_at, sa.literal(FOREVER))
    led = sa.select(*since, person.c.manager_id).where(person.c.manager_id.is_not(None))
    op.execute(line.insert().from_select([*_SINCE, "manager_id"], led))
    mine = (membership.c.org_id == person.c.org_id, membership.c.person_id == person.c.id)
    joined = sa.select(*since, membership.c.team_id).where(*mine)
    op.execute(belonging.insert().from_select([*_SINCE, "team_id"], joined))
