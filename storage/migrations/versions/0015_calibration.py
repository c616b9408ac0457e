"""Calibration sessions with their packets and decisions; links lead to other files, too"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("download", sa.Column("of", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("download", sa.Column("about", sa.String(), server_default=sa.text("''"), nullable=False))
    op.create_table(
        "calibration_session",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("cycle_id", sa.String(), nullable=False),
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("segment", sa.Integer(), nullable=True),
        sa.Column("segment_at", sa.BigInteger(), nullable=True),
        sa.Column("revealed_at", sa.BigInteger(), nullable=True),
        sa.Column("author_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("frozen_at", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "author_id"], ["person.org_id", "person.id"], name="fk_calibration_session_org_id_author_id"
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "cycle_id"], ["cycle.org_id", "cycle.id"], name="fk_calibration_session_org_id_cycle_id"
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name="pk_calibration_session"),
    )
    op.create_index("ix_calibration_session_org_id_cycle_id", "calibration_session", ["org_id", "cycle_id"])
    op.create_index("ix_calibration_session_org_id_state", "calibration_session", ["org_id", "state"])
    op.create_table(
        "calibration_seat",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("seat", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"], ["person.org_id", "person.id"], name="fk_calibration_seat_org_id_person_id"
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "session_id"],
            ["calibration_session.org_id", "calibration_session.id"],
            name="fk_calibration_seat_org_id_session_id",
        ),
        sa.PrimaryKeyConstraint("org_id", "session_id", "person_id", name="pk_calibration_seat"),
    )
    op.create_index("ix_calibration_seat_org_id_person_id", "calibration_seat", ["org_id", "person_id"])
    op.create_table(
        "calibration_anchor",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("moment", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"], ["person.org_id", "person.id"], name="fk_calibration_anchor_org_id_person_id"
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "session_id"],
            ["calibration_session.org_id", "calibration_session.id"],
            name="fk_calibration_anchor_org_id_session_id",
        ),
        sa.PrimaryKeyConstraint("org_id", "session_id", "person_id", "moment", "case_id", name="pk_calibration_anchor"),
    )
    op.create_index("ix_calibration_anchor_org_id_person_id", "calibration_anchor", ["org_id", "person_id"])
    op.create_table(
        "calibration_packet",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("manager_id", sa.String(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("frozen_at", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "manager_id"], ["person.org_id", "person.id"], name="fk_calibration_packet_org_id_manager_id"
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "session_id"],
            ["calibration_session.org_id", "calibration_session.id"],
            name="fk_calibration_packet_org_id_session_id",
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "subject_id"], ["person.org_id", "person.id"], name="fk_calibration_packet_org_id_subject_id"
        ),
        sa.PrimaryKeyConstraint("org_id", "session_id", "subject_id", name="pk_calibration_packet"),
    )
    op.create_index("ix_calibration_packet_org_id_manager_id", "calibration_packet", ["org_id", "manager_id"])
    op.create_index("ix_calibration_packet_org_id_subject_id", "calibration_packet", ["org_id", "subject_id"])
    op.create_table(
        "calibration_view",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"], ["person.org_id", "person.id"], name="fk_calibration_view_org_id_person_id"
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "session_id"],
            ["calibration_session.org_id", "calibration_session.id"],
            name="fk_calibration_view_org_id_session_id",
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "subject_id"], ["person.org_id", "person.id"], name="fk_calibration_view_org_id_subject_id"
        ),
        sa.PrimaryKeyConstraint("org_id", "session_id", "subject_id", "person_id", name="pk_calibration_view"),
    )
    op.create_index("ix_calibration_view_org_id_person_id", "calibration_view", ["org_id", "person_id"])
    op.create_index("ix_calibration_view_org_id_subject_id", "calibration_view", ["org_id", "subject_id"])
    op.create_table(
        "calibration_decision",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("competency", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("by_id", sa.String(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.Column("applied_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "by_id"], ["person.org_id", "person.id"], name="fk_calibration_decision_org_id_by_id"
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "session_id"],
            ["calibration_session.org_id", "calibration_session.id"],
            name="fk_calibration_decision_org_id_session_id",
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "subject_id"], ["person.org_id", "person.id"], name="fk_calibration_decision_org_id_subject_id"
        ),
        sa.PrimaryKeyConstraint(
            "org_id", "session_id", "subject_id", "competency", "number", name="pk_calibration_decision"
        ),
    )
    op.create_index("ix_calibration_decision_org_id_subject_id", "calibration_decision", ["org_id", "subject_id"])


def downgrade() -> None:
    op.drop_table("calibration_decision")
    op.drop_table("calibration_view")
    op.drop_table("calibration_packet")
    op.drop_table("calibration_anchor")
    op.drop_table("calibration_seat")
    op.drop_table("calibration_session")
    op.drop_column("download", "about")
    op.drop_column("download", "of")
