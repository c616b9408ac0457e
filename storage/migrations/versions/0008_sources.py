"""Where people come from: files that can be undone, and an identity provider"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("sources", sa.String(), nullable=True))
    op.create_table(
        "import_column",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["org.id"], name="fk_import_column_org_id"),
        sa.PrimaryKeyConstraint("org_id", "title", name="pk_import_column"),
    )
    op.create_table(
        "import_run",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.Column("beat_at", sa.BigInteger(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("leaving", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["org.id"], name="fk_import_run_org_id"),
        sa.PrimaryKeyConstraint("org_id", "id", name="pk_import_run"),
    )
    op.create_index("ix_import_run_org_id_began_at", "import_run", ["org_id", "began_at"])
    op.create_table(
        "import_row",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("fields", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "run_id"], ["import_run.org_id", "import_run.id"], name="fk_import_row_org_id_run_id"
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"], ["person.org_id", "person.id"], name="fk_import_row_org_id_person_id"
        ),
        sa.PrimaryKeyConstraint("org_id", "run_id", "person_id", name="pk_import_row"),
    )
    op.create_index("ix_import_row_org_id_person_id", "import_row", ["org_id", "person_id"])
    _scim()


def downgrade() -> None:
    for table in ("scim_user", "scim_token", "import_row", "import_run", "import_column"):
        op.drop_table(table)
    op.drop_column("person", "sources")


def _scim() -> None:
    op.create_table(
        "scim_token",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["org_id"], ["org.id"], name="fk_scim_token_org_id"),
        sa.PrimaryKeyConstraint("org_id", "digest", name="pk_scim_token"),
    )
    op.create_table(
        "scim_user",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("user_name", sa.String(), nullable=False),
        sa.Column("user_key", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("given_name", sa.String(), nullable=False),
        sa.Column("family_name", sa.String(), nullable=False),
        sa.Column("display_name", sa.String(), nullable=False),
        sa.Column("manager_ref", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"], ["person.org_id", "person.id"], name="fk_scim_user_org_id_person_id"
        ),
        sa.PrimaryKeyConstraint("org_id", "person_id", name="pk_scim_user"),
        sa.UniqueConstraint("org_id", "user_key", name="uq_scim_user_org_id_user_key"),
    )
    op.create_index("ix_scim_user_org_id_external_id", "scim_user", ["org_id", "external_id"])
    op.create_index("ix_scim_user_org_id_manager_ref", "scim_user", ["org_id", "manager_ref"])
