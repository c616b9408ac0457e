"""Competency frameworks, review cycles with their checkpoints, goals, evidence and ratings"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cycle",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("framework", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("starts_on", sa.String(), nullable=False),
        sa.Column("ends_on", sa.String(), nullable=False),
        sa.Column("is_strict", sa.Boolean(), nullable=False),
        sa.Column("paused_on", sa.String(), nullable=True),
        sa.Column("author_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("launched_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "author_id"], ["person.org_id", "person.id"], name="fk_cycle_org_id_author_id"
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name="pk_cycle"),
    )
    op.create_index("ix_cycle_org_id_state", "cycle", ["org_id", "state"])
    op.create_table(
        "evidence",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("author_id", sa.String(), nullable=False),
        sa.Column("competency", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("occurred_on", sa.String(), nullable=False),
        sa.Column("recorded_on", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("link_key", sa.String(), nullable=False),
        sa.Column("link_works", sa.Boolean(), nullable=False),
        sa.Column("artifact_authors", sa.String(), nullable=False),
        sa.Column("voice", sa.String(), nullable=False),
        sa.Column("hints_open", sa.Boolean(), nullable=False),
        sa.Column("shown_at", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("side", sa.LargeBinary(), nullable=True),
        sa.Column("contested_at", sa.BigInteger(), nullable=True),
        sa.Column("resolved_by", sa.String(), nullable=True),
        sa.Column("resolved_at", sa.BigInteger(), nullable=True),
        sa.Column("quote", sa.String(), nullable=False),
        sa.Column("kudos_id", sa.String(), nullable=True),
        sa.Column("request_id", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "author_id"], ["person.org_id", "person.id"], name="fk_evidence_org_id_author_id"
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "resolved_by"], ["person.org_id", "person.id"], name="fk_evidence_org_id_resolved_by"
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "subject_id"], ["person.org_id", "person.id"], name="fk_evidence_org_id_subject_id"
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name="pk_evidence"),
    )
    op.create_index("ix_evidence_org_id_author_id_recorded_at", "evidence", ["org_id", "author_id", "recorded_at"])
    op.create_index("ix_evidence_org_id_state", "evidence", ["org_id", "state"])
    op.create_index("ix_evidence_org_id_subject_id_occurred_on", "evidence", ["org_id", "subject_id", "occurred_on"])
    op.create_table(
        "feedback_request",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("asked_id", sa.String(), nullable=False),
        sa.Column("by_id", sa.String(), nullable=False),
        sa.Column("competency", sa.String(), nullable=False),
        sa.Column("question", sa.LargeBinary(), nullable=True),
        sa.Column("due_on", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "asked_id"], ["person.org_id", "person.id"], name="fk_feedback_request_org_id_asked_id"
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "by_id"], ["person.org_id", "person.id"], name="fk_feedback_request_org_id_by_id"
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "subject_id"], ["person.org_id", "person.id"], name="fk_feedback_request_org_id_subject_id"
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name="pk_feedback_request"),
    )
    op.create_index("ix_feedback_request_org_id_asked_id_state", "feedback_request", ["org_id", "asked_id", "state"])
    op.create_index("ix_feedback_request_org_id_by_id", "feedback_request", ["org_id", "by_id"])
    op.create_index("ix_feedback_request_org_id_subject_id", "feedback_request", ["org_id", "subject_id"])
    op.create_table(
        "framework_version",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=True),
        sa.Column("approved_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "approved_by"], ["person.org_id", "person.id"], name="fk_framework_version_org_id_approved_by"
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "changed_by"], ["person.org_id", "person.id"], name="fk_framework_version_org_id_changed_by"
        ),
        sa.PrimaryKeyConstraint("org_id", "number", name="pk_framework_version"),
    )
    op.create_table(
        "goal",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("author_id", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=True),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("ends_on", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["org_id", "asked_by"], ["person.org_id", "person.id"], name="fk_goal_org_id_asked_by"),
        sa.ForeignKeyConstraint(
            ["org_id", "author_id"], ["person.org_id", "person.id"], name="fk_goal_org_id_author_id"
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"], ["person.org_id", "person.id"], name="fk_goal_org_id_person_id"
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name="pk_goal"),
    )
    op.create_index("ix_goal_org_id_person_id_created_at", "goal", ["org_id", "person_id", "created_at"])
    op.create_table(
        "checkpoint",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("cycle_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("opens_on", sa.String(), nullable=False),
        sa.Column("due_on", sa.String(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "cycle_id"], ["cycle.org_id", "cycle.id"], name="fk_checkpoint_org_id_cycle_id"
        ),
        sa.PrimaryKeyConstraint("org_id", "cycle_id", "id", name="pk_checkpoint"),
    )
    op.create_table(
        "checkpoint_done",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("cycle_id", sa.String(), nullable=False),
        sa.Column("checkpoint_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("by_id", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "by_id"], ["person.org_id", "person.id"], name="fk_checkpoint_done_org_id_by_id"
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "cycle_id"], ["cycle.org_id", "cycle.id"], name="fk_checkpoint_done_org_id_cycle_id"
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"], ["person.org_id", "person.id"], name="fk_checkpoint_done_org_id_person_id"
        ),
        sa.PrimaryKeyConstraint("org_id", "cycle_id", "checkpoint_id", "person_id", name="pk_checkpoint_done"),
    )
    op.create_index("ix_checkpoint_done_org_id_person_id", "checkpoint_done", ["org_id", "person_id"])
    op.create_table(
        "cycle_team",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("cycle_id", sa.String(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "cycle_id"], ["cycle.org_id", "cycle.id"], name="fk_cycle_team_org_id_cycle_id"
        ),
        sa.ForeignKeyConstraint(["org_id", "team_id"], ["team.org_id", "team.id"], name="fk_cycle_team_org_id_team_id"),
        sa.PrimaryKeyConstraint("org_id", "cycle_id", "team_id", name="pk_cycle_team"),
    )
    op.create_table(
        "delegation",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("cycle_id", sa.String(), nullable=False),
        sa.Column("away_id", sa.String(), nullable=False),
        sa.Column("acting_id", sa.String(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "acting_id"], ["person.org_id", "person.id"], name="fk_delegation_org_id_acting_id"
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "away_id"], ["person.org_id", "person.id"], name="fk_delegation_org_id_away_id"
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "cycle_id"], ["cycle.org_id", "cycle.id"], name="fk_delegation_org_id_cycle_id"
        ),
        sa.PrimaryKeyConstraint("org_id", "cycle_id", "away_id", "since", name="pk_delegation"),
    )
    op.create_index(
        "ix_delegation_still",
        "delegation",
        ["org_id", "cycle_id", "away_id"],
        unique=True,
        sqlite_where=sa.text("ends_at IS NULL"),
        postgresql_where=sa.text("ends_at IS NULL"),
    )
    op.create_table(
        "evidence_change",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("evidence_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("by_id", sa.String(), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "by_id"], ["person.org_id", "person.id"], name="fk_evidence_change_org_id_by_id"
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "evidence_id"], ["evidence.org_id", "evidence.id"], name="fk_evidence_change_org_id_evidence_id"
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "subject_id"], ["person.org_id", "person.id"], name="fk_evidence_change_org_id_subject_id"
        ),
        sa.PrimaryKeyConstraint("org_id", "evidence_id", "version", name="pk_evidence_change"),
    )
    op.create_index("ix_evidence_change_org_id_subject_id", "evidence_change", ["org_id", "subject_id"])
    op.create_table(
        "goal_checkin",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("goal_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("author_id", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("mood", sa.String(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "author_id"], ["person.org_id", "person.id"], name="fk_goal_checkin_org_id_author_id"
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "goal_id"], ["goal.org_id", "goal.id"], name="fk_goal_checkin_org_id_goal_id"
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"], ["person.org_id", "person.id"], name="fk_goal_checkin_org_id_person_id"
        ),
        sa.PrimaryKeyConstraint("org_id", "goal_id", "id", name="pk_goal_checkin"),
    )
    op.create_index("ix_goal_checkin_org_id_person_id", "goal_checkin", ["org_id", "person_id"])
    op.create_table(
        "participant",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("cycle_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.Column("left_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "cycle_id"], ["cycle.org_id", "cycle.id"], name="fk_participant_org_id_cycle_id"
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "person_id"], ["person.org_id", "person.id"], name="fk_participant_org_id_person_id"
        ),
        sa.PrimaryKeyConstraint("org_id", "cycle_id", "person_id", name="pk_participant"),
    )
    op.create_index("ix_participant_org_id_person_id", "participant", ["org_id", "person_id"])
    op.create_table(
        "rating",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("cycle_id", sa.String(), nullable=False),
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("competency", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("rater_id", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["org_id", "cycle_id"], ["cycle.org_id", "cycle.id"], name="fk_rating_org_id_cycle_id"),
        sa.ForeignKeyConstraint(
            ["org_id", "rater_id"], ["person.org_id", "person.id"], name="fk_rating_org_id_rater_id"
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "subject_id"], ["person.org_id", "person.id"], name="fk_rating_org_id_subject_id"
        ),
        sa.PrimaryKeyConstraint("org_id", "cycle_id", "round_id", "subject_id", "competency", "part", name="pk_rating"),
    )
    op.create_index("ix_rating_org_id_rater_id", "rating", ["org_id", "rater_id"])
    op.create_index("ix_rating_org_id_subject_id", "rating", ["org_id", "subject_id"])
    op.create_table(
        "rating_change",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("cycle_id", sa.String(), nullable=False),
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("competency", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.String(), nullable=True),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "by_id"], ["person.org_id", "person.id"], name="fk_rating_change_org_id_by_id"
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "cycle_id"], ["cycle.org_id", "cycle.id"], name="fk_rating_change_org_id_cycle_id"
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "subject_id"], ["person.org_id", "person.id"], name="fk_rating_change_org_id_subject_id"
        ),
        sa.PrimaryKeyConstraint(
            "org_id", "cycle_id", "round_id", "subject_id", "competency", "part", "version", name="pk_rating_change"
        ),
    )
    op.create_index("ix_rating_change_org_id_subject_id", "rating_change", ["org_id", "subject_id"])
    op.create_table(
        "rating_citation",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("cycle_id", sa.String(), nullable=False),
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("competency", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("evidence_id", sa.String(), nullable=False),
        sa.Column("against", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "cycle_id"], ["cycle.org_id", "cycle.id"], name="fk_rating_citation_org_id_cycle_id"
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "evidence_id"], ["evidence.org_id", "evidence.id"], name="fk_rating_citation_org_id_evidence_id"
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "subject_id"], ["person.org_id", "person.id"], name="fk_rating_citation_org_id_subject_id"
        ),
        sa.PrimaryKeyConstraint(
            "org_id",
            "cycle_id",
            "round_id",
            "subject_id",
            "competency",
            "part",
            "evidence_id",
            name="pk_rating_citation",
        ),
    )
    op.create_index("ix_rating_citation_org_id_evidence_id", "rating_citation", ["org_id", "evidence_id"])
    op.create_index("ix_rating_citation_org_id_subject_id", "rating_citation", ["org_id", "subject_id"])
    op.create_table(
        "review",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("cycle_id", sa.String(), nullable=False),
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("manager_id", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("submitted_at", sa.BigInteger(), nullable=True),
        sa.Column("release_asked_by", sa.String(), nullable=True),
        sa.Column("released_by", sa.String(), nullable=True),
        sa.Column("released_at", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("disputed_at", sa.BigInteger(), nullable=True),
        sa.Column("resolved_by", sa.String(), nullable=True),
        sa.Column("resolved_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["org_id", "cycle_id"], ["cycle.org_id", "cycle.id"], name="fk_review_org_id_cycle_id"),
        sa.ForeignKeyConstraint(
            ["org_id", "manager_id"], ["person.org_id", "person.id"], name="fk_review_org_id_manager_id"
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "subject_id"], ["person.org_id", "person.id"], name="fk_review_org_id_subject_id"
        ),
        sa.PrimaryKeyConstraint("org_id", "cycle_id", "round_id", "subject_id", name="pk_review"),
    )
    op.create_index("ix_review_org_id_manager_id", "review", ["org_id", "manager_id"])
    op.create_index("ix_review_org_id_state", "review", ["org_id", "state"])
    op.create_index("ix_review_org_id_subject_id", "review", ["org_id", "subject_id"])
    op.create_table(
        "review_concern",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("cycle_id", sa.String(), nullable=False),
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("raised_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_by", sa.String(), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "cycle_id"], ["cycle.org_id", "cycle.id"], name="fk_review_concern_org_id_cycle_id"
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "settled_by"], ["person.org_id", "person.id"], name="fk_review_concern_org_id_settled_by"
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "subject_id"], ["person.org_id", "person.id"], name="fk_review_concern_org_id_subject_id"
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name="pk_review_concern"),
    )
    op.create_index("ix_review_concern_org_id_subject_id", "review_concern", ["org_id", "subject_id"])
    op.create_table(
        "second_rater",
        sa.Column("org_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("cycle_id", sa.String(), nullable=False),
        sa.Column("checkpoint_id", sa.String(), nullable=False),
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("rater_id", sa.String(), nullable=False),
        sa.Column("drawn_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "cycle_id"], ["cycle.org_id", "cycle.id"], name="fk_second_rater_org_id_cycle_id"
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "rater_id"], ["person.org_id", "person.id"], name="fk_second_rater_org_id_rater_id"
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "subject_id"], ["person.org_id", "person.id"], name="fk_second_rater_org_id_subject_id"
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name="pk_second_rater"),
    )
    op.create_index(
        "ix_second_rater_org_id_cycle_id_checkpoint_id_rater_id",
        "second_rater",
        ["org_id", "cycle_id", "checkpoint_id", "rater_id"],
    )
    op.create_index("ix_second_rater_org_id_rater_id", "second_rater", ["org_id", "rater_id"])
    op.create_index("ix_second_rater_org_id_subject_id", "second_rater", ["org_id", "subject_id"])


def downgrade() -> None:
    op.drop_table("second_rater")
    op.drop_table("review_concern")
    op.drop_table("review")
    op.drop_table("rating_citation")
    op.drop_table("rating_change")
    op.drop_table("rating")
    op.drop_table("participant")
    op.drop_table("goal_checkin")
    op.drop_table("evidence_change")
    op.drop_table("delegation")
    op.drop_table("cycle_team")
    op.drop_table("checkpoint_done")
    op.drop_table("checkpoint")
    op.drop_table("goal")
    op.drop_table("framework_version")
    op.drop_table("feedback_request")
    op.drop_table("evidence")
    op.drop_table("cycle")
