"""What a later release may add: an index to a table in use, in a migration of its own"""

from __future__ import annotations

from alembic import op

from storage import migrating

revision = "9999"
down_revision = "9998"
branch_labels = None
depends_on = None


def upgrade() -> None:
    migrating.add_index("ix_kudos_org_id_warmth", "kudos", ["org_id", "warmth"])


def downgrade() -> None:
    op.drop_index("ix_kudos_org_id_warmth", table_name="kudos")
