"""Links lead to other files, too"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("download", sa.Column("of", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("download", sa.Column("about", sa.String(), server_default=sa.text("''"), nullable=False))


def downgrade() -> None:
    op.drop_column("download", "about")
    op.drop_column("download", "of")
